input K[2, 3, 4]
B = Kᵀ
output B
