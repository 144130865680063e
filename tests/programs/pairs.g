# pairs.g: sums over pairs of points. What the inner loop reads out of order is copied,
# so that the sums are gathered in lanes; several of them in one loop.
dim n = 41, m = 50
input c[3], z
param e, g
x[i, k] = sin(7 i + 3 k) + c[k] cos(i) for i < n
p[j, k] = cos(2 j - k) + z for j < m, k < 3
near = sum[i, j](exp(-e ((x[i, 0] - x[j, 0])² + (x[i, 1] - x[j, 1])² + (x[i, 2] - x[j, 2])²)) if i != j else 0)
below = sum[i, j : j < i](1 / (g² + (x[i, 0] - x[j, 0])² + (x[i, 2] - x[j, 2])²))
across = sum[i, j](1 / (e + g (x[i, 0] - p[j, 0])² + (x[i, 1] - p[j, 1])²))
t = sum[i](x[i, 1] x[n - 1 - i, 2])
output near, below, across, t

# at c=[0.5,-0.25,0.75] z=0.3 e=0.8 g=1.25
# value near = 521.3036698773661
# value below = 282.50746923455586
# value across = 858.1990491594113
# value t = -16.43641520128104
