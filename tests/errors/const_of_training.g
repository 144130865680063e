input x
const k = 1 + training
y = k x
output y
