input A[3, 3], b[3]
c = A × b
output c
