# recurrence_newton_batch.g: an iteration as a function, in a batch.
batch B = 3
input a
root(a) = x[8]
  where x[0] = a
        x[k+1] = (x[k] + a / x[k]) / 2 for k < 8
y = root(a)
output y

# at a=[3.7,0.2,9.0]
# value y = [1.9235384061671346, 0.447213595499958, 3.0]
# gradient ∂(sum y)/∂a = [0.25993762245501817, 1.118033988749895,
#     0.16666666666666669]
