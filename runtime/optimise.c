/* optimise.c: one step of each optimiser on a run of numbers.
 *
 * The formulas stand in gg.h. They are those of
 *
 *   gradient descent   Robbins & Monro, Ann. Math. Stat. 22, 1951;
 *   momentum           Polyak, USSR Comp. Math. Math. Phys. 4, 1964;
 *   nesterov           Nesterov, Sov. Math. Dokl. 27, 1983, with the velocity
 *                      taken at the weights, as in Sutskever et al., ICML 2013;
 *   adagrad            Duchi, Hazan & Singer, JMLR 12, 2011;
 *   rmsprop            Tieleman & Hinton, Neural Networks for Machine
 *                      Learning, lecture 6.5, 2012;
 *   adam               Kingma & Ba, ICLR 2015, algorithm 1;
 *   adamw              Loshchilov & Hutter, ICLR 2019, algorithm 2.
 *
 * Each number is updated by itself, so that runs may be cut anywhere. The
 * square of a norm is summed in double from the first number to the last.
 */
#include "gg.h"

#include <limits.h>

/* -- float -- */

void gg_sgdf(size_t n, float *w, const float *d, gg_ratef r)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const float g = r.scale * d[i] + r.decay * w[i];

        w[i] = w[i] - r.rate * g;
    }
}

void gg_momentumf(size_t n, float *w, const float *d, float *m, gg_ratef r,
                  float momentum)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const float g = r.scale * d[i] + r.decay * w[i];

        m[i] = momentum * m[i] + g;
        w[i] = w[i] - r.rate * m[i];
    }
}

void gg_nesterovf(size_t n, float *w, const float *d, float *m, gg_ratef r,
                  float momentum)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const float g = r.scale * d[i] + r.decay * w[i];

        m[i] = momentum * m[i] + g;
        w[i] = w[i] - r.rate * (g + momentum * m[i]);
    }
}

void gg_adagradf(size_t n, float *w, const float *d, float *v, gg_ratef r,
                 float eps)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const float g = r.scale * d[i] + r.decay * w[i];

        v[i] = v[i] + g * g;
        w[i] = w[i] - r.rate * g / (gg_sqrtf(v[i]) + eps);
    }
}

void gg_rmspropf(size_t n, float *w, const float *d, float *v, gg_ratef r,
                 float rho, float eps)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const float g = r.scale * d[i] + r.decay * w[i];

        v[i] = rho * v[i] + (1.0f - rho) * (g * g);
        w[i] = w[i] - r.rate * g / (gg_sqrtf(v[i]) + eps);
    }
}

/* 1 - beta^t. */
static float gg_biasf(float beta, uint64_t t)
{
    return 1.0f - gg_powif(beta, t < INT_MAX ? (int)t : INT_MAX);
}

void gg_adamf(size_t n, float *w, const float *d, float *m, float *v,
              gg_ratef r, float beta1, float beta2, float eps, uint64_t t)
{
    const float c1 = gg_biasf(beta1, t), c2 = gg_biasf(beta2, t);
    size_t i;

    for (i = 0; i < n; i++) {
        const float g = r.scale * d[i] + r.decay * w[i];

        m[i] = beta1 * m[i] + (1.0f - beta1) * g;
        v[i] = beta2 * v[i] + (1.0f - beta2) * (g * g);
        w[i] = w[i] - r.rate * (m[i] / c1) / (gg_sqrtf(v[i] / c2) + eps);
    }
}

void gg_adamwf(size_t n, float *w, const float *d, float *m, float *v,
               gg_ratef r, float beta1, float beta2, float eps, uint64_t t)
{
    const float c1 = gg_biasf(beta1, t), c2 = gg_biasf(beta2, t);
    size_t i;

    for (i = 0; i < n; i++) {
        const float g = r.scale * d[i];

        m[i] = beta1 * m[i] + (1.0f - beta1) * g;
        v[i] = beta2 * v[i] + (1.0f - beta2) * (g * g);
        w[i] = w[i] - r.rate * ((m[i] / c1) / (gg_sqrtf(v[i] / c2) + eps)
                                + r.decay * w[i]);
    }
}

double gg_squaresf(double sum, size_t n, const float *x)
{
    size_t i;

    for (i = 0; i < n; i++)
        sum = sum + (double)x[i] * (double)x[i];
    return sum;
}

float gg_clipf(double squares, float clip)
{
    const float norm = (float)gg_sqrt(squares);

    return norm > clip ? clip / norm : 1.0f;
}

void gg_addf(size_t n, float *y, const float *x)
{
    size_t i;

    for (i = 0; i < n; i++)
        y[i] = y[i] + x[i];
}

void gg_zerof(size_t n, float *x)
{
    size_t i;

    for (i = 0; i < n; i++)
        x[i] = 0.0f;
}

/* -- double -- */

void gg_sgd(size_t n, double *w, const double *d, gg_rate r)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const double g = r.scale * d[i] + r.decay * w[i];

        w[i] = w[i] - r.rate * g;
    }
}

void gg_momentum(size_t n, double *w, const double *d, double *m, gg_rate r,
                 double momentum)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const double g = r.scale * d[i] + r.decay * w[i];

        m[i] = momentum * m[i] + g;
        w[i] = w[i] - r.rate * m[i];
    }
}

void gg_nesterov(size_t n, double *w, const double *d, double *m, gg_rate r,
                  double momentum)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const double g = r.scale * d[i] + r.decay * w[i];

        m[i] = momentum * m[i] + g;
        w[i] = w[i] - r.rate * (g + momentum * m[i]);
    }
}

void gg_adagrad(size_t n, double *w, const double *d, double *v, gg_rate r,
                double eps)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const double g = r.scale * d[i] + r.decay * w[i];

        v[i] = v[i] + g * g;
        w[i] = w[i] - r.rate * g / (gg_sqrt(v[i]) + eps);
    }
}

void gg_rmsprop(size_t n, double *w, const double *d, double *v, gg_rate r,
                double rho, double eps)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const double g = r.scale * d[i] + r.decay * w[i];

        v[i] = rho * v[i] + (1.0 - rho) * (g * g);
        w[i] = w[i] - r.rate * g / (gg_sqrt(v[i]) + eps);
    }
}

static double gg_bias(double beta, uint64_t t)
{
    return 1.0 - gg_powi(beta, t < INT_MAX ? (int)t : INT_MAX);
}

void gg_adam(size_t n, double *w, const double *d, double *m, double *v,
             gg_rate r, double beta1, double beta2, double eps, uint64_t t)
{
    const double c1 = gg_bias(beta1, t), c2 = gg_bias(beta2, t);
    size_t i;

    for (i = 0; i < n; i++) {
        const double g = r.scale * d[i] + r.decay * w[i];

        m[i] = beta1 * m[i] + (1.0 - beta1) * g;
        v[i] = beta2 * v[i] + (1.0 - beta2) * (g * g);
        w[i] = w[i] - r.rate * (m[i] / c1) / (gg_sqrt(v[i] / c2) + eps);
    }
}

void gg_adamw(size_t n, double *w, const double *d, double *m, double *v,
              gg_rate r, double beta1, double beta2, double eps, uint64_t t)
{
    const double c1 = gg_bias(beta1, t), c2 = gg_bias(beta2, t);
    size_t i;

    for (i = 0; i < n; i++) {
        const double g = r.scale * d[i];

        m[i] = beta1 * m[i] + (1.0 - beta1) * g;
        v[i] = beta2 * v[i] + (1.0 - beta2) * (g * g);
        w[i] = w[i] - r.rate * ((m[i] / c1) / (gg_sqrt(v[i] / c2) + eps)
                                + r.decay * w[i]);
    }
}

double gg_squares(double sum, size_t n, const double *x)
{
    size_t i;

    for (i = 0; i < n; i++)
        sum = sum + x[i] * x[i];
    return sum;
}

double gg_clip(double squares, double clip)
{
    const double norm = gg_sqrt(squares);

    return norm > clip ? clip / norm : 1.0;
}

void gg_add(size_t n, double *y, const double *x)
{
    size_t i;

    for (i = 0; i < n; i++)
        y[i] = y[i] + x[i];
}

void gg_zero(size_t n, double *x)
{
    size_t i;

    for (i = 0; i < n; i++)
        x[i] = 0.0;
}
