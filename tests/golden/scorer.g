# scorer.g: a network of one hidden layer that gives a score.
#
# Worked by hand, for the numbers that main.c sets:
#
#     x = (1, 2, 3)        W = ( 1   1  -1 )     b = (0, ln 3)    u = (4, -16)
#                              ( 2  -1   0 )
#
#     forward     W x = (0, 0)       z = W x + b = (0, ln 3)
#                 h = f(z) = (1/2, 3/4)            as e^-(ln 3) = 1/3
#                 s = u·h = 4/2 - 16 · 3/4 = -10
#
#     backward    f′(z) = h (1 - h) = (1/4, 3/16)
#                 δ = ∂s/∂z = u ⊙ h ⊙ (1 - h) = (1, -3)
#
#                 ∂s/∂u = h   = (1/2, 3/4)
#                 ∂s/∂b = δ   = (1, -3)
#                 ∂s/∂W = δ xᵀ = (  1   2   3 )
#                                ( -3  -6  -9 )
#                 ∂s/∂x = Wᵀδ = (1 - 6, 1 + 3, -1) = (-5, 4, -1)
#
# `dim`s are sizes known to the compiler, `input`s come with every call, and
# `param`s are what is learned; behind ~ or = stands how they begin.

dim   n = 3, m = 2

input x[n]

param W[m, n] ~ xavier
param b[m]    = 0
param u[m]    ~ xavier

f(z) = 1 / (1 + exp(-z))        # a function of a number; of an array, of each

h = f(W x + b)                  # W x is matrix times vector
s = u·h                         # the inner product

output s
