# choices_by_derivatives.g: a step that chooses by a derivative of what is made of it
# has no derivative itself, so the other is there, although it comes later in the order.
input x₀, w
x[0] = x₀
x[t+1] = x[t] - grad(J[t], w) < -1
J[t] = w x[t]² for t < 4
S = sum(J)
output S, x

# at x₀=2 w=0.5
# value S = 2.5
# value x = [2, 1, 0, 0, 0]
# gradient ∂S/∂w = 5
# gradient ∂S/∂x₀ = 2
