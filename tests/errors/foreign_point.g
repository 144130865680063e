input x[3], A[3,3], c
z = x .+ x
u = exp.(x)
w = c . c
output y
