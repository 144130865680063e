# A sine and a cosine of one argument are one call in the blocks, for float and
# double; what the argument is computed by stays for the steps behind it, and a
# number of choices among constants is added up as a real number. Some arguments
# are too large for the loop without branches.
dim n = 20
input t[n]
θ = sqrt(t + 1)
y[i] = (sin(θ[i]) + cos(θ[i])) / θ[i] + (3 if t[i] > 2 else 0) + (1 if θ[i] < 5 else 0)
z[i] = cos(3 t[i] - 1) sin(3 t[i] - 1)² / (3 t[i] - 1)
s = sum[i](y[i] z[i])
output s

# double: the argument that is large is another in float
# at t=[0,0.25,1,4,9,16,25,36,49,64,81,100,121,144,169,196,225,1e14,1,4]
# value s = -2.002976979213432
# gradient ∂s/∂t = [-3.158570935837644, 5.746880307217264, -0.6479914488360985,
#     1.1109967001543213, 0.07605924814135048, 0.05653980091139699,
#     0.10509270814893404, 0.030731755335643925, -0.06417434146224284,
#     0.02722755509463012, -0.0069764796596010975, -0.01770311271565855,
#     -0.011168735275524125, -0.012390457795668759, -0.0069819916922852455,
#     0.009884751534856271, -0.012545368214415641, 1.737336771100767e-14,
#     -0.6479914488360985, 1.1109967001543213]
