input a[3], b[4]
n = sum(a > 0 and b > 0)
output n
