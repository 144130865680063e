input x
y = x + zz
output y
