param w : index(3) = 1
output w
