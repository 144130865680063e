input x; y = x +; output y
