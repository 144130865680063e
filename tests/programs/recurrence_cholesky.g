# recurrence_cholesky.g: a factor by its elements.
dim n = 3
input A[n,n]
L[i,j] = 0 if j > i else sqrt(A[i,i] - sum[k < n : k < j](L[i,k]²)) if i == j else (A[i,j] - sum[k < n : k < j](L[i,k] L[j,k])) / L[j,j] for i < n, j < n
output L

# unmeasured: near kinks
# work gradient <= 5 forward
# at A=[[4,1,0.5],[1,3,0.2],[0.5,0.2,2]]
# value L = [[2.0, 0.0, 0.0], [0.5, 1.6583123951777, 0.0], [0.25,
#     0.04522670168666455, 1.391206147720224]]
# gradient ∂(sum L)/∂A = [[0.19844470241382323, 0.0, 0.0],
#     [0.28029480565575016, 0.29355563049445194, 0.0], [0.2642951500673281,
#     0.5834190327761911, 0.3594003669544965]]
