input x[5]
y[i] = a + 1  for i < 6  where a = x[i]
output y
