input v[3]
L = cholesky(v)
output L
