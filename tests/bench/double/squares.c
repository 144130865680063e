/* squares.c: |A x - b|² and its gradient by x. */
#include "bench.h"

#ifdef MODEL
#include MODEL_HEADER

void M(_run)(void *const *in, void *const *out);

static M(_work) work;

void M(_run)(void *const *in, void *const *out)
{
    const real (*A)[M(_n)] = in[1];

    M(_forward)(in[0], A, in[2], out[0], &work);
    M(_backward)(in[0], A, in[2], 1, out[1], NULL, NULL, &work);
}

#else
#include "fast.h"

enum { ROWS = fast_m, N = fast_n };

/* A row of A gives its residual, and its part of the gradient while it is at
 * hand. */
static void hand(void *const *in, void *const *out)
{
    const real *restrict const x = in[0], *restrict const b = in[2];
    const real *restrict row = in[1];
    real *restrict const d = out[1];
    real J = 0;
    int i, j;

    for (j = 0; j < N; j++)
        d[j] = 0;
    for (i = 0; i < ROWS; i++, row += N) {
        real r = -b[i];

        for (j = 0; j < N; j++)
            r += row[j] * x[j];
        J += r * r;
        for (j = 0; j < N; j++)
            d[j] += 2 * r * row[j];
    }
    *(real *)out[0] = J;
}

Run fast_run, strict_run;

int main(int argc, char **argv)
{
    static fast_params p;
    const Row row = {
        .tolerance = 1e-12,
        .operations = 4.0 * ROWS * N,
        .in = {{.name = "params", .count = N, .data = &p},
               {.name = "A", .count = (size_t)ROWS * N, .low = -1, .high = 1},
               {.name = "b", .count = ROWS, .low = -1, .high = 1}},
        .out = {{.name = "J", .count = 1}, {.name = "d_p", .count = N}},
        .contender = {{.name = "ours, -Ofast", .run = fast_run},
                      {.name = "ours, strict", .run = strict_run},
                      {.name = "hand, scalar", .run = hand}}};

    fast_init(&p, 1);
    return bench_row(&row, argc, argv);
}
#endif
