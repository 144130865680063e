#!/usr/bin/env python3
"""Coefficients of the polynomials in runtime/math_*.c.

Each row names a smooth function g on [a, b], a degree and a precision.  The
polynomial is the one that meets g in the Chebyshev nodes of [a, b]: within a
factor of about 2 + (2/pi) log n of the minimax error (Trefethen,
Approximation Theory and Approximation Practice, ch. 15), so that half a degree
pays for the simpler method.  Everything is computed to 120 digits and rounded
once.  Printed: the nested form as C, and the worst |p - g| on the interval
with the rounded coefficients but exact arithmetic, as a power of two.

    minimax.py [NAME ...]        needs mpmath
"""
import struct
import sys
from mpmath import mp, mpf, matrix, lu_solve

mp.dps = 120
LN2 = mp.log(2)
ROOT = mp.findroot(mp.digamma, mpf("1.4616321449683623"))


def stirling(w):
    x = 1 / mp.sqrt(w)
    return x * (mp.loggamma(x) - (x - 0.5) * mp.log(x) + x
                - mp.log(2 * mp.pi) / 2)


def psi_tail(w):
    x = 1 / mp.sqrt(w)
    return (mp.log(x) - 1 / (2 * x) - mp.digamma(x)) / w


def psi1_tail(w):
    x = 1 / mp.sqrt(w)
    return (mp.psi(1, x) - 1 / x - w / 2) * x * x * x


def erfc_part(k):
    def g(t):
        x = k * (1 + t) / (1 - t)
        return x * mp.erfc(x) * mp.exp(x * x)
    return g


def erfc_tail(w):
    x = 1 / mp.sqrt(w)
    return x * mp.erfc(x) * mp.exp(x * x)


def erfc_whole(k):
    def g(t):
        x = k * (1 + t) / (1 - t)
        return (x + k) * mp.erfc(x) * mp.exp(x * x)
    return g


def erfc_row(a, b, degree):
    k = mp.mpf(round(mp.sqrt(mpf(a) * b) * 8)) / 8
    end = max((b - k) / (b + k), (k - mpf(a)) / (k + mpf(a)))
    return (erfc_part(k), -end, end, degree, 'd')


def odd(f, n):
    """(f(s) - s) / s^3 as a function of z = s^2 and the like."""
    return lambda z: f(mp.sqrt(z)) / mp.sqrt(z) ** n


ROWS = {
    'exp': (lambda r: (mp.exp(r) - 1 - r) / r**2, -LN2 / 2, LN2 / 2, 10, 'd'),
    'expf': (lambda r: (mp.exp(r) - 1 - r) / r**2, -LN2 / 2, LN2 / 2, 5, 'f'),
    'expm1f': (lambda r: (mp.exp(r) - 1 - r - r * r / 2) / r**3,
               -LN2 / 2, LN2 / 2, 4, 'f'),
    'log': (odd(lambda s: 2 * mp.atanh(s) - 2 * s, 3), 0, .02944, 7, 'd'),
    'logf': (odd(lambda s: 2 * mp.atanh(s) - 2 * s, 3), 0, .02944, 3, 'f'),
    'log_dd': (odd(lambda s: 2 * mp.atanh(s) - 2 * s - 2 * s**3 / 3, 5),
               0, .02944, 8, 'd'),
    'tanhf': (odd(lambda x: mp.tanh(x) - x, 3), 0, .36, 5, 'f'),
    'sin': (odd(lambda r: mp.sin(r) - r, 3), 0, .6175, 6, 'd'),
    'cos': (odd(lambda r: mp.cos(r) - 1 + r * r / 2, 4), 0, .6175, 5, 'd'),
    'atan': (odd(lambda t: mp.atan(t) - t, 3), 0, .1920, 11, 'd'),
    'asin': (odd(lambda x: mp.asin(x) - x, 3), 0, .2501, 13, 'd'),
    'erf': (odd(lambda x: mp.erf(x) - x, 1), 0, 1, 12, 'd'),
    'erfc_1': erfc_row(.5, 3, 19),
    'erfc_2': (erfc_tail, 1 / mpf(784), 1 / mpf(9), 18, 'd'),
    'exp_short': (lambda r: (mp.exp(r) - 1 - r) / r**2, -LN2 / 2, LN2 / 2, 5,
                  'd'),
    'erff': (odd(lambda x: mp.erf(x) - x, 1), 0, .25, 5, 'd'),
    'erfcf': (erfc_whole(3), -1, mpf(7.06) / 13.06, 11, 'd'),
    'lgamma_1': (lambda f: mp.loggamma(1 + f) / f, -.3, .2, 19, 'd'),
    'lgamma_2': (lambda f: mp.loggamma(2 + f) / f, -.25, .6, 17, 'd'),
    'lgamma_min': (lambda f: (mp.loggamma(ROOT + f) - mp.loggamma(ROOT))
                   / f**2, -.265, .29, 16, 'd'),
    'stirling': (stirling, 0, 1 / mpf(64), 6, 'd'),
    'digamma': (lambda f: mp.digamma(mpf(1.5) + f) / (f + 1.5 - ROOT),
                -.5, .5, 23, 'd'),
    'psi_tail': (psi_tail, 0, 1 / mpf(100), 7, 'd'),
    'psi1_tail': (psi1_tail, 0, 1 / mpf(100), 7, 'd'),
    'cbrt': (mp.cbrt, 1, 2, 4, 'd'),
}


def rounded(c, kind):
    c = float(c)
    return struct.unpack('f', struct.pack('f', c))[0] if kind == 'f' else c


def text(c, kind):
    return '%.8ef' % c if kind == 'f' else '%.16e' % c


def fit(g, a, b, degree):
    a, b, n = mpf(a), mpf(b), degree + 1
    nodes = [(a + b) / 2 + (b - a) / 2 * mp.cos(mp.pi * (2 * i + 1) / (2 * n))
             for i in range(n)]
    # A node at a removable singularity moves a hair aside.
    nodes = [x if abs(x) > mpf(10) ** -25 else mpf(10) ** -25 for x in nodes]
    powers = matrix(n, n)
    for i, x in enumerate(nodes):
        for j in range(n):
            powers[i, j] = x ** j
    return list(lu_solve(powers, matrix([g(x) for x in nodes])))


def nested(c, var, kind, indent='        '):
    lines = [indent + text(x, kind) + ' + %s * (' % var for x in c[:-1]]
    lines.append(indent + text(c[-1], kind) + ')' * (len(c) - 1))
    return '\n'.join(lines)


def row(name, var='z'):
    g, a, b, degree, kind = ROWS[name]
    c = [rounded(x, kind) for x in fit(g, a, b, degree)]
    worst = mpf(10) ** -30
    for i in range(61):
        x = mpf(a) + (mpf(b) - mpf(a)) * (i + mpf(1) / 3) / 62
        worst = max(worst, abs(mp.polyval(list(map(mpf, c[::-1])), x) - g(x)))
    return nested(c, var, kind), mp.log(worst, 2)


if __name__ == '__main__':
    for name in sys.argv[1:] or ROWS:
        body, error = row(name)
        print('%s: degree %d on [%s, %s], error 2^%s' % (
            name, ROWS[name][3], mp.nstr(mpf(ROWS[name][1]), 6),
            mp.nstr(mpf(ROWS[name][2]), 6), mp.nstr(error, 4)))
        print(body)
