# distances.g: squares of distances, and the nearest.
input X[3,2], M[2,2]
D[i,j] = sum[k]((X[i,k] - M[j,k])²)
nearest[i] = argmin[j](D[i,j])
J = mean[i](min[j](D[i,j]))
output D, nearest, J

# at X=[[1,2],[-1,0.5],[3,3]] M=[[0,0],[2,2]]
# value D = [[5, 1], [1.25, 11.25], [18, 2]]
# value nearest = [1, 0, 1]
# value J = 1.4166666666666667
# gradient ∂(sum D)/∂X = [[0, 4], [-8, -2], [8, 8]]
# gradient ∂(sum D)/∂M = [[-6, -11], [6, 1]]
# gradient ∂J/∂X = [[-0.6666666666666666, 0], [-0.6666666666666666,
#     0.3333333333333333], [0.6666666666666666, 0.6666666666666666]]
# gradient ∂J/∂M = [[0.6666666666666666, -0.3333333333333333], [0,
#     -0.6666666666666666]]
