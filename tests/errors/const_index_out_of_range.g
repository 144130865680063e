const parent[4] : index(4) = [0, 0, 1, 4]
output parent
