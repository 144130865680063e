input x
y = 2 x
z = 3 y
