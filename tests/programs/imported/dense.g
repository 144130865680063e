# dense.g: a layer, and what it is made of; imported by other programs here.
import "inner/scale.g"
dim twice = 2
const c = 0.5
affine(W[m,n], x[n], b[m]) = twice (W x) + c b
layer dense(x[n], m) = scaled(affine(W, x, b))
  where param W[m,n] = 0.1
        param b[m] = 1
input x[2]
y = affine([[1, 2], [3, 4]], x, [1, 1])
output y
