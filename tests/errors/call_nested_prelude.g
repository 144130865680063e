input A[3, 4], y : index(4)
J = cross_entropy(softmax(A), y)
output J
