input x
param w ~ dropout(0.5)
y = w x
output y
