# kinks_of_arrays.g: ties of max and min go to the first; the norm of 0 has the
# derivative 0.
input x[4], A[2,3]
a = max(x)
b = min(x)
c = ‖x - x[0]‖
d[i] = max[j](A[i,j])
e = max(A)
f = argmax(x) + 10 argmin(x)
g = x[argmax(x)]²
output a, b, c, d, e, f, g

# at x=[2,2,2,2] A=[[1,7,7],[7,7,0]]
# value a = 2
# value b = 2
# value c = 0
# value d = [7, 7]
# value e = 7
# value f = 0
# value g = 4
# gradient ∂a/∂x = [1, 0, 0, 0]
# gradient ∂b/∂x = [1, 0, 0, 0]
# gradient ∂c/∂x = [0, 0, 0, 0]
# gradient ∂(sum d)/∂A = [[0, 1, 0], [1, 0, 0]]
# gradient ∂e/∂A = [[0, 1, 0], [0, 0, 0]]
# gradient ∂g/∂x = [4, 0, 0, 0]

# at x=[1,3,0,3] A=[[1,7,7],[7,8,0]]
# value a = 3
# value b = 0
# value c = 3
# value d = [7, 8]
# value e = 8
# value f = 21
# value g = 9
# gradient ∂a/∂x = [0, 1, 0, 0]
# gradient ∂b/∂x = [0, 0, 1, 0]
# gradient ∂(sum d)/∂A = [[0, 1, 0], [0, 1, 0]]
# gradient ∂e/∂A = [[0, 0, 0], [0, 1, 0]]
# gradient ∂g/∂x = [0, 6, 0, 0]
# gradient ∂c/∂x = [-1, 0.6666666666666666, -0.3333333333333333,
#     0.6666666666666666]
