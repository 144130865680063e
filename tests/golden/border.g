# border.g: conditions at the ends of rows and of time: pieces and spans.
dim n = 20, T = 8
input u[n], y
param k
h[0] = u
h[t+1, j] = h[t, j] if j == 0 or j == n - 1 else h[t, j] + k (h[t, j-1] - 2 h[t, j] + h[t, j+1]) for t < T
s[0] = y; s[1] = k y
s[t] = k s[t-1] - 0.5 s[t-2] + h[t, 3] for t in 2:T
J = ‖h[T]‖² + s·s
output J
