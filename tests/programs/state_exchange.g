# Next values are those of the old states, whatever the order.
input x
state a[3] = [1, 2, 3], b[3] = [4, 5, 6], c[3] = -1, d = 2
next a = b
next b = a
next c[i] = c[i-1] if i > 0 else x for i < 3
next d = x
y = a·b + d x² + sum(c)
output y

# at x=3
# value y = 47
# value next a = [4, 5, 6]
# value next b = [1, 2, 3]
# value next c = [3, -1, -1]
# value next d = 3
# gradient ∂y/∂x = 12
