layer start(x[n]) = x + s where param s = x[0]
input x[3]
h = start(x)
output h
