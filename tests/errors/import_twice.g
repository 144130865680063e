import "imported/ok.g"
import "imported/also.g"
input x[2]
y = double(x)
output y
