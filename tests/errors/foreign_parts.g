input x[3], A[3,3], c
y = np.exp(c)
v = x.sum(c)
w = x.shape[0]
z = x + c.real
output v, w, y, z
