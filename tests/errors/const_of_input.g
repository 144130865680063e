input x
const k = 2 x
y = k x
output y
