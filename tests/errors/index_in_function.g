pick(v[n], k) = v[k]
input x[5]
y = pick(x, 5)
output y
