input x
y = a  where a = z + 1
z = 2 y
output y
