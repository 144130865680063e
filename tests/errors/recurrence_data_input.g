input x[4], p[4] : index(4)
h[k] = x[k] + (h[p[k]] if k > 0 else 0)
output h
