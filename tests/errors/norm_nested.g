input x[3]
y = ‖x + ‖x‖ x‖
output y
