/* mixture.c: the log-posterior of a mixture and its gradient by all params. */
#include "bench.h"

#ifdef MODEL
#include MODEL_HEADER

void M(_run)(void *const *in, void *const *out);

static M(_work) work;

void M(_run)(void *const *in, void *const *out)
{
    const real (*x)[M(_d)] = in[1];

    M(_forward)(in[0], x, out[0], &work);
    M(_backward)(in[0], x, 1, out[1], NULL, &work);
}

#else
#include "fast.h"

#include <math.h>
#include <string.h>

enum { N = fast_n, D = fast_d, K = fast_components, FREE = fast_m };

static const real gamma_ = 1, pi = 3.14159265358979323846;

static real log_gamma_of(real h)
{
    real sum = D * (D - 1) / 4.0 * log(pi);
    int i;

    for (i = 0; i < D; i++)
        sum += lgamma(h - i / 2.0);
    return sum;
}

/* y = L (x - µ), with the diagonal exp(q); its square. */
static real turned(const real diagonal[D], const real *l, const real *mu,
                   const real *x, real c[D], real y[D])
{
    real square = 0;
    int i, j;

    for (i = 0; i < D; i++)
        c[i] = x[i] - mu[i];
    for (i = 0; i < D; i++) {
        real sum = diagonal[i] * c[i];

        for (j = 0; j < i; j++)
            sum += l[j] * c[j];
        l += i;
        y[i] = sum;
        square += sum * sum;
    }
    return square;
}

/* The part of a point and a component in its gradient, of weight w. */
static void add_gradient(real w, const real diagonal[D], const real *l,
                         const real c[D], const real y[D], real *d_mu,
                         real *d_q, real *d_l)
{
    int i, j;

    for (i = 0; i < D; i++) {
        const real s = w * y[i];

        d_q[i] += w - s * diagonal[i] * c[i];
        d_mu[i] += s * diagonal[i];
        for (j = 0; j < i; j++) {
            d_l[j] -= s * c[j];
            d_mu[j] += s * l[j];
        }
        l += i;
        d_l += i;
    }
}

/* The prior, and its part of the gradient, with which that begins. */
static real prior(const fast_params *p, fast_params *d)
{
    const real f = D + FREE + 1;
    real J = K * (f * D * (log(gamma_) - log(2) / 2) - log_gamma_of(f / 2));
    int k, i;

    for (k = 0; k < K; k++) {
        for (i = 0; i < D; i++) {
            const real e = exp(2 * p->q[k][i]);

            J += FREE * p->q[k][i] - gamma_ * gamma_ / 2 * e;
            d->q[k][i] = FREE - gamma_ * gamma_ * e;
            d->mu[k][i] = 0;
        }
        for (i = 0; i < D * (D - 1) / 2; i++) {
            const real v = p->l[k][i];

            J -= gamma_ * gamma_ / 2 * v * v;
            d->l[k][i] = -gamma_ * gamma_ * v;
        }
    }
    return J;
}

static real log_sum(const real z[K], real w[K])
{
    real most = z[0], sum = 0;
    int k;

    for (k = 1; k < K; k++)
        most = z[k] > most ? z[k] : most;
    for (k = 0; k < K; k++)
        sum += w[k] = exp(z[k] - most);
    for (k = 0; k < K; k++)
        w[k] /= sum;
    return most + log(sum);
}

static void hand(void *const *in, void *const *out)
{
    static real c[K][D], y[K][D];
    const fast_params *p = in[0];
    const real *x = in[1];
    fast_params *d = out[1];
    real diagonal[K][D], first[K], z[K], w[K], J = prior(p, d), a;
    int i, k;

    a = log_sum(p->alpha, w);
    J -= N * (a + D / 2.0 * log(2 * pi));
    for (k = 0; k < K; k++) {
        d->alpha[k] = -N * w[k];
        first[k] = p->alpha[k];
        for (i = 0; i < D; i++) {
            diagonal[k][i] = exp(p->q[k][i]);
            first[k] += p->q[k][i];
        }
    }
    for (i = 0; i < N; i++, x += D) {
        for (k = 0; k < K; k++)
            z[k] = first[k] - turned(diagonal[k], p->l[k], p->mu[k], x, c[k],
                                     y[k]) / 2;
        J += log_sum(z, w);
        for (k = 0; k < K; k++) {
            d->alpha[k] += w[k];
            add_gradient(w[k], diagonal[k], p->l[k], c[k], y[k], d->mu[k],
                         d->q[k], d->l[k]);
        }
    }
    *(real *)out[0] = J;
}

Run fast_run, strict_run;

int main(int argc, char **argv)
{
    static fast_vector p;
    const Row row = {
        .tolerance = 1e-10,
        /* the triangle, its derivatives by l and by µ */
        .operations = 3.0 * N * K * D * (D + 1),
        .in = {{.name = "params", .count = fast_NPARAMS, .data = &p},
               {.name = "x", .count = (size_t)N * D, .low = -1, .high = 1}},
        .out = {{.name = "J", .count = 1},
                {.name = "d_p", .count = fast_NPARAMS}},
        .contender = {{.name = "ours, -Ofast", .run = fast_run},
                      {.name = "ours, strict", .run = strict_run},
                      {.name = "hand, scalar", .run = hand}}};
    int i;

    for (i = 0; i < fast_NPARAMS; i++)
        p.values[i] = bench_draw((uint64_t)i, -0.2, 0.2);
    return bench_row(&row, argc, argv);
}
#endif
