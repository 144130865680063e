# recurrence_ranges.g: what is made of the array that it makes has its length.
input x[2], W[2,2]
h[0] = x
h[t+1] = h[t] + 0.1 (k[t] + e[t]) for t < 3
k[t] = tanh(W m[t])
m[t] = W h[t]
e[t] = cos(h[t,0]) x
y = z[2]
  where z[0] = x
        z[t+1] = z[t] + q[t] for t < 2
        q[t] = 0.5 z[t]
output h, y

# at x=[1,2] W=[[1,0.1],[0,1]]
# value h = [[1, 2], [1.1425653954070403, 2.2044632191812097], [1.276005630684205, 2.3851112550600786], [1.3992315055725868, 2.5415377287494096]]
# value y = [2.25, 4.5]
# gradient ∂(sum h)/∂x = [2.8026342442381957, 4.326990979985929]
# gradient ∂(sum h)/∂W = [[0.204630477902741, 0.36469693067514747], [0.08944740242529671, 0.16151199268842897]]
# gradient ∂(sum y)/∂x = [2.25, 2.25]
# gradient ∂(sum y)/∂W = [[0, 0], [0, 0]]
