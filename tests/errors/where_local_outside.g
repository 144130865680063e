input x
y = a + 1  where a = x²
z = a
output y, z
