# indices.g: index data of a batch, with a state, beside what is trained.
batch B = 2
input w[5] : index(7), y : index(4), x[3]
state seen[3] = 0
param E[7,3] ~ normal(0, 1), U[4,3] ~ normal(0, 0.5)
d[i] = sum[t](E[w[t],i]) + x[i]
next seen = 0.9 seen + 0.1 batch_mean(d)
z[k] = sum[i](U[k,i] (d[i] - seen[i])) - (k + 1) x[0] / 100
J = -log(softmax(z)[y])
output J, z
minimize J by adam(rate = 0.01)
