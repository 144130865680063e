import "imported/missing.g"
import "imported"
input x[2]
y = 2x
output y
