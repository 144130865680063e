# slices_of_several.g: rows of two arrays are all that is read of them, of one by several
# others; what these rows alone are made of is made.
input h[5, 2], g[9]
const δ[4] = [-0.5, -2, 1.5, -2]
a[j] = sigmoid(h[2 j, 1 - j]) for j < 2
b[j] = δ[2 j] / 4.6 / (2.5 + (h[2 j, 1 - j] a[j])²) for j < 2
c = b[0]
x = 1 / c
r = sum(g)
y = r if c < 0.05 else 0
P[2, 4] += -y (x / c) if c < 0.05 else 0
P[3, 8] += 0
Q[2, 4] += 1 if c < 0.05 else 0
Q[3, 8] += 0
u[j] = sum[k < 9](P[j + 2, k] if Q[j + 2, k] > 0 else 0) for j < 2
v[j] = sum[k < 9](1 if Q[j + 2, k] > 0 else 0) for j < 2
H[2 j, 1 - j] += -u[j] (b[j] / (2.5 + (h[2 j, 1 - j] a[j])²)) (2 (h[2 j, 1 - j] a[j])) if v[j] > 0 else 0 for j < 2
z = sum(H .^ 2)
output z

# at h=[[1.06,-0.693],[-0.794,0.328],[-1.56,0.73],[1.95,-0.75],[0.775,0.228]] g=[0.3,-0.1,0.5,0.2,-0.4,0.25,0.6,-0.35,0.15]
# value z = 23.896841920576975
