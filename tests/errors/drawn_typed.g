input x
input k : index(3) ~ uniform(0, 3)
y = x + k
output y
