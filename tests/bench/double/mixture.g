# mixture.g: the log-posterior of a mixture of normal distributions, as in
# examples/mixture: the objective of ADBench (Srajer et al. 2018). Here the
# triangles of l lie by rows.
dim n = 1000, d = 64, components = 25, m = 0
input x[n, d]
param α[components]
param µ[components, d] ~ normal(0, 0.5)
param q[components, d]
param l[components, d (d - 1)/2]
const γ = 1
L[k, i, j] = exp(q[k, i]) if i == j else
             l[k, i (i - 1) div 2 + j] if j < i else 0
  for k < components, i < d, j < d
z[i, k] = α[k] - logsumexp(α) + sum(q[k]) - ‖L[k] (x[i] - µ[k])‖² / 2
          - d/2 * log(2π)
likelihood = sum[i](logsumexp(z[i]))
lgamma_of(h) = d (d - 1)/4 * log(π) + sum[i < d](lgamma(h - i/2))
prior = sum[k](m sum(q[k]) - γ²/2 * ‖L[k]‖² + c)
  where c = f d (log(γ) - log(2)/2) - lgamma_of(f/2)
        dim f = d + m + 1
J = likelihood + prior
output J
