param W[i, j] = i + j
output W
