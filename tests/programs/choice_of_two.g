# choice_of_two.g: of what a condition excludes, one part is known by another.
input x[3]
E_[i,j] = 1 if i != 0 and j != 0 else x[j] if i > 0 else x[j-1] if j > 0 else 5 for i < 3, j < 3
D[i,j] = 0 if i == 0 and j == 0 else D[i-1,j] + x[0] if j == 0 else D[i,j-1] + 1 for i < 3, j < 3
G[i,j] = (x[i-1] if j == 0 else 2) if i > 0 or j > 0 else 0 for i < 3, j < 3
output E_, G, D

# at x=[1,2,3]
# value E_ = [[5, 1, 2], [1, 1, 1], [1, 1, 1]]
# value G = [[0, 2, 2], [1, 2, 2], [2, 2, 2]]
# value D = [[0, 1, 2], [1, 2, 3], [2, 3, 4]]
# gradient ∂(sum E_)/∂x = [3, 1, 0]
# gradient ∂(sum G)/∂x = [1, 1, 0]
# gradient ∂(sum D)/∂x = [9, 0, 0]
