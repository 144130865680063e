# choice_nan_arrays.g: element by element, through sums, shifts and gathers.
input x[4], w[3] : index(4), k : index(4)
r = sqrt(x)
l = log(x)
a[i] = r[i] if x[i] > 0 else 0
b = sum[i : x[i] > 0](r[i] l[i])
c[i] = r[i-1] if i > 0 and x[max(i - 1, 0)] > 0 else 0 for i < 4
d[j] = r[w[j]] if x[w[j]] > 0 else 1
e = l[k] if x[k] > 0 else 0
output a, b, c, d, e

# at x=[4,-1,0,9] w=[3,1,3] k=2
# value a = [2, 0, 0, 3]
# value b = 9.36426245424844
# value c = [0, 2, 0, 0]
# value d = [3, 1, 3]
# value e = 0
# gradient ∂(sum a)/∂x = [0.25, 0, 0, 0.16666666666666666]
# gradient ∂b/∂x = [0.8465735902799727, 0, 0, 0.6995374295560366]
# gradient ∂(sum c)/∂x = [0.25, 0, 0, 0]
# gradient ∂(sum d)/∂x = [0, 0, 0, 0.3333333333333333]
# gradient ∂e/∂x = [0, 0, 0, 0]
