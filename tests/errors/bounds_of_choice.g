input x[3]
D[i,j] = (0 if i == 0 and j == 0 else 1) + (x[i-1] if j == 0 else 0) for i < 3, j < 3
E_[i,j] = (x[i-1] if j == 0 else 0) if i == 0 or j == 0 else 1 for i < 3, j < 3
F[i,j] = (x[i-1] if not (j == 0) else 0) if not (i == 0 and j == 0) else 1 for i < 3, j < 3
output D, E_, F
