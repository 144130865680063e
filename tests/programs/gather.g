# gather.g: index data of any rank; repeated words add up in the gradient.
input E[4,2], w[3] : index(4), v[2,2] : index(4), x[4], k : index(2)
a = E[w]
b = E[w[0], 1]
c = x[v] .^ 2
d = x[[2, 0]]
e = x[w div 2]
f = E[w, k]
g[i] = E[w[i]]·E[w[i]]
h[i,j] = E[v[i,j], (i + j) mod 2]
m = x[max(w[1] - 1, 0)]
n = x[min(w[0] + 1, 3)] x[(w[0] + 3) mod 4]
output a, b, c, d, e, f, g, h, m, n

# at E=[[1,2],[3,4],[5,6],[7,8]] w=[3,0,3] v=[[1,1],[3,1]] x=[5,9,8,6] k=1
# value a = [[7, 8], [1, 2], [7, 8]]
# value b = 8
# value c = [[81, 81], [36, 81]]
# value d = [8, 5]
# value e = [9, 5, 9]
# value f = [8, 2, 8]
# value g = [113, 5, 113]
# value h = [[3, 4], [8, 3]]
# value m = 5
# value n = 48
# gradient ∂(sum a)/∂E = [[1, 1], [0, 0], [0, 0], [2, 2]]
# gradient ∂(sum a)/∂x = [0, 0, 0, 0] ± 1e-6
# gradient ∂b/∂E = [[0, 0], [0, 0], [0, 0], [0, 1]]
# gradient ∂b/∂x = [0, 0, 0, 0] ± 1e-6
# gradient ∂(sum c)/∂E = [[0, 0], [0, 0], [0, 0], [0, 0]] ± 1e-6
# gradient ∂(sum c)/∂x = [0, 54, 0, 12]
# gradient ∂(sum d)/∂E = [[0, 0], [0, 0], [0, 0], [0, 0]] ± 1e-6
# gradient ∂(sum d)/∂x = [1, 0, 1, 0]
# gradient ∂(sum e)/∂E = [[0, 0], [0, 0], [0, 0], [0, 0]] ± 1e-6
# gradient ∂(sum e)/∂x = [1, 2, 0, 0]
# gradient ∂(sum f)/∂E = [[0, 1], [0, 0], [0, 0], [0, 2]]
# gradient ∂(sum f)/∂x = [0, 0, 0, 0] ± 1e-6
# gradient ∂(sum g)/∂E = [[2, 4], [0, 0], [0, 0], [28, 32]]
# gradient ∂(sum g)/∂x = [0, 0, 0, 0] ± 1e-6
# gradient ∂(sum h)/∂E = [[0, 0], [2, 1], [0, 0], [0, 1]]
# gradient ∂(sum h)/∂x = [0, 0, 0, 0] ± 1e-6
# gradient ∂m/∂E = [[0, 0], [0, 0], [0, 0], [0, 0]] ± 1e-6
# gradient ∂m/∂x = [1, 0, 0, 0]
# gradient ∂n/∂E = [[0, 0], [0, 0], [0, 0], [0, 0]] ± 1e-6
# gradient ∂n/∂x = [0, 0, 6, 8]
