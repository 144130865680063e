# at x=[1,5,3]
# value G = [0, 5, 0]
# value H = [1, 5, 3]
# gradient d G/d x = [0, 1, 0]
# Order does not matter: w stands for itself on the left wherever it is
# defined, and k, which needs H, is an index there.
input x[3]
G[w] += x[w]
w = argmax(x)
H[k] = x[k]
k = sum(H)
output G, H, k
