# recurrence_far_in_step.g: what a step makes for another, later one, which says by data or by `div` which; it is no scalar of the step.
input x[6], w[6], p[6] : index(6)
v[k] = w[k] l[k]
l[k] = x[k] + (v[k div 2] if k > 0 else 0)
J = sum(l)
q[k] = u[p[k]] if p[k] < k else x[k]
u[k] = w[k] sin(q[k]) for k < 6
K = u[5] + sum(u)
output J, K

# at x=[1.0,2.0,3.0,4.0,5.0,6.0] w=[1.0,2.0,1.0,2.0,1.0,2.0] p=[0,0,1,1,3,2]
# value J = 52.0
# value K = 9.594176380349397
# gradient ∂J/∂x = [10.0, 9.0, 3.0, 1.0, 1.0, 1.0]
# gradient ∂J/∂w = [9.0, 12.0, 18.0, 0.0, 0.0, 0.0]
# gradient ∂K/∂x = [1.5093514316303567, 0.0, 0.0, 0.0, 0.0, 0.0]
# gradient ∂K/∂w = [2.3506755788400526, 1.003426630305483,
#     3.161812013343413, 0.5877478317864329, 0.9119111669787489,
#     1.679516388919871]
