# sorting.g: equal elements stay in their order, in both directions.
input x[7], X[2,4], one[1]
s = sort(x)
v, p = topk(x, 3)
S[i] = sort(X[i])
o = argsort(x)
q = argsort_down(x)
j = x[argsort_down(x)[0]] + sort(one)[0]
r[i] = argsort(o)[i]
m = (sort(x)[2] + sort(x)[4]) sort(x)[3] / 2
output s, v, p, S, o, q, j, r, m

# at x=[3,1,2,1,5,0,1] X=[[4,2,3,1],[1,1,0,9]] one=[2]
# value s = [0, 1, 1, 1, 2, 3, 5]
# value v = [5, 3, 2]
# value p = [4, 0, 2]
# value S = [[1, 2, 3, 4], [0, 1, 1, 9]]
# value o = [5, 1, 3, 6, 2, 0, 4]
# value q = [4, 0, 2, 1, 3, 6, 5]
# value j = 7
# value r = [5, 1, 4, 2, 6, 0, 3]
# value m = 1.5
# gradient ∂(sum v)/∂x = [1, 0, 1, 0, 1, 0, 0]
# gradient ∂(sum s)/∂x = [1, 1, 1, 1, 1, 1, 1]
# gradient ∂(sum S)/∂X = [[1, 1, 1, 1], [1, 1, 1, 1]]
# gradient ∂j/∂x = [0, 0, 0, 0, 1, 0, 0]
# gradient ∂j/∂one = [1]
# gradient ∂m/∂x = [0, 0, 0.5, 0.5, 0, 0, 1.5]

# at x=[nan,2,-1,nan,7,0,-0.5] X=[[0,0,0,0],[1,2,3,4]] one=[0]
# value s = [-1, -0.5, 0, 2, 7, nan, nan]
# value v = [7, 2, 0]
# value q = [4, 1, 5, 6, 2, 0, 3]
