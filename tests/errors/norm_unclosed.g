input x[3]
y = ‖x
output y
