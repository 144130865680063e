input A[4,4], b[4]
x[0] = zeros(4)
r[0] = b
p[0] = b
x[k+1] = x[k] + a[k] p[k] for k < 3
r[k+1] = r[k] - a[k] A p[k] for k < 3
a[k] = (r[k]·r[k]) / (p[k]·A p[k]) for k < 3
p[k+1] = r[k+1] + ((r[k+1]·r[k+1]) / (r[k]·r[k])) p[k] for k < 3
J = ‖x[3]‖²
output J
