input x
state k : index(3) = 0
output x
