# recurrence_vectors.g: steps wide enough for vectors, whose functions and sums
# stand in loops of their own within the step.
dim T = 5, n = 20, m = 9
input c, d
W[i,j] = c sin(3i + j)       for i < n, j < n
V[i,k] = d cos(i - 2k)       for i < m, k < n
h[0] = zeros(n)
a[t,i] = sum[j](W[i,j] h[t,j]) + 0.1 i                for t < T, i < n
h[t+1,i] = tanh(a[t,i]) sigmoid(a[t,i])               for t < T, i < n
p[t,i] = exp(sum[k](V[i,k] h[t+1,k]) / 4)             for t < T, i < m
s[t] = log(sum[i](p[t,i]))                            for t < T
J = sum(s) + sum[i](h[T,i] sin(i))
output J

# at c=0.3 d=0.6
# value J = 10.365762108867433
# gradient ∂J/∂c = 0.1397086862669873
# gradient ∂J/∂d = 0.080645642594866655
