input x
f(z) += z
output x
