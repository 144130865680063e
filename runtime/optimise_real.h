/* optimise_real.h: the functions of optimise.c, in one real type: REAL, with
 * NAME(g) the name of a function and RATE what they all take.
 */

void NAME(gg_sgd)(size_t n, REAL *w, const REAL *d, RATE r)
{
    NAME(gg_inline_sgd)(n, w, d, r);
}

void NAME(gg_momentum)(size_t n, REAL *w, const REAL *d, REAL *m, RATE r,
                       REAL momentum)
{
    NAME(gg_inline_momentum)(n, w, d, m, r, momentum);
}

void NAME(gg_nesterov)(size_t n, REAL *w, const REAL *d, REAL *m, RATE r,
                       REAL momentum)
{
    NAME(gg_inline_nesterov)(n, w, d, m, r, momentum);
}

void NAME(gg_adagrad)(size_t n, REAL *w, const REAL *d, REAL *v, RATE r,
                      REAL eps)
{
    NAME(gg_inline_adagrad)(n, w, d, v, r, eps);
}

void NAME(gg_rmsprop)(size_t n, REAL *w, const REAL *d, REAL *v, RATE r,
                      REAL rho, REAL eps)
{
    NAME(gg_inline_rmsprop)(n, w, d, v, r, rho, eps);
}

void NAME(gg_adam)(size_t n, REAL *w, const REAL *d, REAL *m, REAL *v,
                   RATE r, REAL beta1, REAL beta2, REAL eps, uint64_t t)
{
    NAME(gg_inline_adam)(n, w, d, m, v, r, beta1, beta2, eps,
                       NAME(gg_bias)(beta1, t), NAME(gg_bias)(beta2, t));
}

void NAME(gg_adamw)(size_t n, REAL *w, const REAL *d, REAL *m, REAL *v,
                    RATE r, REAL beta1, REAL beta2, REAL eps, uint64_t t)
{
    NAME(gg_inline_adamw)(n, w, d, m, v, r, beta1, beta2, eps,
                        NAME(gg_bias)(beta1, t), NAME(gg_bias)(beta2, t));
}

double NAME(gg_squares)(double sum, size_t n, const REAL *x)
{
    size_t i;

    for (i = 0; i < n; i++)
        sum = sum + (double)x[i] * (double)x[i];
    return sum;
}

REAL NAME(gg_clip)(double squares, REAL clip)
{
    const REAL norm = (REAL)gg_sqrt(squares);

    return norm > clip ? clip / norm : 1;
}

void NAME(gg_add)(size_t n, REAL *y, const REAL *x)
{
    size_t i;

    for (i = 0; i < n; i++)
        y[i] = y[i] + x[i];
}

void NAME(gg_copy)(size_t n, REAL *y, const REAL *x)
{
    size_t i;

    for (i = 0; i < n; i++)
        y[i] = x[i];
}

void NAME(gg_zero)(size_t n, REAL *x)
{
    size_t i;

    for (i = 0; i < n; i++)
        x[i] = 0;
}
