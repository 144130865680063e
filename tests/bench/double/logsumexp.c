/* logsumexp.c: a function and its gradient of many numbers. */
#include "bench.h"

#ifdef MODEL
#include MODEL_HEADER

void M(_run)(void *const *in, void *const *out);

static M(_work) work;

void M(_run)(void *const *in, void *const *out)
{
    M(_forward)(in[0], out[0], &work);
    M(_backward)(in[0], 1, out[1], &work);
}

#else
#include "fast.h"

#include <math.h>

enum { N = fast_n };

/* Each exponential is computed once: what the sum adds is what the gradient
 * divides. */
static void hand(void *const *in, void *const *out)
{
    const real *restrict const x = in[0];
    real *restrict const d = out[1];
    real most = x[0], sum = 0;
    int i;

    for (i = 1; i < N; i++)
        most = x[i] > most ? x[i] : most;
    for (i = 0; i < N; i++)
        sum += d[i] = exp(x[i] - most);
    *(real *)out[0] = most + log(sum);
    for (i = 0; i < N; i++)
        d[i] /= sum;
}

Run fast_run, strict_run;

int main(int argc, char **argv)
{
    static const Row row = {
        .tolerance = 1e-12,
        .in = {{.name = "x", .count = N, .low = -5, .high = 5}},
        .out = {{.name = "J", .count = 1}, {.name = "d_x", .count = N}},
        .contender = {{.name = "ours, -Ofast", .run = fast_run},
                      {.name = "ours, strict", .run = strict_run},
                      {.name = "hand, scalar", .run = hand}}};

    return bench_row(&row, argc, argv);
}
#endif
