input x
y = x + ‮z‬ + 1
output y
