# params.g: what params start with where no value is given.
param a[2], b[2] = 0.5, c[3] = [1, -2, 3], d = 7, U[2,2] = [[1, 2], [3, 4]]
input x
y = (sum(a) + sum(b) + c[1] + d + U[1,0]) x
output y, c
# bytes params = 48

# at x=2
# value y = 18
# value c = [1, -2, 3]
# gradient ∂y/∂a = [2, 2]
# gradient ∂y/∂U = [[0, 0], [2, 0]]
# gradient ∂y/∂d = 2
# gradient ∂y/∂x = 9
# gradient ∂(sum c)/∂c = [1, 1, 1]
