# losses_of_the_prelude.g: over the ways to say a sequence, and by distances.
input z[5,4], y[3] : index(4), a[3], p[3], q[3]
l[t] = log_softmax(z[t])
c = ctc(l, y)
n = nll(l[1], y[0])
t = triplet(a, p, q, 5)
u = triplet(a, a, q, 0)
s = cosine(a, p)
e = logaddexp(1000, z[0,0])
output c, n, t, u, s, e

# at z=[[-0.03,0.24,1.13,1.36],[1.07,1.34,-1.17,-0.55],[1.14,0.29,0.02,-1.98],[-1.86,0.73,0.34,-0.3],[-0.41,-1.73,0.37,1.03]] y=[2,1,1] a=[1.64,0.05,-0.2] p=[-1.1,1.22,1.71] q=[-0.61,0.29,0.09]
# value c = 4.889101068939117
# value n = 3.201004658204276
# value t = 6.257739586086972
# value u = 0
# value s = -0.5319772151065401
# value e = 1000
