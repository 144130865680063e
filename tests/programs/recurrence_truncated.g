# recurrence_truncated.g: gradients pass to the start of a sequence that is shorter than what is cut.
input a, w, x[3]
h[0] = a
h[t+1] = w h[t] + x[t] for t < 3
y = h[3]
output y

# options: --truncate=3
# unmeasured: gradients that are cut are not those of differences
# at a=2 w=0.5 x=[1,2,3]
# value y = 4.5
# gradient ∂y/∂a = 0.125
# gradient ∂y/∂w = 4.5
# gradient ∂y/∂x = [0.25, 0.5, 1]
