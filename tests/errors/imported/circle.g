import "round.g"
f(x) = 2x
