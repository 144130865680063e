# recurrence_walk_choice.g: an index that is followed.
const next_to[5] : index(5) = [2,3,1,0,4]
input x[5]
k[t] = 0 if t == 0 else next_to[k[t-1]] for t < 6
y[t] = x[k[t]]
output k, y

# at x=[-0.39,0.86,-0.45,0.43,-0.86]
# value k = [0, 2, 1, 3, 0, 2]
# value y = [-0.39, -0.45, 0.86, 0.43, -0.39, -0.45]
# gradient ∂(sum k)/∂x = [0.0, 0.0, 0.0, 0.0, 0.0]
# gradient ∂(sum y)/∂x = [2.0, 1.0, 2.0, 1.0, 0.0]
