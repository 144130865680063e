# bundle.g: the residuals of a bundle adjustment, and the blocks of their
# Jacobian that are not 0, as in examples/bundle: the objective of ADBench
# (Srajer et al. 2018), of the size of its smallest problem.
dim cameras = 49, points = 7776, observations = 31843

input seen[observations, 2]                 # in the image
input cam[observations] : index(cameras), pt[observations] : index(points)

param r[cameras, 3]  ~ normal(0, 0.1), o[cameras, 3] ~ normal(0, 0.1)
param f[cameras] = 1, x₀[cameras, 2], κ[cameras, 2]
param X[points, 3]   ~ uniform(4, 6)
param w[observations] = 1                   # how much each counts

# Rodrigues: x turned about r by ‖r‖. Near 0 it is x + r × x.
rotate(r[3], x[3]) = cos(θ) x + sin(θ)/θ * (r × x) + (1 - cos(θ))/t * (r·x) r
                     if t > 1e-20 else x + r × x
  where t = r·r
        θ = sqrt(t)

project(c[11], x[3]) = c[6] (1 + c[9] s + c[10] s²) u + c[7:9]
  where p = rotate(c[:3], x - c[3:6])
        u = p[:2] / p[2]
        s = u·u

residual(w, c[11], x[3], seen[2]) = w (project(c, x) - seen)

C[k] = [r[k]; o[k]; f[k]; x₀[k]; κ[k]]

e[i] = residual(w[i], C[cam[i]], X[pt[i]], seen[i])
J = ‖e‖² / 2

Jc[i] = stop(jacobian(e, c))                # stop: no derivative of it
  where c = C[cam[i]]; e = residual(w[i], c, X[pt[i]], seen[i])
Jx[i] = stop(jacobian(e, x))
  where x = X[pt[i]]; e = residual(w[i], C[cam[i]], x, seen[i])
Jw[i] = stop(jacobian(e, v))
  where v = w[i]; e = residual(v, C[cam[i]], X[pt[i]], seen[i])

output J, e, Jc, Jx, Jw
