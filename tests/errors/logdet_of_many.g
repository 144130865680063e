input S[4,3,3]
l = logdet(S)
output l
