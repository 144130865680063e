input x
y = x # ‮abc
output y
