# scatter.g: adding to elements that data chooses.
input g[3,2], w[3] : index(4), x[5], k[5] : index(3)
G[w[i], j] += g[i,j]
h[k[i]] += x[i]²
s += x[i] for i < 5
y[i] = x[i]
y[1] += 10
y[i] += h[0] for i in 2:4
L = sum(G ⊙ G)
output G, h, s, y, L

# at g=[[1,2],[4,-1],[2,5]] w=[3,0,3] x=[1,2,3,4,5] k=[2,0,2,2,0]
# value G = [[4, -1], [0, 0], [0, 0], [3, 7]]
# value h = [29, 0, 26]
# value s = 15
# value y = [1, 12, 32, 33, 5]
# value L = 75
# gradient ∂(sum G)/∂g = [[1, 1], [1, 1], [1, 1]]
# gradient ∂(sum G)/∂x = [0, 0, 0, 0, 0] ± 1e-6
# gradient ∂(sum h)/∂g = [[0, 0], [0, 0], [0, 0]] ± 1e-6
# gradient ∂(sum h)/∂x = [2, 4, 6, 8, 10]
# gradient ∂s/∂g = [[0, 0], [0, 0], [0, 0]] ± 1e-6
# gradient ∂s/∂x = [1, 1, 1, 1, 1]
# gradient ∂(sum y)/∂g = [[0, 0], [0, 0], [0, 0]] ± 1e-6
# gradient ∂(sum y)/∂x = [1, 9, 1, 1, 21]
# gradient ∂L/∂g = [[6, 14], [8, -2], [6, 14]]
# gradient ∂L/∂x = [0, 0, 0, 0, 0] ± 1e-6
