last(v[n]) = v[n]
input x[5], y[6]
z = last(x) + last(y)
output z
