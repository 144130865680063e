# guards_equal.g: guards and conditions that together make indices equal, or
# leave one value of them, or none.
input x[3], w[3]
two[i,j] = sum[k : j <= i and i <= k](x[k] if k == j else 0)   for i < 3, j < 3
turned[i,j] = sum[k : i <= j and k <= i](x[k] w[i] if k == j else 0)
    for i < 3, j < 3
three[i,j] = sum[k, l : j <= i and i <= k and k <= l](x[k] w[l] if l == j else 0)
    for i < 3, j < 3
after[i,j] = sum[k : j <= i + 1 and i + 1 <= k](x[k] if k == j else 0)
    for i < 3, j < 3
turn[i,j] = sum[k : i + k >= 2](x[k] if k + j == 2 and j >= i else 0)
    for i < 3, j < 3
point[i,j] = sum[k : 2 <= k and j >= k](x[k] w[i] if i >= k else 0)
    for i < 3, j < 3
none[i,j] = sum[k : j < i and i <= k](x[k] if k == j else 0)   for i < 3, j < 3
added[i,j] = w[i] + sum[k : j <= i and i <= k](x[k] if k == j else 0)
    for i < 3, j < 3
largest[i,j] = max(-9, max[k : j <= i and i <= k](x[k] if k == j else 0))
    for i < 3, j < 3
first[i] = max(-9, max[k : k <= 0 and i <= k](x[k]))         for i < 3
J = sum[i,j]((two[i,j] + 2 turned[i,j]) (i + 1))
    + sum[i,j]((three[i,j] + after[i,j]²) (j + 1)) + sum(turn) + sum(point)
output two, turned, three, after, turn, point, none, added, largest, first, J

# at x=[2,3,5] w=[7,11,13]
# value two = [[2, 0, 0], [0, 3, 0], [0, 0, 5]]
# value turned = [[14, 0, 0], [0, 33, 0], [0, 0, 65]]
# value three = [[14, 0, 0], [0, 33, 0], [0, 0, 65]]
# value after = [[0, 3, 0], [0, 0, 5], [0, 0, 0]]
# value turn = [[5, 0, 0], [0, 3, 0], [0, 0, 2]]
# value point = [[0, 0, 0], [0, 0, 0], [0, 0, 65]]
# value none = [[0, 0, 0], [0, 0, 0], [0, 0, 0]]
# value added = [[9, 7, 7], [11, 14, 11], [13, 13, 18]]
# value largest = [[2, -9, -9], [0, 3, -9], [0, 0, 5]]
# value first = [2, -9, -9]
# value J = 1016
# gradient ∂J/∂x = [23, 81, 164]
# gradient ∂J/∂w = [6, 18, 50]
