input A[3, 4]
k = argmax(A)
output k
