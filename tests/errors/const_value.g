const K[3] = [1, 2, x]
input x
output K
