# conditions_in_strides.g: a strided sum whose border conditions leave few terms,
# squared; its derivative does not compute the sum again.
param A[19,1] = 0.5, B[17,2,6] = 2
Y[i] = sum[p < 2, q < 4 : 0 <= 2q - i - 1 < 19 and 0 <= p - 1 < 1
    and 0 <= i - 1 < 17 and 0 <= 2q - p - 1 < 6](
    A[2q - i - 1, p - 1] B[i - 1, p, 2q - p - 1])      for i < 16
J = sum[i](Y[i]² cos(i))
output J

# work gradient <= 3 forward
# at
# value J = -1.1318180151774784
