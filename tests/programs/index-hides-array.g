# at x=[1,2,3]
# value q = 6
# value b = [0, 1, 0, 2, 0, 3]
# gradient d q/d x = [1, 1, 1]
# The q of the first equation is an index; it is no use of the number q.
input x[3]
b[2 q + 1] += x[q]  for q < 3
q = sum(b)
output q, b
