# hand.g: counted by hand in hand.counts.
#
#     t    a triangle: 4 · 5 / 2 = 10 products and sums; L is read 10 times,
#          x 4 times, 4 numbers are written
#     q    4 squares; r is read 4 times
#     z    4 quotients, 4 differences; reads t, and q 4 times
#     m    4 comparisons; z is read 4 times
#     y    3 windows of 2: 6 products, 6 sums; k is read 2 times, x at 3 · 2 places
input x[4], r[4]
param L[4, 4] ~ normal(0, 1)
param k[2] = 1
t[i] = sum[j : j <= i](L[i, j] x[j]) for i < 4
q[i] = r[i]^2
z[i] = (t[i] - 1) / q[i]
m = max[i](z[i])
y[i] = sum[j](k[j] x[i + j]) for i < 3
output m, y
