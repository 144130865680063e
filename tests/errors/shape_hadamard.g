input a[3], b[5]
c = a ⊙ b
output c
