input A[3, 3]
B = A⁻¹
output B
