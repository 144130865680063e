# sharing_equations.g: each value is used twice by the next; without sharing the
# 60th would cost 2^60.
input x
f(z) = z z / 2 + sin(z) / 4
x1 = f(x)
x2 = f(x1); x3 = f(x2); x4 = f(x3)
x5 = f(x4); x6 = f(x5); x7 = f(x6); x8 = f(x7)
x9 = f(x8); x10 = f(x9); x11 = f(x10); x12 = f(x11)
x13 = f(x12); x14 = f(x13); x15 = f(x14); x16 = f(x15)
x17 = f(x16); x18 = f(x17); x19 = f(x18); x20 = f(x19)
x21 = f(x20); x22 = f(x21); x23 = f(x22); x24 = f(x23)
x25 = f(x24); x26 = f(x25); x27 = f(x26); x28 = f(x27)
x29 = f(x28); x30 = f(x29); x31 = f(x30); x32 = f(x31)
x33 = f(x32); x34 = f(x33); x35 = f(x34); x36 = f(x35)
x37 = f(x36); x38 = f(x37); x39 = f(x38); x40 = f(x39)
x41 = f(x40); x42 = f(x41); x43 = f(x42); x44 = f(x43)
x45 = f(x44); x46 = f(x45); x47 = f(x46); x48 = f(x47)
x49 = f(x48); x50 = f(x49); x51 = f(x50); x52 = f(x51)
x53 = f(x52); x54 = f(x53); x55 = f(x54); x56 = f(x55)
x57 = f(x56); x58 = f(x57); x59 = f(x58); x60 = f(x59)
y = x60
output y
# work gradient <= 4 forward
# double: 1e-19 and what it multiplies to

# at x=0.5
# value y = 1.380557999827402e-36
# gradient ∂y/∂x = 6.583642634343258e-36

# at x=1.25
# value y = 6.423689752961098e-35
# gradient ∂y/∂x = 4.49148917190346e-34
