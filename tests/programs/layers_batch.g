# layers_batch.g: params belong to all examples; an equation's own param.
batch B = 2
input x[3]
y = k·x + 1 where param k[3] ~ normal(0, 1)
layer map(x[n]) = W x where param W[2,n] ~ xavier
z = u·u + sum(y.k) where u = map(x)
output y, z

# at x=[[1.17,1.07,-1.3],[-0.98,-0.8,0.04]] y.k=[0.64,2.05,-0.2] z.u.W=[[0.77,0.16,1.76],[0.74,1.37,-1.08]]
# value y = [4.2023, -1.2752]
# value z = [17.923867300000005, 6.6256562]
# gradient ∂(sum z)/∂y.k = [2.0, 2.0, 2.0]
# gradient ∂(sum z)/∂z.u.W = [[-1.253294000000001, -1.302506000000001, 3.0963640000000012], [12.395762, 10.977438000000003, -9.861972000000002]]
# gradient ∂(sum z)/∂x = [[3.6563499999999993, 9.846730000000003, -12.349080000000004], [-4.0100999999999996, -5.36836, 1.1681600000000005]]
