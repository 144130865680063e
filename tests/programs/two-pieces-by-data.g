# at d=[[1,2,3,4],[10,20,30,40]]
# value e = [[1, 10], [2, 20], [3, 30], [4, 40]]
# value f = [[2, 20], [3, 30], [4, 40], [1, 10]]
# value g = [[3, 30], [5, 50], [7, 70], [5, 50]]
# The indices of the second piece are named otherwise in its sum than in the
# first, and the remainder that both have in common is not.
input d[2, 4]
e[i, j] = d[j, i]
f[mod(i + 3, 4), j] += d[j, i]
g[i, j] += d[j, i] if mod(i + 3, 4) >= 0 else 0
g[mod(i + 3, 4), j] += d[j, i] if mod(i + 3, 4) >= 0 else 0
output e, f, g
