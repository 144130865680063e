/* gg_optimise_real.h: the steps of gg_optimise.h, in one real type: GG_REAL, with
 * GG_NAME(g) the name of a function and GG_RATE what they all take.
 */
#include <limits.h>

/* 1 - beta^t: what adam divides a moment by in step t; as gg_powi, for all t. */
static GG_OUTLINE GG_REAL GG_NAME(gg_bias)(GG_REAL beta, uint64_t t)
{
    GG_REAL y = 1;

    for (; t > 0; t >>= 1) {
        if (t & 1u)
            y = y * beta;
        beta = beta * beta;
    }
    return 1 - y;
}

/* The gradient that an update sees: scaled, and with decay added. Where there is
 * no decay, no product with 0 is added, which would be NaN of infinite w. */
static inline GG_REAL GG_NAME(gg_seen)(GG_REAL d, GG_REAL w, GG_RATE r)
{
    const GG_REAL g = r.scale * d;

    return r.decay > 0 || r.decay < 0 ? g + r.decay * w : g;
}

static inline void GG_NAME(gg_each_sgd)(
    GG_REAL *w, GG_REAL d, GG_RATE r)
{
    const GG_REAL g = GG_NAME(gg_seen)(d, *w, r);

    *w = *w - r.rate * g;
}

static inline void GG_NAME(gg_inline_sgd)(
    size_t n, GG_REAL *GG_RESTRICT w, const GG_REAL *GG_RESTRICT d, GG_RATE r)
{
    size_t i;

    for (i = 0; i < n; i++)
        GG_NAME(gg_each_sgd)(&w[i], d[i], r);
}

static inline void GG_NAME(gg_each_momentum)(
    GG_REAL *w, GG_REAL d, GG_REAL *m, GG_RATE r, GG_REAL momentum)
{
    const GG_REAL g = GG_NAME(gg_seen)(d, *w, r);

    *m = momentum * *m + g;
    *w = *w - r.rate * *m;
}

static inline void GG_NAME(gg_inline_momentum)(
    size_t n, GG_REAL *GG_RESTRICT w, const GG_REAL *GG_RESTRICT d,
    GG_REAL *GG_RESTRICT m, GG_RATE r, GG_REAL momentum)
{
    size_t i;

    for (i = 0; i < n; i++)
        GG_NAME(gg_each_momentum)(&w[i], d[i], &m[i], r, momentum);
}

static inline void GG_NAME(gg_each_nesterov)(
    GG_REAL *w, GG_REAL d, GG_REAL *m, GG_RATE r, GG_REAL momentum)
{
    const GG_REAL g = GG_NAME(gg_seen)(d, *w, r);

    *m = momentum * *m + g;
    *w = *w - r.rate * (g + momentum * *m);
}

static inline void GG_NAME(gg_inline_nesterov)(
    size_t n, GG_REAL *GG_RESTRICT w, const GG_REAL *GG_RESTRICT d,
    GG_REAL *GG_RESTRICT m, GG_RATE r, GG_REAL momentum)
{
    size_t i;

    for (i = 0; i < n; i++)
        GG_NAME(gg_each_nesterov)(&w[i], d[i], &m[i], r, momentum);
}

static inline void GG_NAME(gg_each_adagrad)(
    GG_REAL *w, GG_REAL d, GG_REAL *v, GG_RATE r, GG_REAL eps)
{
    const GG_REAL g = GG_NAME(gg_seen)(d, *w, r);

    *v = *v + g * g;
    *w = *w - r.rate * g / (GG_NAME(gg_sqrt)(*v) + eps);
}

static inline void GG_NAME(gg_inline_adagrad)(
    size_t n, GG_REAL *GG_RESTRICT w, const GG_REAL *GG_RESTRICT d,
    GG_REAL *GG_RESTRICT v, GG_RATE r, GG_REAL eps)
{
    size_t i;

    for (i = 0; i < n; i++)
        GG_NAME(gg_each_adagrad)(&w[i], d[i], &v[i], r, eps);
}

static inline void GG_NAME(gg_each_rmsprop)(
    GG_REAL *w, GG_REAL d, GG_REAL *v, GG_RATE r, GG_REAL rho, GG_REAL eps)
{
    const GG_REAL g = GG_NAME(gg_seen)(d, *w, r);

    *v = rho * *v + (1 - rho) * (g * g);
    *w = *w - r.rate * g / (GG_NAME(gg_sqrt)(*v) + eps);
}

static inline void GG_NAME(gg_inline_rmsprop)(
    size_t n, GG_REAL *GG_RESTRICT w, const GG_REAL *GG_RESTRICT d,
    GG_REAL *GG_RESTRICT v, GG_RATE r, GG_REAL rho, GG_REAL eps)
{
    size_t i;

    for (i = 0; i < n; i++)
        GG_NAME(gg_each_rmsprop)(&w[i], d[i], &v[i], r, rho, eps);
}

static inline void GG_NAME(gg_each_adam)(
    GG_REAL *w, GG_REAL d, GG_REAL *m, GG_REAL *v, GG_RATE r, GG_REAL beta1,
    GG_REAL beta2, GG_REAL eps, GG_REAL bias1, GG_REAL bias2)
{
    const GG_REAL g = GG_NAME(gg_seen)(d, *w, r);

    *m = beta1 * *m + (1 - beta1) * g;
    *v = beta2 * *v + (1 - beta2) * (g * g);
    *w = *w - r.rate * (*m / bias1)
                / (GG_NAME(gg_sqrt)(*v / bias2) + eps);
}

static inline void GG_NAME(gg_inline_adam)(
    size_t n, GG_REAL *GG_RESTRICT w, const GG_REAL *GG_RESTRICT d,
    GG_REAL *GG_RESTRICT m, GG_REAL *GG_RESTRICT v, const GG_RATE *r,
    GG_REAL beta1, GG_REAL beta2, GG_REAL eps, GG_REAL bias1, GG_REAL bias2)
{
    size_t i;

    for (i = 0; i < n; i++)
        GG_NAME(gg_each_adam)(
            &w[i], d[i], &m[i], &v[i], *r, beta1, beta2, eps, bias1, bias2);
}

static inline void GG_NAME(gg_each_adamw)(
    GG_REAL *w, GG_REAL d, GG_REAL *m, GG_REAL *v, GG_RATE r, GG_REAL beta1,
    GG_REAL beta2, GG_REAL eps, GG_REAL bias1, GG_REAL bias2)
{
    const GG_REAL g = r.scale * d;

    *m = beta1 * *m + (1 - beta1) * g;
    *v = beta2 * *v + (1 - beta2) * (g * g);
    *w = *w - r.rate * ((*m / bias1)
                            / (GG_NAME(gg_sqrt)(*v / bias2) + eps)
                            + r.decay * *w);
}

static inline void GG_NAME(gg_inline_adamw)(
    size_t n, GG_REAL *GG_RESTRICT w, const GG_REAL *GG_RESTRICT d,
    GG_REAL *GG_RESTRICT m, GG_REAL *GG_RESTRICT v, const GG_RATE *r,
    GG_REAL beta1, GG_REAL beta2, GG_REAL eps, GG_REAL bias1, GG_REAL bias2)
{
    size_t i;

    for (i = 0; i < n; i++)
        GG_NAME(gg_each_adamw)(
            &w[i], d[i], &m[i], &v[i], *r, beta1, beta2, eps, bias1, bias2);
}
