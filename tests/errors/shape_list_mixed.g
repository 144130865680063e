input a[3], t
c = [a, t]
output c
