double(x[n]) = 2x
