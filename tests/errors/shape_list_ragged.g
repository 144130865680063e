const A[2, 3] = [[1, 2, 3], [4, 5]]
output A
