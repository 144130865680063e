# names_of_c.g: names that C or its library has taken.
input int, y0, j1, gamma, I, unix, double[2], while
float = int y0 + j1 gamma
return[for_] = double[for_] I + unix
main = while float
output float, return, main

# at int=2 y0=3 j1=5 gamma=7 I=11 unix=13 double=[1,2] while=3
# value float = 41
# value return = [24, 35]
# value main = 123
# gradient ∂float/∂int = 3
# gradient ∂float/∂y0 = 2
# gradient ∂float/∂j1 = 7
# gradient ∂float/∂gamma = 5
# gradient ∂float/∂I = 0
# gradient ∂float/∂unix = 0
# gradient ∂float/∂double = [0, 0]
# gradient ∂float/∂while = 0
# gradient ∂(sum return)/∂int = 0
# gradient ∂(sum return)/∂y0 = 0
# gradient ∂(sum return)/∂j1 = 0
# gradient ∂(sum return)/∂gamma = 0
# gradient ∂(sum return)/∂I = 3
# gradient ∂(sum return)/∂unix = 2
# gradient ∂(sum return)/∂double = [11, 11]
# gradient ∂(sum return)/∂while = 0
# gradient ∂main/∂int = 9
# gradient ∂main/∂y0 = 6
# gradient ∂main/∂j1 = 21
# gradient ∂main/∂gamma = 15
# gradient ∂main/∂I = 0
# gradient ∂main/∂unix = 0
# gradient ∂main/∂double = [0, 0]
# gradient ∂main/∂while = 41
