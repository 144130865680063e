# nan_constants.g: what is no number stays so, written in numbers.
input x
a = 0/0 + x
b = 1/0 - 1/0
c = 0 x
d = x² if x < 50 else (0/0) x
output a, b, c, d

# unmeasured: a and b are no numbers at any point
# at x=60
# value a = nan
# value b = nan
# value c = 0
# value d = nan
