input A[3, 4]
k = argmax[i, j](A[i, j])
output k
