input x[3]
input e[3] ~ normal(0, 0.1)
input m[2] ~ dropout(0.5)
param W[2,3] = [[1,2,3],[4,5,6]]
state r[2] = 0
h = W (x + e)
z = (h ⊙ m) if training else h + 100
next r = 0.9 r + 0.1 h
y = z·(r + 1)
output y, h
