input a, b
c = a × b
output c
