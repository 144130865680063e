/* scorer.c: forward and all gradients of a small network: nanoseconds count.
 * With BY_X the gradient by x is among them. */
#include "bench.h"

#ifdef MODEL
#include MODEL_HEADER

void M(_forward_run)(void *const *in, void *const *out);
void M(_backward_run)(void *const *in, void *const *out);
void M(_run)(void *const *in, void *const *out);

static M(_work) work;

void M(_forward_run)(void *const *in, void *const *out)
{
    M(_forward)(in[0], in[1], out[0], &work);
}

void M(_backward_run)(void *const *in, void *const *out)
{
#ifdef BY_X
    M(_backward)(in[0], in[1], 1, out[1], out[2], &work);
#else
    M(_backward)(in[0], in[1], 1, out[1], NULL, &work);
#endif
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

enum { NX = fast_n, NH = fast_m };

/* As one writes it down. */
static void plain(void *const *in, void *const *out)
{
    const fast_params *p = in[0];
    const real *x = in[1];
    fast_params *d = out[1];
#ifdef BY_X
    real *d_x = out[2];
#endif
    real s = 0;
    int i, j;

#ifdef BY_X
    for (j = 0; j < NX; j++)
        d_x[j] = 0;
#endif
    for (i = 0; i < NH; i++) {
        real z = p->b[i], h;

        for (j = 0; j < NX; j++)
            z += p->W[i][j] * x[j];
        h = 1 / (1 + expf(-z));
        s += p->u[i] * h;
        d->u[i] = h;
        d->b[i] = p->u[i] * h * (1 - h);
        for (j = 0; j < NX; j++)
            d->W[i][j] = d->b[i] * x[j];
#ifdef BY_X
        for (j = 0; j < NX; j++)
            d_x[j] += d->b[i] * p->W[i][j];
#endif
    }
    *(real *)out[0] = s;
}

/* -- the best by hand: W lies transposed, so that its columns are vectors of
 * the hidden units, and exp is a polynomial within the loop -- */

typedef struct Turned {
    real W[NX][NH], b[NH], u[NH];
} Turned;

static Turned turned __attribute__((aligned(32)));
static Turned d_turned __attribute__((aligned(32)));

static void turn(void *const *in, void *const *out)
{
    const fast_params *p = in[0];
    int i, j;

    (void)out;
    for (i = 0; i < NH; i++) {
        for (j = 0; j < NX; j++)
            turned.W[j][i] = p->W[i][j];
        turned.b[i] = p->b[i];
        turned.u[i] = p->u[i];
    }
}

static void turn_back(void *const *in, void *const *out)
{
    fast_params *d = out[1];
    int i, j;

    (void)in;
    for (i = 0; i < NH; i++) {
        for (j = 0; j < NX; j++)
            d->W[i][j] = d_turned.W[j][i];
        d->b[i] = d_turned.b[i];
        d->u[i] = d_turned.u[i];
    }
}

typedef real units __attribute__((vector_size(sizeof(real[NH]))));
typedef int32_t masks __attribute__((vector_size(sizeof(int32_t[NH]))));
typedef char units_are_eight[NH == 8 && NX % 4 == 0 ? 1 : -1];

/* exp in float to about 1e-7: 2^k times a Taylor polynomial of the rest. The
 * arguments of a score are far from where it would overflow. */
static inline units exp_inline(units x)
{
    const float shift = 12582912.0f;            /* 1.5 · 2²³ rounds */
    const units k = x * 1.44269504f + shift - shift;
    const units r = x - k * 0.693359375f - k * -2.12194440e-4f;
    const units y = 1 + r * (1 + r * (1.0f / 2 + r * (1.0f / 6 + r * (1.0f / 24
                  + r * (1.0f / 120 + r * (1.0f / 720))))));

    return y * (units)((__builtin_convertvector(k, masks) + 127) << 23);
}

/* Sums of neighbours, of a and b in turns. */
static inline units halve(units a, units b)
{
    return __builtin_shufflevector(a, b, 0, 2, 8, 10, 4, 6, 12, 14)
         + __builtin_shufflevector(a, b, 1, 3, 9, 11, 5, 7, 13, 15);
}

static void best(void *const *in, void *const *out)
{
    const units *const W = (const units *)turned.W;
    units *const d_W = (units *)d_turned.W;
    const real *const x = in[1];
    const units u = *(const units *)turned.u;
    units z = *(const units *)turned.b, y = {0}, h, d;
    int j;

    for (j = 0; j < NX; j += 2) {
        z += W[j] * x[j];
        y += W[j + 1] * x[j + 1];
    }
    h = 1 / (1 + exp_inline(-(z + y)));
    d = u * h * (1 - h);
    *(units *)d_turned.u = h;
    *(units *)d_turned.b = d;
    h = halve(u * h, u * h);
    h = halve(h, h);
    *(real *)out[0] = h[0] + h[4];
    for (j = 0; j < NX; j++)
        d_W[j] = d * x[j];
#ifdef BY_X
    for (j = 0; j < NX; j += 4) {
        const units t = halve(halve(d * W[j], d * W[j + 1]),
                              halve(d * W[j + 2], d * W[j + 3]));

        ((real *)out[2])[j] = t[0] + t[4];
        ((real *)out[2])[j + 1] = t[1] + t[5];
        ((real *)out[2])[j + 2] = t[2] + t[6];
        ((real *)out[2])[j + 3] = t[3] + t[7];
    }
#endif
}

Run fast_run, fast_forward_run, fast_backward_run;
Run strict_run, strict_forward_run, strict_backward_run;

int main(int argc, char **argv)
{
    static fast_params p;
    const Row row = {
        .tolerance = 1e-5,
        .in = {{.name = "params", .count = fast_NPARAMS, .data = &p},
               {.name = "x", .count = NX, .low = -1, .high = 1}},
        .out = {{.name = "s", .count = 1},
                {.name = "d_p", .count = fast_NPARAMS},
#ifdef BY_X
                {.name = "d_x", .count = NX}
#endif
        },
        .contender = {{"ours, -Ofast", fast_run, fast_forward_run,
                       fast_backward_run, NULL, NULL},
                      {"ours, strict", strict_run, strict_forward_run,
                       strict_backward_run, NULL, NULL},
                      {.name = "hand, plain, libm's exp", .run = plain},
                      {.name = "hand, transposed W", .run = best,
                       .prepare = turn, .finish = turn_back}}};

    fast_init(&p, 1);
    return bench_row(&row, argc, argv);
}
#endif
