input a[2]
c = [[1, 2, 3], [a, 3]]
output c
