input x; y = x + z; output y; w = 3 q
