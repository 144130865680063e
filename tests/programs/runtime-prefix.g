# at gg_exp=2 GG_OK=[1,3]
# value y = [4, 8]
# gradient d y/d GG_OK = [2, 2]
# What the runtime has for itself is no name for an author's array in C.
input gg_exp, GG_OK[2]
y = GG_OK ⊙ GG_OK - GG_OK ⊙ GG_OK + gg_exp (1 + GG_OK)
output y
