dim n = 64
batch B = 16
input x[n], y[n]
h1 = tanh(dense(x, n))
h2 = tanh(dense(h1, n))
h3 = tanh(dense(h2, n))
h4 = tanh(dense(h3, n))
h5 = tanh(dense(h4, n))
h6 = tanh(dense(h5, n))
h7 = tanh(dense(h6, n))
h8 = tanh(dense(h7, n))
h9 = tanh(dense(h8, n))
h10 = tanh(dense(h9, n))
h11 = tanh(dense(h10, n))
h12 = tanh(dense(h11, n))
h13 = tanh(dense(h12, n))
h14 = tanh(dense(h13, n))
h15 = tanh(dense(h14, n))
h16 = tanh(dense(h15, n))
h17 = tanh(dense(h16, n))
h18 = tanh(dense(h17, n))
h19 = tanh(dense(h18, n))
h20 = tanh(dense(h19, n))
J = norm(h20 - y)²
output J
