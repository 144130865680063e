input x
y = a + 1  where a = x²; a = x
output y
