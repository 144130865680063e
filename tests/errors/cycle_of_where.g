input x
y = a + x  where a = b; b = a
output y
