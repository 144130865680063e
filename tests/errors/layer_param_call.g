input x[3]
h = dense(x, 3)
d = h.W(x)
z.q = 3x
e = z.q + z.q.r
output d, e
