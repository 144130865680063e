input x[3], A[3,3], c
y = c && 1
z = c || 1
u = !c
v = c ∧ 1
w = c ∨ 1
s = ¬c
t = c & 1
r = c <> 1
output y
