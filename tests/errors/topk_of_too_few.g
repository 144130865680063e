input x[3]
v, p = topk(x, 4)
output v, p
