f(x) = 2x +
g(x) = 3x
