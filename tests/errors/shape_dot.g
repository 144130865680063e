input u[3], v[4]
s = u·v
output s
