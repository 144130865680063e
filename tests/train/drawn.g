# What is drawn at a step, and a state that the step moves on.
batch B = 4

input x[3]
input y
input k[5] ~ dropout(0.5)

state shared r[5] = 0

param W[5, 3] ~ xavier
param u[5]    ~ xavier

h = tanh(W x)
z = (h - r) ⊙ k if training else h - r
s = u·z
J = (s - y)²

next r = 0.9 r + 0.1 batch_mean(h)

output s, J
minimize J by METHOD
