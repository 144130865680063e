# ok.g: what other programs import; a program of its own as well.
dim k = 2
const c[2] = [1, 2]
input x[k]
param W[k,k] = 1
batch B = 3
double(x[n]) = k x
weigh(x[2]) = c ⊙ x
uses(x[n]) = W x
feeds(y[n]) = y + x
sums(y[n]) = y + z
many(y) = B y
layer dense(x[n]) = V x where param V[n,n] ~ xavier
z = W x
output z
