/* transformer.c: forward and backward of a stack of blocks of attention. By
 * hand it is straightforward loops, ordered so that the compiler lays vectors
 * along the inner ones, with its leave to reorder sums. */
#ifndef MODEL
#pragma GCC optimize("fast-math")
#endif
#include "bench.h"

#ifdef MODEL
#include MODEL_HEADER

void M(_forward_run)(void *const *in, void *const *out);
void M(_backward_run)(void *const *in, void *const *out);
void M(_run)(void *const *in, void *const *out);

static M(_work) work;

void M(_forward_run)(void *const *in, void *const *out)
{
    const int32_t (*w)[M(_T)] = in[1], (*y)[M(_T)] = in[2];

    M(_forward)(in[0], w, y, out[0], &work);
}

void M(_backward_run)(void *const *in, void *const *out)
{
    const int32_t (*w)[M(_T)] = in[1], (*y)[M(_T)] = in[2];
    real seed[M(_B)];
    int i;

    for (i = 0; i < M(_B); i++)
        seed[i] = (real)1 / M(_B);
    M(_backward)(in[0], w, y, seed, out[1], &work);
}

void M(_run)(void *const *in, void *const *out)
{
    M(_forward_run)(in, out);
    M(_backward_run)(in, out);
}

#else
#include "fast.h"

#include <math.h>
#include <string.h>

enum {
    B = fast_B, T = fast_T, D = fast_d, V = fast_V, HEADS = fast_heads,
    BLOCKS = fast_blocks, F = 4 * D, E = D / HEADS, ROWS = B * T
};

typedef struct Block {
    real mean_p[ROWS], scale_p[ROWS], p[ROWS][D];
    real q[ROWS][D], k[ROWS][D], v[ROWS][D], P[B][HEADS][T][T], mix[ROWS][D];
    real r[ROWS][D], mean_q[ROWS], scale_q[ROWS], n[ROWS][D];
    real u[ROWS][F], h[ROWS][F];
} Block;

/* -- products: of rows with a matrix [out][in], and with one [in][out] -- */

static void dense(const real *x, const real *W, const real *b, real *y, int n,
                  int m)
{
    int r, i, j;

    for (r = 0; r < ROWS; r++, x += n, y += m)
        for (i = 0; i < m; i++) {
            const real *row = W + i * n;
            real sum = b[i];

            for (j = 0; j < n; j++)
                sum += row[j] * x[j];
            y[i] = sum;
        }
}

static void dense_backward(const real *x, const real *W, const real *d_y,
                           real *d_x, real *restrict d_W, real *restrict d_b,
                           int n, int m)
{
    int r, i, j;

    memset(d_x, 0, sizeof *d_x * (size_t)(ROWS * n));
    for (r = 0; r < ROWS; r++)
        for (i = 0; i < m; i++) {
            const real *row = W + i * n;
            real *restrict to = d_x + r * n;
            const real d = d_y[r * m + i];

            for (j = 0; j < n; j++)
                to[j] += row[j] * d;
        }
    for (i = 0; i < m; i++)
        for (r = 0; r < ROWS; r++) {
            const real d = d_y[r * m + i];

            d_b[i] += d;
            for (j = 0; j < n; j++)
                d_W[i * n + j] += x[r * n + j] * d;
        }
}

static void turned(const real *x, const real *W, real *restrict y)
{
    int r, i, j;

    memset(y, 0, sizeof *y * ROWS * D);
    for (r = 0; r < ROWS; r++)
        for (i = 0; i < D; i++)
            for (j = 0; j < D; j++)
                y[r * D + j] += x[r * D + i] * W[i * D + j];
}

/* Adds to d_x. */
static void turned_backward(const real *x, const real *W, const real *d_y,
                            real *restrict d_x, real *restrict d_W)
{
    int r, i, j;

    for (r = 0; r < ROWS; r++)
        for (i = 0; i < D; i++) {
            real sum = 0;

            for (j = 0; j < D; j++)
                sum += W[i * D + j] * d_y[r * D + j];
            d_x[r * D + i] += sum;
        }
    for (i = 0; i < D; i++)
        for (r = 0; r < ROWS; r++)
            for (j = 0; j < D; j++)
                d_W[i * D + j] += x[r * D + i] * d_y[r * D + j];
}

/* -- normalisation -- */

static void normal(const real (*x)[D], const real *g, const real *b,
                   real *mean, real *scale, real (*y)[D])
{
    int r, i;

    for (r = 0; r < ROWS; r++) {
        real m = 0, v = 0;

        for (i = 0; i < D; i++)
            m += x[r][i];
        m /= D;
        for (i = 0; i < D; i++)
            v += (x[r][i] - m) * (x[r][i] - m);
        mean[r] = m;
        scale[r] = 1 / sqrtf(v / D + (real)1e-5);
        for (i = 0; i < D; i++)
            y[r][i] = g[i] * (x[r][i] - m) * scale[r] + b[i];
    }
}

/* Adds to d_x. */
static void normal_backward(const real (*x)[D], const real *g, const real *mean,
                            const real *scale, const real (*d_y)[D],
                            real (*d_x)[D], real *d_g, real *d_b)
{
    int r, i;

    for (r = 0; r < ROWS; r++) {
        real first = 0, second = 0;

        for (i = 0; i < D; i++) {
            const real n = (x[r][i] - mean[r]) * scale[r];

            first += d_y[r][i] * g[i];
            second += d_y[r][i] * g[i] * n;
            d_g[i] += d_y[r][i] * n;
            d_b[i] += d_y[r][i];
        }
        for (i = 0; i < D; i++) {
            const real n = (x[r][i] - mean[r]) * scale[r];

            d_x[r][i] += scale[r]
                       * (d_y[r][i] * g[i] - first / D - n * second / D);
        }
    }
}

/* -- attention -- */

static void attention(Block *a)
{
    const real root = 1 / sqrtf(E);
    int b, h, i, j, e;

    memset(a->mix, 0, sizeof a->mix);
    for (b = 0; b < B; b++)
        for (h = 0; h < HEADS; h++)
            for (i = 0; i < T; i++) {
                const real *q = a->q[b * T + i] + h * E;
                real *P = a->P[b][h][i], *mix = a->mix[b * T + i] + h * E;
                real most = -HUGE_VALF, sum = 0;

                for (j = 0; j <= i; j++) {
                    const real *k = a->k[b * T + j] + h * E;
                    real s = 0;

                    for (e = 0; e < E; e++)
                        s += q[e] * k[e];
                    P[j] = s * root;
                    most = P[j] > most ? P[j] : most;
                }
                for (j = 0; j <= i; j++)
                    sum += P[j] = expf(P[j] - most);
                for (j = 0; j <= i; j++) {
                    const real *v = a->v[b * T + j] + h * E;

                    P[j] /= sum;
                    for (e = 0; e < E; e++)
                        mix[e] += P[j] * v[e];
                }
            }
}

static void attention_backward(const Block *a, const real (*d_mix)[D],
                               real (*d_q)[D], real (*d_k)[D], real (*d_v)[D])
{
    const real root = 1 / sqrtf(E);
    int b, h, i, j, e;

    for (b = 0; b < B; b++)
        for (h = 0; h < HEADS; h++)
            for (i = 0; i < T; i++) {
                const real *P = a->P[b][h][i], *d = d_mix[b * T + i] + h * E;
                const real *q = a->q[b * T + i] + h * E;
                real *restrict dq = d_q[b * T + i] + h * E;
                real d_P[T], all = 0;

                for (j = 0; j <= i; j++) {
                    const real *v = a->v[b * T + j] + h * E;
                    real *restrict dv = d_v[b * T + j] + h * E, s = 0;

                    for (e = 0; e < E; e++) {
                        s += d[e] * v[e];
                        dv[e] += P[j] * d[e];
                    }
                    d_P[j] = s;
                    all += s * P[j];
                }
                for (j = 0; j <= i; j++) {
                    const real *k = a->k[b * T + j] + h * E;
                    real *restrict dk = d_k[b * T + j] + h * E;
                    const real s = root * P[j] * (d_P[j] - all);

                    for (e = 0; e < E; e++) {
                        dq[e] += s * k[e];
                        dk[e] += s * q[e];
                    }
                }
            }
}

/* -- gelu: z s(c (z + a z³)) -- */

static const real gelu_c = (real)1.5957691216057308, gelu_a = (real)0.044715;

static void gelu(const real *z, real *h)
{
    int i;

    for (i = 0; i < ROWS * F; i++) {
        const real z3 = z[i] * z[i] * z[i];

        h[i] = z[i] / (1 + expf(-gelu_c * (z[i] + gelu_a * z3)));
    }
}

static void gelu_backward(const real *z, real *d)
{
    int i;

    for (i = 0; i < ROWS * F; i++) {
        const real z2 = z[i] * z[i];
        const real s = 1 / (1 + expf(-gelu_c * (z[i] + gelu_a * z2 * z[i])));

        d[i] *= s + z[i] * s * (1 - s) * gelu_c * (1 + 3 * gelu_a * z2);
    }
}

/* -- the stack -- */

static void block_forward(const fast_params *p, int l, const real (*x)[D],
                          Block *a, real (*y)[D])
{
    int i;

    normal(x, p->a_p_g[l], p->a_p_b[l], a->mean_p, a->scale_p, a->p);
    turned(a->p[0], p->a_s_Q[l][0], a->q[0]);
    turned(a->p[0], p->a_s_K[l][0], a->k[0]);
    turned(a->p[0], p->a_s_V[l][0], a->v[0]);
    attention(a);
    turned(a->mix[0], p->a_s_O[l][0], a->r[0]);
    for (i = 0; i < ROWS * D; i++)
        a->r[0][i] += x[0][i];
    normal((const real (*)[D])a->r, p->a_q_g[l], p->a_q_b[l], a->mean_q,
           a->scale_q, a->n);
    dense(a->n[0], p->a_o_u_W[l][0], p->a_o_u_b[l], a->u[0], D, F);
    gelu(a->u[0], a->h[0]);
    dense(a->h[0], p->a_o_W[l][0], p->a_o_b[l], y[0], F, D);
    for (i = 0; i < ROWS * D; i++)
        y[0][i] += a->r[0][i];
}

/* d_x is the derivative by what the block gives, then by what it takes. */
static void block_backward(const fast_params *p, fast_params *d, int l,
                           const real (*x)[D], const Block *a, real (*d_x)[D])
{
    static real d_h[ROWS][F], d_n[ROWS][D], d_mix[ROWS][D];
    static real d_q[ROWS][D], d_k[ROWS][D], d_v[ROWS][D];

    dense_backward(a->h[0], p->a_o_W[l][0], d_x[0], d_h[0], d->a_o_W[l][0],
                   d->a_o_b[l], F, D);
    gelu_backward(a->u[0], d_h[0]);
    dense_backward(a->n[0], p->a_o_u_W[l][0], d_h[0], d_n[0], d->a_o_u_W[l][0],
                   d->a_o_u_b[l], D, F);
    normal_backward((const real (*)[D])a->r, p->a_q_g[l], a->mean_q, a->scale_q,
                    (const real (*)[D])d_n, d_x, d->a_q_g[l], d->a_q_b[l]);
    memset(d_mix, 0, sizeof d_mix);
    turned_backward(a->mix[0], p->a_s_O[l][0], d_x[0], d_mix[0],
                    d->a_s_O[l][0]);
    memset(d_q, 0, sizeof d_q);
    memset(d_k, 0, sizeof d_k);
    memset(d_v, 0, sizeof d_v);
    attention_backward(a, (const real (*)[D])d_mix, d_q, d_k, d_v);
    memset(d_n, 0, sizeof d_n);
    turned_backward(a->p[0], p->a_s_Q[l][0], d_q[0], d_n[0], d->a_s_Q[l][0]);
    turned_backward(a->p[0], p->a_s_K[l][0], d_k[0], d_n[0], d->a_s_K[l][0]);
    turned_backward(a->p[0], p->a_s_V[l][0], d_v[0], d_n[0], d->a_s_V[l][0]);
    normal_backward(x, p->a_p_g[l], a->mean_p, a->scale_p,
                    (const real (*)[D])d_n, d_x, d->a_p_g[l], d->a_p_b[l]);
}

/* The losses, and in z their derivatives by the scores. */
static void losses(real (*z)[V], const int32_t *y, real *J)
{
    int r, i;

    for (r = 0; r < B; r++)
        J[r] = 0;
    for (r = 0; r < ROWS; r++) {
        real most = z[r][0], sum = 0;
        const real score = z[r][y[r]];

        for (i = 1; i < V; i++)
            most = z[r][i] > most ? z[r][i] : most;
        for (i = 0; i < V; i++)
            sum += z[r][i] = expf(z[r][i] - most);
        J[r / T] += (most + logf(sum) - score) / T;
        for (i = 0; i < V; i++)
            z[r][i] *= 1 / (sum * ROWS);
        z[r][y[r]] -= (real)1 / ROWS;
    }
}

static void hand(void *const *in, void *const *out)
{
    static real x[BLOCKS + 1][ROWS][D], d_x[ROWS][D], n[ROWS][D], d_n[ROWS][D];
    static real mean[ROWS], scale[ROWS], z[ROWS][V];
    static Block block[BLOCKS];
    const fast_params *p = in[0];
    const int32_t *w = in[1];
    fast_params *d = out[1];
    int l, r, i;

    memset(d, 0, sizeof *d);
    for (r = 0; r < ROWS; r++)
        for (i = 0; i < D; i++)
            x[0][r][i] = p->e_E[w[r]][i] + p->p_P[r % T][i];
    for (l = 0; l < BLOCKS; l++)
        block_forward(p, l, (const real (*)[D])x[l], &block[l], x[l + 1]);
    normal((const real (*)[D])x[BLOCKS], p->f_g, p->f_b, mean, scale, n);
    dense(n[0], p->z_W[0], p->z_b, z[0], D, V);
    losses(z, in[2], out[0]);
    dense_backward(n[0], p->z_W[0], z[0], d_n[0], d->z_W[0], d->z_b, D, V);
    memset(d_x, 0, sizeof d_x);
    normal_backward((const real (*)[D])x[BLOCKS], p->f_g, mean, scale,
                    (const real (*)[D])d_n, d_x, d->f_g, d->f_b);
    for (l = BLOCKS - 1; l >= 0; l--)
        block_backward(p, d, l, (const real (*)[D])x[l], &block[l], d_x);
    for (r = 0; r < ROWS; r++)
        for (i = 0; i < D; i++) {
            d->e_E[w[r]][i] += d_x[r][i];
            d->p_P[r % T][i] += d_x[r][i];
        }
}

Run fast_run, fast_forward_run, fast_backward_run;
Run strict_run, strict_forward_run, strict_backward_run;

int main(int argc, char **argv)
{
    static fast_params p;
    const Row row = {
        .tolerance = 1e-4,
        /* products and, of attention, the half that is not 0; each forward, and
         * twice backward */
        .operations = 6.0 * ROWS * (BLOCKS * (4.0 * D * D + 2.0 * D * F)
                                    + 1.0 * D * V)
                    + 6.0 * BLOCKS * B * D * T * (T + 1),
        .in = {{.name = "params", .count = fast_NPARAMS, .data = &p},
               {.name = "w", .count = ROWS, .index = V},
               {.name = "y", .count = ROWS, .index = V}},
        .out = {{.name = "J", .count = B},
                {.name = "d_p", .count = fast_NPARAMS}},
        .contender = {{"ours, -Ofast", fast_run, fast_forward_run,
                       fast_backward_run, NULL, NULL},
                      {"ours, strict", strict_run, strict_forward_run,
                       strict_backward_run, NULL, NULL},
                      {.name = "hand, plain loops", .run = hand}}};

    fast_init(&p, 1);
    return bench_row(&row, argc, argv);
}
#endif
