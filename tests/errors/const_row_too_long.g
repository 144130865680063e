const K[2, 2] : index(3) = [[0, 1], [2, 3]]
output K
