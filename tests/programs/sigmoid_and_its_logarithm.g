# sigmoid_and_its_logarithm.g: both are used, so that neither takes the place of the
# other; the loss that weighs what is learnt already by less.
input z[3], y[3]
p = sigmoid(z)
J = -sum(y ⊙ (1 - p)² ⊙ log(p))
output J

# at z=[0,-800,50] y=[1,0.5,2]
# value J = 400.17328679513996
# gradient ∂J/∂z = [-0.29828679513998632, -0.5, 0]
# gradient ∂J/∂y = [0.17328679513998632, 800, 0]
