input x : index(0)
output x
