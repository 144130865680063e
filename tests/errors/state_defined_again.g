input x
state r = 0
r = 2 x
output r
