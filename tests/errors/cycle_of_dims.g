dim n = m + 1, m = n - 1
input x[n]
output x
