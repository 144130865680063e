/* step.c: a step of training on one example. By hand it is two passes: the
 * gradient, as a library hands it out, then the update. */
#include "bench.h"

#ifdef MODEL
#include MODEL_HEADER

void M(_run)(void *const *in, void *const *out);

static M(_work) work;
static M(_state) state;

/* Params are changed in place: they are an output. */
void M(_run)(void *const *in, void *const *out)
{
    M(_step)(out[1], &state, (const real (*)[M(_n)])in[0], in[1], out[0],
             &work);
}

#else
#include "fast.h"

#include <math.h>

enum { N = fast_n, H = fast_h, CLASSES = fast_classes };

static real dot(const real *a, const real *b, int n)
{
    vector s = {0}, t = {0}, u = {0}, v = {0};
    real sum = 0;
    int i;

    for (i = 0; i + 4 * LANES <= n; i += 4 * LANES) {
        const loose *x = (const loose *)(a + i), *y = (const loose *)(b + i);

        s += x[0] * y[0], t += x[1] * y[1], u += x[2] * y[2], v += x[3] * y[3];
    }
    for (; i < n; i++)
        sum += a[i] * b[i];
    s += t + u + v;
    for (i = 0; i < LANES; i++)
        sum += s[i];
    return sum;
}

/* The loss; d gets the gradient of all params. */
static real gradient(const fast_params *p, const real *x, int y,
                     fast_params *d)
{
    real h[H], z[CLASSES], d_h[H] = {0}, most, sum = 0, J;
    int i, j;

    for (i = 0; i < H; i++) {
        h[i] = dot(p->W1[i], x, N) + p->b1[i];
        h[i] = h[i] > 0 ? h[i] : 0;
    }
    for (i = 0; i < CLASSES; i++)
        z[i] = dot(p->W2[i], h, H) + p->b2[i];
    most = z[0];
    for (i = 1; i < CLASSES; i++)
        most = z[i] > most ? z[i] : most;
    J = most - z[y];
    for (i = 0; i < CLASSES; i++)
        sum += z[i] = expf(z[i] - most);
    J += logf(sum);
    for (i = 0; i < CLASSES; i++) {
        const real s = d->b2[i] = z[i] / sum - (i == y);

        for (j = 0; j < H; j++) {
            d->W2[i][j] = s * h[j];
            d_h[j] += s * p->W2[i][j];
        }
    }
    for (i = 0; i < H; i++) {
        const real s = d->b1[i] = h[i] > 0 ? d_h[i] : 0;

        for (j = 0; j < N; j++)
            d->W1[i][j] = s * x[j];
    }
    return J;
}

static void hand(void *const *in, void *const *out)
{
    static fast_vector d;
    real *const p = out[1];
    int i;

    *(real *)out[0] = gradient(out[1], in[0], *(const int32_t *)in[1],
                               &d.params);
    for (i = 0; i < fast_NPARAMS; i++)
        p[i] -= (real)0.001 * d.values[i];
}

Run fast_run, strict_run;

int main(int argc, char **argv)
{
    static fast_params p;
    Row row = {
        .tolerance = 1e-5,
        .in = {{.name = "x", .count = N, .low = 0, .high = 1},
               {.name = "y", .count = 1, .index = CLASSES}},
        .out = {{.name = "J", .count = 1},
                {.name = "params", .count = fast_NPARAMS, .data = &p}},
        .contender = {{.name = "ours, -Ofast", .run = fast_run},
                      {.name = "ours, strict", .run = strict_run},
                      {.name = "hand, two passes", .run = hand}}};

    fast_init(&p, 1);
    /* forward, by W, the update, and by the hidden units */
    row.operations = 6.0 * N * H + 8.0 * H * CLASSES;
    return bench_row(&row, argc, argv);
}
#endif
