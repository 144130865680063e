/* gg_optimise_real.h: the steps of gg_optimise.h, in one real type: GG_REAL, with
 * GG_NAME(g) the name of a function and GG_RATE what they all take.
 */

/* 1 - beta^t: what adam divides a moment by in step t. */
static inline GG_REAL GG_NAME(gg_bias)(GG_REAL beta, uint64_t t)
{
    return 1 - GG_NAME(gg_powi)(beta, t < INT_MAX ? (int)t : INT_MAX);
}

static inline void GG_NAME(gg_inline_sgd)(
    size_t n, GG_REAL *GG_RESTRICT w, const GG_REAL *GG_RESTRICT d, GG_RATE r)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const GG_REAL g = r.scale * d[i] + r.decay * w[i];

        w[i] = w[i] - r.rate * g;
    }
}

static inline void GG_NAME(gg_inline_momentum)(
    size_t n, GG_REAL *GG_RESTRICT w, const GG_REAL *GG_RESTRICT d,
    GG_REAL *GG_RESTRICT m, GG_RATE r, GG_REAL momentum)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const GG_REAL g = r.scale * d[i] + r.decay * w[i];

        m[i] = momentum * m[i] + g;
        w[i] = w[i] - r.rate * m[i];
    }
}

static inline void GG_NAME(gg_inline_nesterov)(
    size_t n, GG_REAL *GG_RESTRICT w, const GG_REAL *GG_RESTRICT d,
    GG_REAL *GG_RESTRICT m, GG_RATE r, GG_REAL momentum)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const GG_REAL g = r.scale * d[i] + r.decay * w[i];

        m[i] = momentum * m[i] + g;
        w[i] = w[i] - r.rate * (g + momentum * m[i]);
    }
}

static inline void GG_NAME(gg_inline_adagrad)(
    size_t n, GG_REAL *GG_RESTRICT w, const GG_REAL *GG_RESTRICT d,
    GG_REAL *GG_RESTRICT v, GG_RATE r, GG_REAL eps)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const GG_REAL g = r.scale * d[i] + r.decay * w[i];

        v[i] = v[i] + g * g;
        w[i] = w[i] - r.rate * g / (GG_NAME(gg_sqrt)(v[i]) + eps);
    }
}

static inline void GG_NAME(gg_inline_rmsprop)(
    size_t n, GG_REAL *GG_RESTRICT w, const GG_REAL *GG_RESTRICT d,
    GG_REAL *GG_RESTRICT v, GG_RATE r, GG_REAL rho, GG_REAL eps)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const GG_REAL g = r.scale * d[i] + r.decay * w[i];

        v[i] = rho * v[i] + (1 - rho) * (g * g);
        w[i] = w[i] - r.rate * g / (GG_NAME(gg_sqrt)(v[i]) + eps);
    }
}

static inline void GG_NAME(gg_inline_adam)(
    size_t n, GG_REAL *GG_RESTRICT w, const GG_REAL *GG_RESTRICT d,
    GG_REAL *GG_RESTRICT m, GG_REAL *GG_RESTRICT v, GG_RATE r, GG_REAL beta1,
    GG_REAL beta2, GG_REAL eps, GG_REAL bias1, GG_REAL bias2)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const GG_REAL g = r.scale * d[i] + r.decay * w[i];

        m[i] = beta1 * m[i] + (1 - beta1) * g;
        v[i] = beta2 * v[i] + (1 - beta2) * (g * g);
        w[i] = w[i] - r.rate * (m[i] / bias1)
                    / (GG_NAME(gg_sqrt)(v[i] / bias2) + eps);
    }
}

static inline void GG_NAME(gg_inline_adamw)(
    size_t n, GG_REAL *GG_RESTRICT w, const GG_REAL *GG_RESTRICT d,
    GG_REAL *GG_RESTRICT m, GG_REAL *GG_RESTRICT v, GG_RATE r, GG_REAL beta1,
    GG_REAL beta2, GG_REAL eps, GG_REAL bias1, GG_REAL bias2)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const GG_REAL g = r.scale * d[i];

        m[i] = beta1 * m[i] + (1 - beta1) * g;
        v[i] = beta2 * v[i] + (1 - beta2) * (g * g);
        w[i] = w[i] - r.rate * ((m[i] / bias1)
                                / (GG_NAME(gg_sqrt)(v[i] / bias2) + eps)
                                + r.decay * w[i]);
    }
}
