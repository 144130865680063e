input a[3], B[3, 3]
c = a .* B
output c
