input x[100000]
C[i, j] = x[i] x[j]
s = sum(C ⊙ C)
output C
