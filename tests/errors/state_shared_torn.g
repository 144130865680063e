batch B = 4
input x[2]
state shared r[2] = 0
y = x + r
next r = 0.9 r + 0.1 x
output y
