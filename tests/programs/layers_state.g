# layers_state.g: layers with states and draws of their own, used twice; a local
# state of an equation; a size of the batch that is told last.
layer block(x[n]) = z
  where z = dropout(q, 0)
        q = tanh(p)
        p = dense(a, n)
        a = batch_norm(x)
input x[2]
a = block(x)
b = block(a)
y = b - c
  where state c[2] = [1, 2]
        next c[0] = c[1]; next c[1] = b[0]
u = b.a.r
m = batch_norm(w)
  where w[i,j,k] = x[i] j + k for i < 2, j < 2, k < 1
output b, y, u, m
dim k = 2
batch B = k

# at x=[[1,2],[3,5]] a.p.W=[[0.5,-0.25],[0.75,0.125]] b.p.W=[[1,0.5],[-0.5,0.25]] b.a.r=[0.25,0.5] b.a.s=[1,2]
# value b = [[-0.9051322796494712, 0.24488186082123758], [0.9051322796494712, -0.24488186082123758]]
# value y = [[-1.9051322796494712, -1.7551181391787625], [-0.09486772035052882, -2.2448818608212378]]
# value u = [0.25, 0.5]
# value m = [[[[-0.8164938592860644], [0.0]], [[-0.8551850893782215], [0.12216929848260308]]], [[[-0.8164938592860644], [1.6329877185721289]], [[-0.8551850893782215], [1.5882008802738399]]]]
# value next a.a.r = [0.2, 0.35000000000000003]
# value next a.a.s = [1.0, 1.125]
# value next b.a.r = [0.225, 0.45]
# value next b.a.s = [0.9059984255876398, 1.8495480238482271]
# value next y.c = [[2, -0.9051322796494712], [2, 0.9051322796494712]]
# value next m.r = [0.1, 0.17500000000000002]
# value next m.s = [1.05, 1.31875]
