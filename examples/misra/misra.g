# misra.g: a nonlinear least-squares fit by the method of Gauss and Newton.
#
# The volume y of a gas adsorbed at pressure x is β₀ (1 - exp(-β₁ x)). Of the
# residuals r, with their Jacobian A by β, a step solves AᵀA d = Aᵀr.
#
# options: --real=double
# double: small differences of numbers near 240
dim n = 14, steps = 12

const x[n] = [77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8,
              477.3, 536.8, 593.1, 689.1, 760.0]
const y[n] = [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76,
              55.05, 61.01, 66.40, 75.47, 81.78]

input away[2]                   # where to start

residual(b[2]) = y - b[0] (1 - exp(-b[1] x))
step(b[2]) = b - solve(Aᵀ A, Aᵀ r) where r = residual(b); A = jacobian(r, b)

β[0] = [250 + 25 away[0], 0.0005 + 0.00005 away[1]]
β[k+1] = step(β[k]) for k < steps

first = β[1]
fit = β[steps]
squares = ‖residual(fit)‖²

output first, fit, squares
