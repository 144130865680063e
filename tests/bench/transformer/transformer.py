"""transformer.py: forward and backward of a stack of blocks of attention."""
import math

from contender import array, params, serve, size, torch
from torch.nn.functional import (cross_entropy, embedding, gelu, layer_norm,
                                 linear)

T, V, d, heads = size["T"], size["V"], size["d"], size["heads"]
blocks, B = size["blocks"], size["B"]
every = params(
    array(0, -1), (V, d), (T, d), (blocks, d), (blocks, d), (blocks, d, d),
    (blocks, d, d), (blocks, d, d), (blocks, d, d), (blocks, d), (blocks, d),
    (blocks, 4 * d, d), (blocks, 4 * d), (blocks, d, 4 * d), (blocks, d), (d,),
    (d,), (V, d), (V,))
E, P, pg, pb, Q, K, W, O, qg, qb, U, Ub, D, Db, fg, fb, Z, Zb = every
w = array(1, B, T, kind=torch.int32).long()
y = array(2, B, T, kind=torch.int32).long()
later = torch.ones(T, T).triu(1).bool()


def split(x):
    return x.view(B, T, heads, d // heads).transpose(1, 2)


def attention(x, l):
    q, k, v = (split(x @ M[l]) for M in (Q, K, W))
    s = (q @ k.transpose(2, 3)) / math.sqrt(d // heads)
    s = s.masked_fill(later, -math.inf).softmax(3)
    return (s @ v).transpose(1, 2).reshape(B, T, d) @ O[l]


def compute():
    x = embedding(w, E) + P
    for l in range(blocks):
        x = x + attention(layer_norm(x, (d,), pg[l], pb[l]), l)
        u = linear(layer_norm(x, (d,), qg[l], qb[l]), U[l], Ub[l])
        x = x + linear(gelu(u, approximate="tanh"), D[l], Db[l])
    z = linear(layer_norm(x, (d,), fg, fb), Z, Zb)
    J = cross_entropy(z.view(-1, V), y.flatten(), reduction="none")
    J = J.view(B, T).mean(1)
    return [J, *torch.autograd.grad(J.mean(), every)]


def results():
    J, *gradients = compute()
    return [J, torch.cat([g.flatten() for g in gradients])]


serve(compute, results)
