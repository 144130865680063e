const parent[2] : index(4) = [0, 1.5]
output parent
