input x : index 10
output x
