# powers_elements.g: element by element, of matrices too; .^ binds as ^.
input A[2,2], B[2,2], s
a = A .^ 2
b = A .^ B
c = 2 .^ B
d = 3A .^ 2
e = A .^ s
output a, b, c, d, e

# at A=[[1,2],[3,4]] B=[[2,-1],[0.5,3]] s=1.5
# value a = [[1, 4], [9, 16]]
# value b = [[1, 0.5], [1.7320508075688772, 64]]
# value c = [[4, 0.5], [1.4142135623730951, 8]]
# value d = [[3, 12], [27, 48]]
# value e = [[1, 2.8284271247461903], [5.196152422706632, 8]]
# gradient ∂(sum a)/∂A = [[2, 4], [6, 8]]
# gradient ∂(sum a)/∂B = [[0, 0], [0, 0]]
# gradient ∂(sum a)/∂s = 0
# gradient ∂(sum b)/∂A = [[2, -0.25], [0.28867513459481287, 48]]
# gradient ∂(sum b)/∂B = [[0, 0.34657359027997264], [1.902852301792692,
#     88.722839111673]]
# gradient ∂(sum b)/∂s = 0
# gradient ∂(sum c)/∂A = [[0, 0], [0, 0]]
# gradient ∂(sum c)/∂B = [[2.772588722239781, 0.34657359027997264],
#     [0.9802581434685472, 5.545177444479562]]
# gradient ∂(sum c)/∂s = 0
# gradient ∂(sum d)/∂A = [[6, 12], [18, 24]]
# gradient ∂(sum d)/∂B = [[0, 0], [0, 0]]
# gradient ∂(sum d)/∂s = 0
# gradient ∂(sum e)/∂A = [[1.5, 2.1213203435596424], [2.598076211353316, 3]]
# gradient ∂(sum e)/∂B = [[0, 0], [0, 0]]
# gradient ∂(sum e)/∂s = 18.759428081274294
