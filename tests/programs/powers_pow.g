# powers_pow.g: a^b where it is delicate. 0^0 is 1, by b at a = 0 it is 0, and
# whole powers of negative numbers are numbers.
input x, p
a = x^p
output a

# at x=0 p=0
# value a = 1
# gradient ∂a/∂p = 0

# at x=-2 p=3
# value a = -8
# gradient ∂a/∂x = 12

# at x=0 p=2.5
# value a = 0
# gradient ∂a/∂x = 0
# gradient ∂a/∂p = 0

# at x=0 p=1
# value a = 0
# gradient ∂a/∂x = 1
# gradient ∂a/∂p = 0

# at x=0 p=2
# value a = 0
# gradient ∂a/∂x = 0
# gradient ∂a/∂p = 0

# at x=-1 p=0.5
# value a = nan

# at x=-3 p=0
# value a = 1
# gradient ∂a/∂x = 0

# at x=1 p=-5
# value a = 1
# gradient ∂a/∂x = -5
# gradient ∂a/∂p = 0

# at x=inf p=-1
# value a = 0

# at x=0 p=-1
# value a = inf

# at x=-0.5 p=-2
# value a = 4
# gradient ∂a/∂x = 16
