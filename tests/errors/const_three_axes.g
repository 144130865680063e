const K[2, 2] = [[1, 2], [3, 4], [5, 6]]
output K
