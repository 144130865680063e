# sharing_arrays.g: the same of a function of arrays, 20 deep.
input x[2]
param W[2,2]
f(z[n]) = (W z) ⊙ z / 4 + sin(z) / 2
y = f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(x))))))))))))))))))))
output y
# work gradient <= 4 forward

# at W=[[0.5,1],[-1,0.75]] x=[1,2]
# value y = [4.520974519122717e-06, 3.8616932023274855e-07]
# gradient ∂(sum y)/∂W = [[6.167273151089161e-06, 3.497125885042867e-06],
#     [3.509886708643801e-06, 4.514014500456918e-06]]
# gradient ∂(sum y)/∂x = [1.4279500936693039e-06, 1.8729534821039514e-06]
