input x
y = rellu(x)
output y
