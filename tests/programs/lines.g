# lines.g: order does not matter, and where statements end.
output z, w
z = f(y,
  1)
y = 2x ; w = y
  - 3
f(a,
b) = a - b
input x     # the last line has no end

# at x=5
# value z = 9
# value w = 7
# gradient ∂z/∂x = 2
# gradient ∂w/∂x = 2
