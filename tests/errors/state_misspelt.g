input x
state mean_h = 0
y = x + mean_h
next meanh = 0.9 mean_h + 0.1 x
output y
