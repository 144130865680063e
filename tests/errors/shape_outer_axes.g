input A[2, 2, 2, 2, 2], B[2, 2, 2, 2]
C = A ⊗ B
output C
