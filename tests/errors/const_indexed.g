const K[i] = i²
output K
