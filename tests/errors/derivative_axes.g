input x[2,2,2,2]
y[i,j,k,l] = x[i,j,k,l]²
H = jacobian(y, x)
T = jacobian(H, x)
output T
