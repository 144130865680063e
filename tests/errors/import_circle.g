import "imported/circle.g"
import "import_circle.g"
input x
y = f(x)
output y
