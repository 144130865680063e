# rows_of_blocks.g: what functions of many numbers make of each is a row of numbers,
# or a few; neither rows nor their number are multiples of a vector.
dim n = 35
input t
a[i] = sin(t i) for i < n
b[i] = cos(t i) + 0.1 for i < n
y[i, j] = a[i] j + b[i] for i < n, j < 5
z[i, j, k] = a[i]^2 (j + 1) + b[i] k for i < n, j < 2, k < 3
u[i, j] = a[i] b[i] - j for i < n, j < 2
q = sum[i, j](y[i, j] (i + 1) (j + 2))
r = sum[i, j, k](z[i, j, k] (i + j - k))
v = sum[i, j](u[i, j] (i - 2 j))
output y, z, u, q, r, v

# at t=0.5
# value q = -244.99770889143088
# value r = 2525.495549946402
# value v = -491.7739213110968
# gradient ∂q/∂t = -119067.93958422668 ± 1e-4
# gradient ∂r/∂t = 12351.420762797716 ± 1e-4
# gradient ∂v/∂t = -453.55996516605046 ± 1e-4
