input x
f(x) = y[3] where y[0] = x
                  y[k+1] = y[k+1] / 2 for k < 3
z = f(x)
output z
