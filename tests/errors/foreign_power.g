input x[3], A[3,3], c
y = c**2
z = √c
u = c ÷ 2
v = x ∘ x
output y
