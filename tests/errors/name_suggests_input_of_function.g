input x
f(rate) = 2 ratee
y = f(x)
output y
