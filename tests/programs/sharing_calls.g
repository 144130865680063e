# sharing_calls.g: the same in one expression.
input x
f(z) = z z / 2 + sin(z) / 4
y = f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(x)))))))))))))))))))))))))
output y
# work gradient <= 4 forward

# at x=0.5
# value y = 1.629875206510613e-15
# gradient ∂y/∂x = 7.772593327903488e-15

# at x=1.25
# value y = 7.583754296432636e-14
# gradient ∂y/∂x = 5.302614480890064e-13
