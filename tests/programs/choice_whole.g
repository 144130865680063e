# choice_whole.g: the condition has no axes, the branches do; whatever the other
# one holds stays out.
input x[3], A[2,3], s
u = log(x)
y = u if s > 0 else x
M = A ⊙ A if s > 0 else A
z = sum(u) if s > 0 else max(x)
output y, M, z

# at x=[-1,0,2] A=[[1,2,3],[4,5,6]] s=-1
# value y = [-1, 0, 2]
# value M = [[1, 2, 3], [4, 5, 6]]
# value z = 2
# gradient ∂(sum y)/∂x = [1, 1, 1]
# gradient ∂(sum M)/∂A = [[1, 1, 1], [1, 1, 1]]
# gradient ∂z/∂x = [0, 0, 1]

# at x=[1,4,2] A=[[1,2,3],[4,5,6]] s=1
# value y = [0, 1.3862943611198906, 0.6931471805599453]
# value M = [[1, 4, 9], [16, 25, 36]]
# value z = 2.0794415416798357
# gradient ∂(sum y)/∂x = [1, 0.25, 0.5]
# gradient ∂(sum y)/∂A = [[0, 0, 0], [0, 0, 0]] ± 1e-6
# gradient ∂(sum y)/∂s = 0 ± 1e-6
# gradient ∂(sum M)/∂x = [0, 0, 0] ± 1e-6
# gradient ∂(sum M)/∂A = [[2, 4, 6], [8, 10, 12]]
# gradient ∂(sum M)/∂s = 0 ± 1e-6
# gradient ∂z/∂x = [1, 0.25, 0.5]
# gradient ∂z/∂A = [[0, 0, 0], [0, 0, 0]] ± 1e-6
# gradient ∂z/∂s = 0 ± 1e-6
