# logsumexp.g: the logarithm of a sum of exponentials, and its gradient.
dim n = 40000
input x[n]
J = logsumexp(x)
output J
