input x
yy = 0 x + "幅" + x
z = x + 猫猫猫 x
output x
