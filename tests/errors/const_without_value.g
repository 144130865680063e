const K[3]
output K
