# inputs_out_of_range.g: index data is never trusted.
input w[3] : index(4), E[4]
y[i] = E[w[i]]²
output y

# at w=[3,0,3] E=[1,2,3,4]
# value y = [16, 1, 16]
# gradient ∂(sum y)/∂E = [2, 0, 0, 16]

# at w=[3,0,4] E=[1,2,3,4]
# status 1

# at w=[-1,0,3] E=[1,2,3,4]
# status 1
