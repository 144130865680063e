# recurrence_rk4.g: stages of a step as arrays of their own.
input x0[2], k
f(x[2]) = [x[1], -k x[0] - 0.1x[1]]
rk4(f, x0[n], h, N) = x[N]
  where x[0] = x0
        x[s+1] = x[s] + h/6 * (k1[s] + 2k2[s] + 2k3[s] + k4[s]) for s < N
        k1[s] = f(x[s]) for s < N
        k2[s] = f(x[s] + h/2 * k1[s]) for s < N
        k3[s] = f(x[s] + h/2 * k2[s]) for s < N
        k4[s] = f(x[s] + h k3[s]) for s < N
y = rk4(f, x0, 0.1, 10)
output y

# bytes infer = 176
# work gradient <= 5 forward
# at x0=[1,0.3] k=2.0
# value y = [0.3818233589958159, -1.2946470134628034]
# gradient ∂(sum y)/∂x0 = [-1.1470192111322786, 0.7806518555509707]
# gradient ∂(sum y)/∂k = -0.8819076689757985
