import "circle.g"
g(x) = 3x
