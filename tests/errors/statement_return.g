input x
def f(x):
    return x
output x
