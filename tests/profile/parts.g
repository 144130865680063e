# parts.g: what net.g imports.
layer twice(x[n], k) = V h
  where param V[k, n] ~ xavier
        h = tanh(x ⊙ x)
