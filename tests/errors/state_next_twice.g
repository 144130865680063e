input x
state r = 0
next r = x
next r = 2 x
output x
