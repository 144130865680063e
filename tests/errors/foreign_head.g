input c
let y = c
def f(x) = x
float z = c
A[i][j] = c
output c
