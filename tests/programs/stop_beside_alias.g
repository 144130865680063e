# stop_beside_alias.g: an output that is an input, beside one that stops.
input x, s[2]
a = x² + s[0]
y = tanh(0.5 x + 0.3 softsign(stop(a / (2.5 + x²))))
j = x
output y, j

# at x=0.5 s=[0.25,1]
# value y = 0.28778892422426383
# value j = 0.5
# gradient ∂y/∂x = 0.45858876754692046
# gradient ∂y/∂s = [0, 0]
# gradient ∂j/∂x = 1
# gradient ∂j/∂s = [0, 0]
