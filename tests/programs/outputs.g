# outputs.g: inputs, params, indices and equal arrays as outputs.
input x[2], k : index(5)
param p = 3
y = x
z[i] = x[i] p
best = argmax(x)
output x, k, p, y, z, best

# at x=[4,9] k=2 p=3
# value x = [4, 9]
# value k = 2
# value p = 3
# value y = [4, 9]
# value z = [12, 27]
# value best = 1
# gradient ∂(sum x)/∂x = [1, 1]
# gradient ∂p/∂p = 1
# gradient ∂(sum y)/∂x = [1, 1]
# gradient ∂(sum z)/∂p = 13
# gradient ∂(sum z)/∂x = [3, 3]
# gradient ∂(sum x)/∂p = 0
