input x
y = x + import "a.g"
z = "text"
f(x) = y where import "a.g"
output y
