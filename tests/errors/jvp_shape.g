input x[3], v[2]
y = x²
t = jvp(y, x, v)
s = vjp(y, x, [1, 2])
output t, s
