dim pixels = 785, hidden = 128
input x[pixels]
param W[hidden, 784] ~ xavier
h = tanh(W x)
output h
