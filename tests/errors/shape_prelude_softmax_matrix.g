input A[3, 4]
P = softmax(A)
output P
