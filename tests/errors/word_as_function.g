input x
max(a, b) = a if a > b else b
output x
