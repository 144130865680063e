# slices_alone.g: arrays of which one slice is read, which alone is made.
input A[3,3], B[3,3], x[3], k : index(3)
P = A B
Q = B A
t = trace(P)                    # the same on two axes
d[i] = Q[i,i]
R = A Bᵀ
r = R[2] · x                    # one row
S[i,j] = A[i,j] x[j] if i < j else B[i,j]
s = S[1,0] + S[1,2]             # of one row, on both sides of a condition
u[0,j] = x[j]; u[i+1,j] = 10 A[i,j] for i < 3
v = sum[j](u[0,j] j)            # of several parts, one
w = sum[j](u[j+1,j])            # a diagonal that lies aside: all of it
C[i,j,l] = A[i,j] B[j,l] + x[i]
c[i] = C[i,i,1]                 # both at once
e = sum[i](C[i,0,i])
G[i,j] = A[k,i] + B[j,i]        # chosen by data, and a diagonal
g[i] = G[i,i]
output t, d, r, s, v, w, c, e, g

# at A=[[1,2,3],[4,5,6],[7,8,10]] B=[[2,0,1],[-1,3,2],[4,1,-2]] x=[1,-2,3] k=2
# value t = 36
# value d = [9, 29, -2]
# value r = -2
# value s = 17
# value v = 4
# value w = 160
# value c = [1, 13, 13]
# value e = 11
# value g = [9, 11, 8]
# gradient ∂t/∂A = [[2, -1, 4], [0, 3, 1], [1, 2, -2]]
# gradient ∂t/∂B = [[1, 4, 7], [2, 5, 8], [3, 6, 10]]
# gradient ∂t/∂x = [0, 0, 0]
# gradient ∂(sum d)/∂A = [[2, -1, 4], [0, 3, 1], [1, 2, -2]]
# gradient ∂(sum d)/∂B = [[1, 4, 7], [2, 5, 8], [3, 6, 10]]
# gradient ∂(sum d)/∂x = [0, 0, 0]
# gradient ∂r/∂A = [[0, 0, 0], [0, 0, 0], [16, -3, -9]]
# gradient ∂r/∂B = [[7, 8, 10], [-14, -16, -20], [21, 24, 30]]
# gradient ∂r/∂x = [24, 37, 16]
# gradient ∂s/∂A = [[0, 0, 0], [0, 0, 3], [0, 0, 0]]
# gradient ∂s/∂B = [[0, 0, 0], [1, 0, 0], [0, 0, 0]]
# gradient ∂s/∂x = [0, 0, 6]
# gradient ∂v/∂A = [[0, 0, 0], [0, 0, 0], [0, 0, 0]]
# gradient ∂v/∂B = [[0, 0, 0], [0, 0, 0], [0, 0, 0]]
# gradient ∂v/∂x = [0, 1, 2]
# gradient ∂w/∂A = [[10, 0, 0], [0, 10, 0], [0, 0, 10]]
# gradient ∂w/∂B = [[0, 0, 0], [0, 0, 0], [0, 0, 0]]
# gradient ∂w/∂x = [0, 0, 0]
# gradient ∂(sum c)/∂A = [[0, 0, 0], [0, 3, 0], [0, 0, 1]]
# gradient ∂(sum c)/∂B = [[0, 1, 0], [0, 5, 0], [0, 10, 0]]
# gradient ∂(sum c)/∂x = [1, 1, 1]
# gradient ∂e/∂A = [[2, 0, 0], [0, 0, 0], [1, 0, 0]]
# gradient ∂e/∂B = [[1, 4, 7], [0, 0, 0], [0, 0, 0]]
# gradient ∂e/∂x = [1, 1, 1]
# gradient ∂(sum g)/∂A = [[0, 0, 0], [0, 0, 0], [1, 1, 1]]
# gradient ∂(sum g)/∂B = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
# gradient ∂(sum g)/∂x = [0, 0, 0]
