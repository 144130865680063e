f(x) = x i for i < 3
layer g(x[n]) = x[i] for i < n where param b[n]
input x
y = f(x)
output y
