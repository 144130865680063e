input x
y = a + b
    where a = x²
        b = x
output y
