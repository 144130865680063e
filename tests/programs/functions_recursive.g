# functions_recursive.g: they end on numbers that the compiler knows.
input x, A[4,4]
horner(c[n], k, x) = c[k] if k == n-1 else c[k] + x horner(c, k + 1, x)
minor(A[n,n], k) = B
  where B[i,j] = A[i+1, j if j < k else j+1] for i < n-1, j < n-1
determinant(A[n,n]) = A[0,0] if n == 1 else
                      sum[k < n]((-1)^k A[0,k] determinant(minor(A, k)))
power(x, n) = 1 if n == 0 else x power(x, n - 1)
y = horner([1, 2, 3], 0, x)
d = determinant(A)
p = power(x, 5)
output y, d, p

# at x=2 A=[[1,2,0,3],[4,-5,6,1],[7,8,10,0.5],[2,0,1,1]]
# value y = 17
# value d = 321.5
# value p = 32
# gradient ∂y/∂x = 14
# gradient ∂y/∂A = [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]] ±
#     1e-6
# gradient ∂d/∂x = 0 ± 1e-6
# gradient ∂d/∂A = [[-87.5, 11, 46, 129], [-43, -29.5, 52, 34], [-5, 19, 21,
#     -11], [308, -13, -200.5, -94]]
# gradient ∂p/∂x = 80
# gradient ∂p/∂A = [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]] ±
#     1e-6
