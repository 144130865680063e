input x[3]
t = trace(x)
output t
