import "imported/wrong.g"
input x
y = f(x)
output y
