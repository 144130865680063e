const K[3] = [1, 2]
output K
