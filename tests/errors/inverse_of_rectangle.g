input A[2,3]
B = A⁻¹
output B
