# stop.g: the value of x, and the derivative 0.
input x[2]
a = stop(x[0]) x[0]
b = sum(stop(x²) ⊙ x)
c = stop(x[1])²
d = x - stop(x)
output a, b, c, d

# at x=[2,3]
# value a = 4
# value b = 35
# value c = 9
# value d = [0, 0]
# gradient ∂a/∂x = [2, 0]
# gradient ∂b/∂x = [4, 9]
# gradient ∂(sum d)/∂x = [1, 1]
