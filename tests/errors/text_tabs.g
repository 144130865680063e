input x[3]
	y = x + w
output x
