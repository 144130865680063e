# at x=[4,5,6]
# value y = 4
# value v = [0, 0]
# gradient d y/d x = [1, 0, 0]
# Among equal numbers the first is the largest, and its place is an index.
input x[3]
w = argmin[k < 3](1.5)
y = x[w]
v[p] = argmax[k < 5](2)  for p < 2
output y, v
