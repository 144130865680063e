input x
y = if x > 0 then x else 0
output y
