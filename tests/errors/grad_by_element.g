input x[3]
a = ∂(sum(x))/∂x[1]
output a
