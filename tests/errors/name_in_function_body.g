input x
f(z) = z + offest
y = f(x)
offset = 3
output y
