input x
y = a + 1
    where a = x²
          output a
output y
