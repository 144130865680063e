input x[3], A[3,3], c
y = ln(c) + log2(c) + maximum(x, 0)
z = transpose(A) + matmul(A, A)
u = concat(x, x) + len(x) + std(x)
output y, z, u
