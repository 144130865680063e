input x[3], A[3,3], c
y = np.exp(c)
z = x .+ x
u = exp.(x)
v = x.sum()
w = c . c
output y
