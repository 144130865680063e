# derivatives_in_recurrences.g: descent, and its derivatives by the start and
# by the length of the steps.
#
# at w0=[0.5,-0.5] A=[[1,0.5],[0.2,1]] rate=0.1
# value L = 0.34498404254640147
# value m = -1.7577948465264972
# value M = [0.030912515797403728, -0.05335409646639641]
# value z = [0.5665095149819823, 0.5085843249657327]
dim n = 2
input w0[n], A[n,n], rate
loss(w[n]) = sum((A w - 1)²) + sum(w .^ 4)
step(w[n]) = w - rate grad(J, w) where J = loss(w)
w[0] = w0
w[t+1] = step(w[t]) for t < 5
v[0] = w0
v[t+1] = u - rate grad(J, u) for t < 5 where u = v[t]; J = loss(u)
z = v[5]
L = loss(w[5])
m = grad(L, rate)
M = grad(L, w0)
output L, m, M, z
