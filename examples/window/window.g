# window.g: is the word in the middle of a window of five the name of a place?
#
#     coach  to   BATH  stops  at         yes
#     a      hot  BATH  after  work       no
# A word is a number, its place in a list. E has a row for each, the word's
# vector, which is learned like everything else. E[w[k], j] reads the row of
# the word at k; backwards, what is known about the vector is added to the row
# it came from:
#
#     ∂J/∂E[w[k], j] += ∂J/∂x[d k + j]
#
# Rows that were not read have the derivative 0. A word that stands twice in
# the window gets what both places give.

dim   vocab = 300, d = 8, hidden = 16

input w[5] : index(vocab)                 # five word numbers
input t                                   # 1 for a place name, else 0

param E[vocab, d]     ~ normal(0, 0.5)    # word vectors
param W[hidden, 5 d]  ~ xavier
param b[hidden]       = 0
param u[hidden]       ~ xavier

f(z) = 1 / (1 + exp(-z))                  # its derivative is derived

x[d k + j] = E[w[k], j]                   # the five vectors, joined
s = u·f(W x + b)                          # the score: above 0 is a yes
J = (f(s) - t)²

output s, J
