# bundle.g: bundle adjustment. Where were the cameras, and where the points
# that they saw?
# options: --real=double
# double: quotients by depths near 0, at points that are drawn
#
# A camera has 11 numbers: the axis r of its rotation, as long as its angle; its
# place o; the focal length f; the middle x₀ of its image; κ, of the distortion
# along the radius. Observation i is of point pt[i] by camera cam[i].
#
# J says how far off they are all together. For the methods that solve this well,
# Gauss and Newton's and its kin, one needs the derivative of each residual by
# each unknown, of which nearly all are 0: e[i] depends on one camera, one point
# and one weight. The blocks that are not 0 are derivatives by local names.

dim cameras = 6, points = 30, observations = 120

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
