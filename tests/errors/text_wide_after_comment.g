input x
名前 = x + 未知 + 1
output 名前
