# recurrence_hmm.g: the probability of what a hidden Markov model is seen to do, and the
# best way through it: matrices that each step reads by columns are copied before.
dim T = 12, K = 18, M = 3
input o[T] : index(M), a
param b
A[i, j] = sin(3 i + 5 j) a for i < K, j < K
B[i, m] = cos(i m + b) for i < K, m < M
f[0, j] = B[j, o[0]]
f[t, j] = B[j, o[t]] + log(sum[i](exp(f[t-1, i] + A[i, j]))) for t in 1:T
v[0, j] = B[j, o[0]]
v[t, j] = B[j, o[t]] + max[i](v[t-1, i] + A[i, j]) for t in 1:T
p = log(sum[j](exp(f[T-1, j])))
w = max[j](v[T-1, j])
output p, w

# at o=[0,0,1,1,2,2,0,0,1,1,2,2] a=0.6 b=0.25
# value p = 41.29076094954956
# value w = 17.586173447223487
# gradient ∂p/∂a = 3.1218671919177154 ± 1e-8
# gradient ∂w/∂a = 10.0156664025425 ± 1e-8
# gradient ∂p/∂b = -1.3099812325356435 ± 1e-8
# gradient ∂w/∂b = 0.9434587259597412 ± 1e-8
