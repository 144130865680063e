# choice_nan_same_body.g: nothing comes out of the branch that is not taken,
# neither a NaN nor an infinity, into a value or a derivative.
input x
a = sqrt(x) if x > 0 else 0
b = x log(x) if x > 0 else 0
c = 1/x if x ≠ 0 else 5
d = x if x <= 0 else x sqrt(x - 1)
e = exp(x²) if abs(x) < 2 else 0
output a, b, c, d, e
# double: e^(30²) is not taken, but would be infinite in both

# at x=-1
# value a = 0
# value b = 0
# value c = -1
# value d = -1
# value e = 2.718281828459045
# gradient ∂c/∂x = -1
# gradient ∂d/∂x = 1
# gradient ∂e/∂x = -5.43656365691809

# at x=0
# value a = 0
# value b = 0
# value c = 5
# value d = 0
# value e = 1
# gradient ∂a/∂x = 0
# gradient ∂b/∂x = 0
# gradient ∂c/∂x = 0
# gradient ∂d/∂x = 1
# gradient ∂e/∂x = 0

# at x=4
# value a = 2
# value b = 5.545177444479562
# value c = 0.25
# value d = 6.928203230275509
# value e = 0
# gradient ∂a/∂x = 0.25
# gradient ∂b/∂x = 2.386294361119891
# gradient ∂c/∂x = -0.0625
# gradient ∂d/∂x = 2.8867513459481287

# at x=-1000
# value a = 0
# value b = 0
# value c = -0.001
# value d = -1000
# value e = 0
# gradient ∂a/∂x = 0
# gradient ∂b/∂x = 0
# gradient ∂c/∂x = -1e-06
# gradient ∂d/∂x = 1
# gradient ∂e/∂x = 0
