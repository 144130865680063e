input weight
a = wieght + 1
b = wieght²
c = a b wieght
output c
