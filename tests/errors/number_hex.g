input x
y = 0x10 + x
output y
