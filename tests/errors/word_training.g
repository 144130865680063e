input x
y = x if training else 2 x
output y
