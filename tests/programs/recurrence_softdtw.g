# recurrence_softdtw.g: conditions within a table.
dim n = 3, m = 4
input x[n], y[m], g
r[i,j] = (x[i] - y[j])² + (0 if i + j == 0 else -g log(
     (exp(-r[i-1,j-1] / g) if i > 0 and j > 0 else 0)
   + (exp(-r[i-1,j] / g) if i > 0 else 0)
   + (exp(-r[i,j-1] / g) if j > 0 else 0))) for i < n, j < m
d = r[n-1,m-1]
output d

# bytes infer = 32
# work gradient <= 5 forward
# at x=[-0.24,-0.86,-0.88] y=[0.15,0.48,0.76,-0.73] g=0.5
# value d = 1.4380996763412703
# gradient ∂d/∂x = [-3.751393779576321, -0.4604600322941928,
#     -0.309832253517631]
# gradient ∂d/∂y = [0.7818322945238532, 1.4526614365669959,
#     2.0875354995776036, 0.19965683471969153]
# gradient ∂d/∂g = -0.9481129893486377
