# recurrence_two_starts.g: steps that look two back, by a product; a shift of members that are carried.
input a[2], W[2,2], b
u[0] = a; u[1] = 2a
u[t] = W u[t-1] - u[t-2] for t in 2:5
v[0] = b; v[1] = b
v[t+2] = sin(sum[i < 3](v[t+1]^i)) + v[t] for t < 4
output u, v

# at a=[1,2] W=[[0.5,-0.25],[0.75,0.125]] b=0.3
# value u = [[1, 2], [2, 4], [-1, 0], [-2.5, -4.75], [0.9375, -2.46875]]
# value v = [0.3, 0.3, 1.2837008148112765, -0.41035041702999836, 1.971198115071199, 0.1323382159570246]
# gradient ∂(sum u)/∂a = [-2.1796875, 0.69921875]
# gradient ∂(sum u)/∂W = [[-1.1875, 2.375], [-4.28125, -6.5625]]
# gradient ∂(sum u)/∂b = 0
# gradient ∂(sum v)/∂a = [0, 0]
# gradient ∂(sum v)/∂W = [[0, 0], [0, 0]]
# gradient ∂(sum v)/∂b = 3.956494092584845
