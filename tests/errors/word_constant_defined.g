input x
pi = 3
y = pi x
output y
