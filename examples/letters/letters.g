# letters.g: which letter follows? A network with long short-term memory reads a
# text letter by letter.
# options: --real=double
#
# h and c are carried on from letter to letter; cell, gates and all, has the same
# params at each. The derivative runs the other way, from the last letter back
# to the first, in one loop as well.

dim T = 24, letters = 48, hidden = 48
batch B = 8

input w[T + 1] : index(letters)             # letters, and the one that follows

x = embed(w[:T], letters, 16)
h[0] = zeros(hidden)
c[0] = zeros(hidden)
h[t + 1], c[t + 1] = lstm(x[t], h[t], c[t]) for t < T
z = dense(h[1:], letters)                   # scores for the next letter, at each

J = mean[t](cross_entropy(z[t], w[t + 1]))
said[t] = argmax(z[t])

minimize J by adam(rate = 0.012 * 0.5^floor(step/150), clip = 1)

output said, J
