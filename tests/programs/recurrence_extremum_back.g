# recurrence_extremum_back.g: what is passed back to steps that data choose is kept for them.
input y[2]
param q = 0.5
param E = 0.25
b[0] = atan(E)
b[k + 1] = tanh(0.4 (max[j < k + 1](b[j])) + 0.4 (b[k]) + 0.3 (sin(log(q) if q > 0.01 else 0)))  for k < 2
W = sum(b) y[0]
output W
input s[2]
J[0] = s[0]
J[1] = s[1]
J[k + 2] = J[k+1] + max[q < k + 2](J[q]) for k < 4
output J


# at y=[1,2] q=0.5 E=0.25 s=[0.5,0.25]
# value W = 0.15755258627607
# value J = [0.5, 0.25, 0.75, 1.5, 3, 6]
# gradient ∂W/∂q = 1.1022561942023048
# gradient ∂W/∂E = 2.3660444918115378
# gradient ∂W/∂y = [0.15755258627607, 0]
# gradient ∂W/∂s = [0, 0]
# gradient ∂(sum J)/∂q = 0
# gradient ∂(sum J)/∂E = 0
# gradient ∂(sum J)/∂y = [0, 0]
# gradient ∂(sum J)/∂s = [16, 16]
