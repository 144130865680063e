# choice.g: what only an untaken branch uses contributes nothing.
input x[4]
r = sqrt(x)
y[i] = r[i] log(r[i]) if x[i] > 0 else 0
output y
