input ν
y = v + 1
output y
