/* optimise_real.h: the steps of optimise.c, in one real type: REAL, with NAME(g)
 * the name of a function and RATE what they all take.
 */

void NAME(gg_sgd)(size_t n, REAL *w, const REAL *d, RATE r)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const REAL g = r.scale * d[i] + r.decay * w[i];

        w[i] = w[i] - r.rate * g;
    }
}

void NAME(gg_momentum)(size_t n, REAL *w, const REAL *d, REAL *m, RATE r,
                       REAL momentum)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const REAL g = r.scale * d[i] + r.decay * w[i];

        m[i] = momentum * m[i] + g;
        w[i] = w[i] - r.rate * m[i];
    }
}

void NAME(gg_nesterov)(size_t n, REAL *w, const REAL *d, REAL *m, RATE r,
                       REAL momentum)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const REAL g = r.scale * d[i] + r.decay * w[i];

        m[i] = momentum * m[i] + g;
        w[i] = w[i] - r.rate * (g + momentum * m[i]);
    }
}

void NAME(gg_adagrad)(size_t n, REAL *w, const REAL *d, REAL *v, RATE r,
                      REAL eps)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const REAL g = r.scale * d[i] + r.decay * w[i];

        v[i] = v[i] + g * g;
        w[i] = w[i] - r.rate * g / (NAME(gg_sqrt)(v[i]) + eps);
    }
}

void NAME(gg_rmsprop)(size_t n, REAL *w, const REAL *d, REAL *v, RATE r,
                      REAL rho, REAL eps)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const REAL g = r.scale * d[i] + r.decay * w[i];

        v[i] = rho * v[i] + (1 - rho) * (g * g);
        w[i] = w[i] - r.rate * g / (NAME(gg_sqrt)(v[i]) + eps);
    }
}

/* 1 - beta^t. */
static REAL NAME(gg_bias)(REAL beta, uint64_t t)
{
    return 1 - NAME(gg_powi)(beta, t < INT_MAX ? (int)t : INT_MAX);
}

void NAME(gg_adam)(size_t n, REAL *w, const REAL *d, REAL *m, REAL *v,
                   RATE r, REAL beta1, REAL beta2, REAL eps, uint64_t t)
{
    const REAL c1 = NAME(gg_bias)(beta1, t), c2 = NAME(gg_bias)(beta2, t);
    size_t i;

    for (i = 0; i < n; i++) {
        const REAL g = r.scale * d[i] + r.decay * w[i];

        m[i] = beta1 * m[i] + (1 - beta1) * g;
        v[i] = beta2 * v[i] + (1 - beta2) * (g * g);
        w[i] = w[i] - r.rate * (m[i] / c1) / (NAME(gg_sqrt)(v[i] / c2) + eps);
    }
}

void NAME(gg_adamw)(size_t n, REAL *w, const REAL *d, REAL *m, REAL *v,
                    RATE r, REAL beta1, REAL beta2, REAL eps, uint64_t t)
{
    const REAL c1 = NAME(gg_bias)(beta1, t), c2 = NAME(gg_bias)(beta2, t);
    size_t i;

    for (i = 0; i < n; i++) {
        const REAL g = r.scale * d[i];

        m[i] = beta1 * m[i] + (1 - beta1) * g;
        v[i] = beta2 * v[i] + (1 - beta2) * (g * g);
        w[i] = w[i] - r.rate * ((m[i] / c1) / (NAME(gg_sqrt)(v[i] / c2) + eps)
                                + r.decay * w[i]);
    }
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
