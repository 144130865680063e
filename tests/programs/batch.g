# batch.g: inputs gain an axis, what is shared does not; outputs that depend on
# no example have none.
batch B = 3
input x[2], t, k : index(4)
input shared c, s[4]
param W[2] = 1
y = W·x + c
J = (y - t)²
w2 = ‖W‖² c
m = max(x) s[k]
g = [x[1], x[0]²]
output y, J, w2, m, g

# at W=[1,2] x=[[1,2],[4,3],[-1,0]] t=[3,20,1] k=[3,0,3] c=1 s=[1,2,5,-1]
# value y = [6, 11, 0]
# value J = [9, 81, 1]
# value w2 = 5
# value m = [-2, 4, 0]
# value g = [[2, 1], [3, 16], [0, 1]]
# gradient ∂(sum y)/∂W = [4, 5]
# gradient ∂(sum y)/∂x = [[1, 2], [1, 2], [1, 2]]
# gradient ∂(sum y)/∂t = [0, 0, 0] ± 1e-6
# gradient ∂(sum y)/∂c = 3
# gradient ∂(sum y)/∂s = [0, 0, 0, 0] ± 1e-6
# gradient ∂(sum J)/∂W = [-64, -42]
# gradient ∂(sum J)/∂x = [[6, 12], [-18, -36], [-2, -4]]
# gradient ∂(sum J)/∂t = [-6, 18, 2]
# gradient ∂(sum J)/∂c = -14
# gradient ∂(sum J)/∂s = [0, 0, 0, 0] ± 1e-6
# gradient ∂w2/∂W = [2, 4]
# gradient ∂w2/∂x = [[0, 0], [0, 0], [0, 0]] ± 1e-6
# gradient ∂w2/∂t = [0, 0, 0] ± 1e-6
# gradient ∂w2/∂c = 5
# gradient ∂w2/∂s = [0, 0, 0, 0] ± 1e-6
# gradient ∂(sum m)/∂W = [0, 0] ± 1e-6
# gradient ∂(sum m)/∂x = [[0, -1], [1, 0], [0, -1]]
# gradient ∂(sum m)/∂t = [0, 0, 0] ± 1e-6
# gradient ∂(sum m)/∂c = 0 ± 1e-6
# gradient ∂(sum m)/∂s = [4, 0, 0, 2]
# gradient ∂(sum g)/∂W = [0, 0] ± 1e-6
# gradient ∂(sum g)/∂x = [[2, 1], [8, 1], [-2, 1]]
# gradient ∂(sum g)/∂t = [0, 0, 0] ± 1e-6
# gradient ∂(sum g)/∂c = 0 ± 1e-6
# gradient ∂(sum g)/∂s = [0, 0, 0, 0] ± 1e-6
