"""mixture.py: the log-posterior of a mixture and its gradient by all params."""
import math

from contender import array, params, serve, size, torch

n, d, K, m = size["n"], size["d"], size["components"], size["m"]
every = params(array(0, -1, kind=torch.float64), (K,), (K, d), (K, d),
               (K, d * (d - 1) // 2))
alpha, mu, q, l = every
x = array(1, n, d, kind=torch.float64)
rows, columns = torch.tril_indices(d, d, -1)
half = torch.tensor((d + m + 1) / 2, dtype=torch.float64)
constant = K * (-(d + m + 1) * d * math.log(2) / 2
                - float(torch.special.multigammaln(half, d)))


def compute():
    L = torch.diag_embed(q.exp())
    L = L.index_put((torch.arange(K)[:, None], rows, columns), l)
    y = torch.einsum("kij,nkj->nki", L, x[:, None] - mu)
    z = alpha - alpha.logsumexp(0) + q.sum(1) - (y * y).sum(2) / 2
    J = (z.logsumexp(1).sum() - n * d / 2 * math.log(2 * math.pi)
         + m * q.sum() - (L * L).sum() / 2 + constant)
    return [J, *torch.autograd.grad(J, every)]


def results():
    J, *gradients = compute()
    return [J, torch.cat([g.flatten() for g in gradients])]


serve(compute, results)
