input x[2]
f(training) = 2 training
y = f(x)
output y
