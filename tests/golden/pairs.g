# pairs.g: a sum over pairs of points: columns, lanes, several sums in one loop.
dim n = 40
input x[n, 2]
param a
E = sum[i, j : i != j](exp(-a ((x[i, 0] - x[j, 0])² + (x[i, 1] - x[j, 1])²)))
output E
