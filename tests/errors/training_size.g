input x[2]
z[i] = x[0] for i < 2 + training
output z
