dim n = 7, m = n/2, k = m + 1
input x[k]
output x
