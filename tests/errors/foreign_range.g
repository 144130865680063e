input x[3], A[3,3], c
y[i] = x[i] for i = 0:3
z[i] = x[i] for i in range(3)
u[i] = x[i] for i <= 2
v[i] = x[i] for 0 <= i < 3
w = x[i] for i ∈ 3
s = x[…]
output y
