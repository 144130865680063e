input x
training = 3
y = x if training else 2 x
output y
