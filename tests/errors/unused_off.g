# options: -Wno-unused
input x, spare
y = 2 x
output y
