# layers_drawn.g: what is drawn for a layer, at each index of a block, and in
# infer, where it is 1.
batch B = 3
layer keep(x[n]) = m ⊙ x
  where input m[n] ~ dropout(0.5)
layer share(x[n]) = m x
  where input shared m ~ bernoulli(0.25)
input x[4]
y = keep(x)
a[0] = x
a[l+1] = keep[l](a[l]) + 1 for l < 2
s = share(x)
d = dropout(x, 0.75)
r = ‖y - y.m ⊙ x‖²             # y is what it says
q = ‖y.m ⊙ (y.m - 2)‖²         # 0 or 2
p = ‖a[2] - a.m[1] ⊙ (a.m[0] ⊙ x + 1) - 1‖² + ‖s - s.m x‖² + s.m (s.m - 1)
t = ‖d - d.m ⊙ x‖² + ‖d.m ⊙ (d.m - 4)‖²
output r, q, p, t, y, a, s

# double: float has draws of its own
# at x=[[1,2,3,4],[5,6,7,8],[9,1,2,3]]
# value r = [0, 0, 0]
# value q = [0, 0, 0]
# value p = [0, 0, 0]
# value t = [0, 0, 0]
# at --seed=5 --step=3 x=[[1,2,3,4],[5,6,7,8],[9,1,2,3]]
# value r = [0, 0, 0]
# value q = [0, 0, 0]
# value p = [0, 0, 0]
# value t = [0, 0, 0]
# at --infer x=[[1,2,3,4],[5,6,7,8],[9,1,2,3]]
# value y = [[1,2,3,4],[5,6,7,8],[9,1,2,3]]
# value a = [[[1,2,3,4],[2,3,4,5],[3,4,5,6]],[[5,6,7,8],[6,7,8,9],[7,8,9,10]],[[9,1,2,3],[10,2,3,4],[11,3,4,5]]]
# value s = [[0.25,0.5,0.75,1],[1.25,1.5,1.75,2],[2.25,0.25,0.5,0.75]]
