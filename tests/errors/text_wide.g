input 重み[3], 入力[4]
出力 = 重み + 入力
output 出力
