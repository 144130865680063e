input x[9]
y[i] = sum[j < max(0, i - 2)](x[j]) for i < 9
z[i] = sum[j in i div 2:i](x[j]) for i < 9
output y, z
