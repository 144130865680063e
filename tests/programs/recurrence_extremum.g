# recurrence_extremum.g: the largest of all that is earlier; of elements that a const chooses.
input x[4], v[2]
const p[4,2] : index(4) = [[0,0],[0,0],[1,1],[0,2]]
s[0] = x[0]
s[t] = max[k < t](s[k] + x[k]²) for t in 1:4
L[i] = x[i] + max(0, max[k < i](L[k])) for i < 4
U[0] = 1
U[c] = max[i](U[p[c,i]] + v[i]) for c in 1:4
output s, L, U

# at x=[1,-2,3,0.5] v=[0.5,2]
# value s = [1, 2, 6, 15]
# value L = [1, -1, 4, 4.5]
# value U = [1, 3, 5, 7]
# gradient ∂(sum s)/∂x = [10, -8, 6, 0]
# gradient ∂(sum s)/∂v = [0, 0]
# gradient ∂(sum L)/∂x = [4, 1, 2, 1]
# gradient ∂(sum L)/∂v = [0, 0]
# gradient ∂(sum U)/∂x = [0, 0, 0, 0]
# gradient ∂(sum U)/∂v = [0, 6]
