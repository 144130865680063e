input k, x[k]
output x
