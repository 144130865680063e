input x
z = 深	+ x + 度 x
output z
