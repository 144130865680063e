# constants.g: tables, constants that are folded, index data that is known.
const K[3] = [1, 2, 1], turn[4] : index(4) = [1, 2, 3, 0]
input x[4]
y[i] = K[i] x[turn[i]] / sum(K)  for i < 3
z = sqrt(2) x[0] + π
output y, z, K
