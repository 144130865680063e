import "imported/missing.g"
import "imported"
import ""
import "imported/ok.g
import ok.g
import
input x[2]
y = 2x
output y
