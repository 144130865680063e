input a[3], b[4]
n = sum(a < b)
output n
