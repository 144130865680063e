"""squares.py: |A x - b|² and its gradient by x."""
from contender import array, serve, size, torch

x = array(0, -1, kind=torch.float64).requires_grad_()
A = array(1, size["m"], size["n"], kind=torch.float64)
b = array(2, size["m"], kind=torch.float64)


def compute():
    r = A @ x - b
    J = r @ r
    return [J, *torch.autograd.grad(J, x)]


serve(compute)
