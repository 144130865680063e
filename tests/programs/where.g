# where.g: local equations see the parameters, the indices on the left and each
# other, and hide what the file calls by their names.
input x[4], m
softer(z[n], T) = e / sum(e)
  where e = exp((z - m) / T)
        m = stop(max(z))
e = 2m
y = softer(x[:2], 2)
v[i] = c·[1, -1] + k + m for i < 3
  where
    c = x[i:i+2]; k = f(i)
    f(a) = 10a
J = r² + e  where r = sum(d) / k
                  d = x - m
                  dim k = 2
output y, v, J

# at x=[1,2,-3,4] m=0.5
# value y = [0.37754066879814546, 0.6224593312018546]
# value v = [-0.5, 15.5, 13.5]
# value J = 2
# gradient ∂(sum v)/∂x = [1, 0, 0, -1]
# gradient ∂(sum v)/∂m = 3
# gradient ∂J/∂x = [1, 1, 1, 1]
# gradient ∂J/∂m = -2
