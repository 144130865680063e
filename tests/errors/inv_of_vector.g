input v[3]
w = inv(v)
output w
