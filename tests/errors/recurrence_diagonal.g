input x[3,3]
a[i,j] = x[i,j] + (a[i+1,j-1] if i < 2 and j > 0 else 0) + (a[i-1,j+1] if i > 0 and j < 2 else 0)
output a
