# imports.g: functions and layers of other files, which see their own names.
import "imported/dense.g"
import "imported/inner/scale.g"
dim twice = 10, n = 2
input x[n]
c = twice x
h = dense(x, 2)
y = shifted(h) + c
output y, h

# at x=[1,2] h.W=[[1,2],[3,4]]
# value h = [31.5, 67.5]
# value y = [44.5, 90.5]
# gradient ∂(sum h)/∂h.W = [[6, 12], [6, 12]]
# gradient ∂(sum h)/∂h.b = [1.5, 1.5]
# gradient ∂(sum y)/∂x = [34, 46]
