# powers_whole.g: whole powers are exact for any x, and x^0 is 1.
input x[5]
a = x^0
b = x^1
c = x²
d = x^3
e = x^10
output a, b, c, d, e

# at x=[-2,-1,0,1,3]
# value a = [1, 1, 1, 1, 1]
# value b = [-2, -1, 0, 1, 3]
# value c = [4, 1, 0, 1, 9]
# value d = [-8, -1, 0, 1, 27]
# value e = [1024, 1, 0, 1, 59049]
# gradient ∂(sum b)/∂x = [1, 1, 1, 1, 1]
# gradient ∂(sum c)/∂x = [-4, -2, 0, 2, 6]
# gradient ∂(sum d)/∂x = [12, 3, 0, 3, 27]
# gradient ∂(sum e)/∂x = [-5120, -10, 0, 10, 196830]
