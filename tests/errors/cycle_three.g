input x
s = h x
h = tanh(z)
z = s + 1
output s
