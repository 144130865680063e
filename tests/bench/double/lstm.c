/* lstm.c: a recurrent network over a text, and the gradient by all params. */
#include "bench.h"

#ifdef MODEL
#include MODEL_HEADER

void M(_run)(void *const *in, void *const *out);

static M(_work) work;

void M(_run)(void *const *in, void *const *out)
{
    const real (*x)[M(_n)] = in[1];

    M(_forward)(in[0], x, out[0], &work);
    M(_backward)(in[0], x, 1, out[1], NULL, &work);
}

#else
#include "fast.h"

#include <math.h>
#include <string.h>

enum { T = fast_T, N = fast_n, LAYERS = fast_layers };

/* What a step of a layer makes and its derivative needs. */
typedef struct Cell {
    real in[N], h_before[N], c_before[N];
    real forget[N], enter[N], leave[N], change[N], tanh_c[N];
} Cell;

static real sigmoid(real z)
{
    return 1 / (1 + exp(-z));
}

static void cell_forward(const real w[2][4][N], Cell *cell, const real *in,
                         real *h, real *c)
{
    int i;

    for (i = 0; i < N; i++) {
        cell->in[i] = in[i];
        cell->h_before[i] = h[i];
        cell->c_before[i] = c[i];
        cell->forget[i] = sigmoid(in[i] * w[0][0][i] + w[1][0][i]);
        cell->enter[i] = sigmoid(h[i] * w[0][1][i] + w[1][1][i]);
        cell->leave[i] = sigmoid(in[i] * w[0][2][i] + w[1][2][i]);
        cell->change[i] = tanh(h[i] * w[0][3][i] + w[1][3][i]);
        c[i] = c[i] * cell->forget[i] + cell->enter[i] * cell->change[i];
        cell->tanh_c[i] = tanh(c[i]);
        h[i] = cell->leave[i] * cell->tanh_c[i];
    }
}

/* From the derivatives by h and c after the step those before it, and in d_in
 * that by its input. */
static void cell_backward(const real w[2][4][N], real d_w[2][4][N],
                          const Cell *cell, real *d_h, real *d_c, real *d_in)
{
    int i;

    for (i = 0; i < N; i++) {
        const real f = cell->forget[i], e = cell->enter[i];
        const real o = cell->leave[i], g = cell->change[i];
        const real t = cell->tanh_c[i];
        const real dc = d_c[i] + d_h[i] * o * (1 - t * t);
        const real zf = dc * cell->c_before[i] * f * (1 - f);
        const real ze = dc * g * e * (1 - e);
        const real zo = d_h[i] * t * o * (1 - o);
        const real zg = dc * e * (1 - g * g);

        d_w[0][0][i] += zf * cell->in[i];
        d_w[0][1][i] += ze * cell->h_before[i];
        d_w[0][2][i] += zo * cell->in[i];
        d_w[0][3][i] += zg * cell->h_before[i];
        d_w[1][0][i] += zf;
        d_w[1][1][i] += ze;
        d_w[1][2][i] += zo;
        d_w[1][3][i] += zg;
        d_in[i] = zf * w[0][0][i] + zo * w[0][2][i];
        d_h[i] = ze * w[0][1][i] + zg * w[0][3][i];
        d_c[i] = dc * f;
    }
}

/* The part of a step in the loss; p gets what its derivative needs. */
static real loss_forward(const fast_params *p, const real *h, const real *next,
                         real share[N])
{
    real y[N], sum = 2, loss = 0, all = 0;
    int i;

    for (i = 0; i < N; i++) {
        y[i] = h[i] * p->e[1][i] + p->e[2][i];
        sum += share[i] = exp(y[i]);
        all += next[i];
    }
    for (i = 0; i < N; i++) {
        loss += next[i] * (y[i] - log(sum));
        share[i] = all * share[i] / sum - next[i];
    }
    return loss;
}

static void hand(void *const *in, void *const *out)
{
    static Cell cell[T - 1][LAYERS];
    static real top[T - 1][N], share[T - 1][N];
    const fast_params *p = in[0];
    const real (*x)[N] = in[1];
    fast_params *d = out[1];
    real h[LAYERS][N], c[LAYERS][N], d_h[LAYERS][N] = {{0}};
    real d_c[LAYERS][N] = {{0}}, J = 0;
    const real scale = (real)1 / ((T - 1) * N);
    int t, l, i;

    memset(d, 0, sizeof *d);
    for (l = 0; l < LAYERS; l++) {
        memcpy(h[l], p->s0[l][0], sizeof h[l]);
        memcpy(c[l], p->s0[l][1], sizeof c[l]);
    }
    for (t = 0; t < T - 1; t++) {
        real a[N];

        for (i = 0; i < N; i++)
            a[i] = x[t][i] * p->e[0][i];
        for (l = 0; l < LAYERS; l++)
            cell_forward(p->w[l], &cell[t][l], l == 0 ? a : h[l - 1], h[l],
                         c[l]);
        memcpy(top[t], h[LAYERS - 1], sizeof top[t]);
        J -= scale * loss_forward(p, top[t], x[t + 1], share[t]);
    }
    for (t = T - 2; t >= 0; t--) {
        real d_a[N];

        for (i = 0; i < N; i++) {
            const real d_y = scale * share[t][i];

            d->e[1][i] += d_y * top[t][i];
            d->e[2][i] += d_y;
            d_h[LAYERS - 1][i] += d_y * p->e[1][i];
        }
        for (l = LAYERS - 1; l >= 0; l--) {
            cell_backward(p->w[l], d->w[l], &cell[t][l], d_h[l], d_c[l], d_a);
            for (i = 0; l > 0 && i < N; i++)
                d_h[l - 1][i] += d_a[i];
        }
        for (i = 0; i < N; i++)
            d->e[0][i] += d_a[i] * x[t][i];
    }
    for (l = 0; l < LAYERS; l++) {
        memcpy(d->s0[l][0], d_h[l], sizeof d_h[l]);
        memcpy(d->s0[l][1], d_c[l], sizeof d_c[l]);
    }
    *(real *)out[0] = J;
}

Run fast_run, strict_run;

int main(int argc, char **argv)
{
    static fast_vector p;
    const Row row = {
        .tolerance = 1e-11,
        .in = {{.name = "params", .count = fast_NPARAMS, .data = &p},
               {.name = "x", .count = (size_t)T * N, .low = 0, .high = 1}},
        .out = {{.name = "J", .count = 1},
                {.name = "d_p", .count = fast_NPARAMS}},
        .contender = {{.name = "ours, -Ofast", .run = fast_run},
                      {.name = "ours, strict", .run = strict_run},
                      {.name = "hand, scalar", .run = hand}}};
    int i;

    for (i = 0; i < fast_NPARAMS; i++)
        p.values[i] = bench_draw((uint64_t)i, -1, 1);
    return bench_row(&row, argc, argv);
}
#endif
