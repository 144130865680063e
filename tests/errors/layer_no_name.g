layer
layer = 3
layer dense x = 2x
input layer
output x
