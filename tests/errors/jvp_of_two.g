input x[3]
a = jvp(x, x)
output a
