dim in = 785
input x[in]
output x
