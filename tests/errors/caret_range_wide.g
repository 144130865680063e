input 重み[3], x[3]
z = (重み + x)[重み]
output z
