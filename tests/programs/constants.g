# constants.g: const, const index data, and equations that depend on nothing.
const K[3] = [1, 2, 1], c = 0.25, next_to[4] : index(4) = [1, 2, 3, 0]
dim n = 4
input x[n], k : index(4)
smooth[i] = c sum[p](K[p] x[i + p]) for i < n - 2
y[i] = x[next_to[next_to[i]]]
z = x[next_to[k]]
table[i,j] = (i + 1) (j + 1) for i < 3, j < 3
t = table[1]·K + sum(table)
roots[i] = sqrt(i) for i < 3
u = roots[2] x[0]
output smooth, y, z, t, u

# at x=[1,3,4,8] k=3
# value smooth = [2.75, 4.75]
# value y = [4, 8, 1, 3]
# value z = 1
# value t = 52
# value u = 1.4142135623730951
# gradient ∂(sum smooth)/∂x = [0.25, 0.75, 0.75, 0.25]
# gradient ∂(sum y)/∂x = [1, 1, 1, 1]
# gradient ∂z/∂x = [1, 0, 0, 0]
# gradient ∂u/∂x = [1.4142135623730951, 0, 0, 0]
