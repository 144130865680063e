input x : index(n)
output x
