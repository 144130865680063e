input x
fact(k) = k fact(k - 1) if k != 0 else 1
y = x fact(-1)
output y
