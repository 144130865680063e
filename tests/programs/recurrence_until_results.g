# recurrence_until_results.g: two arrays stop together.
input a
both(x, y) = (x + y) / 2, sqrt(x y)
x[0] = a; y[0] = 1
x[k], y[k] = both(x[k-1], y[k-1]) for k in 1:9 until abs(x[k-1] - y[k-1]) < 0.01
m = x[8]; g = y[8]
output m, g

# at a=5.0
# value m = 2.6040270264306233
# value g = 2.6039893546993813
# gradient ∂m/∂a = 0.35356970371158486
# gradient ∂g/∂a = 0.35353052940587404
