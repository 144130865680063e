# argmax_gather.g: the index of the largest, the first of equals, and what is
# gathered by it.
input x[4], E[4,2], A[2,4]
k = argmax(x)
l = argmin(x)
a = x[k]²
b = E[k] + E[l]
h[i] = argmax[j](A[i,j])
g[i] = A[i, h[i]]²
m = E[h]
output k, l, a, b, h, g, m

# at x=[1,9,0,9] E=[[1,2],[3,4],[5,6],[7,8]] A=[[0,3,1,2],[4,4,0,4]]
# value k = 1
# value l = 2
# value a = 81
# value b = [8, 10]
# value h = [1, 0]
# value g = [9, 16]
# value m = [[3, 4], [1, 2]]
# gradient ∂a/∂x = [0, 18, 0, 0]
# gradient ∂(sum b)/∂E = [[0, 0], [1, 1], [1, 1], [0, 0]]
# gradient ∂(sum g)/∂A = [[0, 6, 0, 0], [8, 0, 0, 0]]
# gradient ∂(sum m)/∂E = [[1, 1], [1, 1], [0, 0], [0, 0]]
