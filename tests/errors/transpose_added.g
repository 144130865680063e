input A[3, 4], B[4, 3]
C = A + Bᵀᵀ
output C
