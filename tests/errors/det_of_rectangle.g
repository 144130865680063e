input A[2,3]
d = det(A Aᵀ) + det(A)
output d
