input a
c = [a, -a -1]
d = a -b
output c, d
