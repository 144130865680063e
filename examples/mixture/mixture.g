# mixture.g: how likely is a mixture of normal distributions, given points?
# options: --real=double
#
# Component k has the weight softmax(α)[k], the mean µ[k] and the precision
# (the inverse of the covariance) L[k]ᵀ L[k]. L[k] is lower triangular: below
# its diagonal stands l[k], and on it exp(q[k]), so that every α, µ, q, l is a
# mixture, and the root of the determinant is exp(sum(q[k])).
#
#     p(x) = Σ softmax(α)[k] (2π)^(-d/2) exp(sum(q[k]) - ‖L[k] (x - µ[k])‖²/2)
#
# The prior of each precision is Wishart's, of d + m + 1 degrees of freedom and
# the scale 1/γ²: it keeps a component from shrinking on one point.

dim   n = 150, d = 4, components = 3, m = 1

input x[n, d]

param α[components]
param µ[components, d] ~ normal(0, 0.5)
param q[components, d]
param l[components, d (d - 1)/2]

const γ = 0.1

L[k, i, j] = exp(q[k, i]) if i == j else
             l[k, i (i - 1) div 2 + j] if j < i else 0
  for k < components, i < d, j < d

# The logarithm of what each component gives to the density at x[i].
z[i, k] = α[k] - logsumexp(α) + sum(q[k]) - ‖L[k] (x[i] - µ[k])‖² / 2
          - d/2 * log(2π)

likelihood = sum[i](logsumexp(z[i]))

# log of Γ of d dimensions at h
lgamma_of(h) = d (d - 1)/4 * log(π) + sum[i < d](lgamma(h - i/2))
prior = sum[k](m sum(q[k]) - γ²/2 * ‖L[k]‖² + c)
  where c = f d (log(γ) - log(2)/2) - lgamma_of(f/2)
        dim f = d + m + 1

posterior = likelihood + prior              # with flat priors of α and µ
component[i] = argmax[k](z[i, k])           # the likeliest

output posterior, component
