input x
next r = x
output x
