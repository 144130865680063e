# infinite_derivatives.g: an infinite derivative of one output spoils those of
# no other.
input x, v[3]
param W[2, 3] = 1
root = sqrt(x)
b[i] = 3 x v[i] + sum(W)
c = sum(W v)
logs = v log(x)
both = x + root
place = argmax(v)
output place, root, b, c, logs, both

# at x=0 v=[1,2,3]
# value place = 2
# value both = 0
# gradient ∂root/∂W = [[0, 0, 0], [0, 0, 0]]
# gradient ∂root/∂x = inf
# gradient ∂root/∂v = [0, 0, 0]
# gradient ∂(sum b)/∂W = [[3, 3, 3], [3, 3, 3]]
# gradient ∂(sum b)/∂x = 18
# gradient ∂(sum b)/∂v = [0, 0, 0]
# gradient ∂c/∂W = [[1, 2, 3], [1, 2, 3]]
# gradient ∂c/∂x = 0
# gradient ∂c/∂v = [2, 2, 2]
# gradient ∂(sum logs)/∂x = inf
# gradient ∂both/∂x = inf
# gradient ∂both/∂v = [0, 0, 0]
