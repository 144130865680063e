/* reference.h: steps of training by the book, for comparison.
 *
 * A program that is tested includes this after its model.h, with METHOD and
 * what it takes defined on the command line. Gradients come from its forward
 * and backward, all params stand in one vector, and no function of the
 * runtime's optimisers is used. `mask` says which numbers a step changes.
 *
 * STEP is a step of w and state; with SPLIT its two halves, one after the
 * other, and with ADDS the first of them twice. READS are arguments that say
 * which rows were read.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef DECAY
#define DECAY 0.0
#endif
#ifndef CLIP
#define CLIP 0.0
#endif
#ifndef RATE
#define RATE 0.1
#endif

#ifdef SPLIT
#ifndef READS
#define READS
#endif
#ifndef ADDS
#define ADDS 0
#endif
static model_vector handed;
static real reads[3][64];

/* What the gradient is to overwrite; or, if it adds, zeros. */
static void clear_handed(void)
{
    memset(&handed, ADDS ? 0 : 0xff, sizeof handed);
    for (int i = 0; i < 3 * 64; i++)
        reads[i / 64][i % 64] = !ADDS;
}

/* Of two that were added. */
static void halve_handed(void)
{
    for (int i = 0; i < NPARAMS && ADDS; i++)
        handed.values[i] /= 2;
}

#define GRADIENT(...) \
    model_gradient(&w.params, &state, __VA_ARGS__, &handed.params, READS &work)
#define STEP(...) \
    (clear_handed(), \
     GRADIENT(__VA_ARGS__) != GG_OK || (ADDS && GRADIENT(__VA_ARGS__) != GG_OK) \
         ? GG_INDEX \
         : (halve_handed(), model_update(&w.params, &state, &handed.params, \
                                         READS &work), GG_OK))
#else
#define STEP(...) model_step(&w.params, &state, __VA_ARGS__, &work)
#endif

enum { SGD, MOMENTUM, NESTEROV, ADAGRAD, RMSPROP, ADAM, ADAMW };

typedef struct Reference {
    double m[NPARAMS], v[NPARAMS];
    int    step;
} Reference;

static unsigned long long random_state = 88172645463325252ull;

/* In (-1, 1). */
static double random_number(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (double)(random_state >> 11) * 0x1p-52 - 1.0;
}

static void reference_step(Reference *r, double *w, const real *gradient,
                           const char *mask)
{
    double squares = 0.0, scale = 1.0, rate, t = r->step + 1;
    for (int i = 0; i < NPARAMS; i++)
        if (mask[i])
            squares += (double)gradient[i] * (double)gradient[i];
    if (CLIP > 0.0 && sqrt(squares) > CLIP)
        scale = CLIP / sqrt(squares);
    {
        const double step = r->step;
        (void)step;
        rate = RATE;
    }
    for (int i = 0; i < NPARAMS; i++) {
        double g = scale * (double)gradient[i], *m = &r->m[i], *v = &r->v[i];
        if (!mask[i])
            continue;
        if (METHOD != ADAMW)
            g += DECAY * w[i];
        switch (METHOD) {
        case SGD:
            w[i] -= rate * g;
            break;
        case MOMENTUM:
            *m = 0.9 * *m + g;
            w[i] -= rate * *m;
            break;
        case NESTEROV:
            *m = 0.9 * *m + g;
            w[i] -= rate * (g + 0.9 * *m);
            break;
        case ADAGRAD:
            *v += g * g;
            w[i] -= rate * g / (sqrt(*v) + 1e-10);
            break;
        case RMSPROP:
            *v = 0.8 * *v + 0.2 * g * g;
            w[i] -= rate * g / (sqrt(*v) + 1e-8);
            break;
        default:
            *m = 0.9 * *m + 0.1 * g;
            *v = 0.99 * *v + 0.01 * g * g;
            if (METHOD == ADAMW)
                w[i] -= rate * DECAY * w[i];
            w[i] -= rate * (*m / (1 - pow(0.9, t)))
                  / (sqrt(*v / (1 - pow(0.99, t))) + 1e-8);
        }
    }
    r->step++;
}

/* Compares to LIMIT of the largest; numbers that no step may change, to the
 * last bit with what they were. */
static int differs(const double *want, const real *got, const real *before,
                   const char *mask, int step)
{
    double largest = 0.0;
    for (int i = 0; i < NPARAMS; i++)
        largest = fmax(largest, fabs(want[i]));
    for (int i = 0; i < NPARAMS; i++) {
        if (!mask[i] && memcmp(&got[i], &before[i], sizeof(real))) {
            printf("step %d: number %d was changed\n", step, i);
            return 1;
        }
#ifdef SPLIT
        if (!mask[i] && (double)handed.values[i] != 0.0) {
            printf("step %d: a gradient by number %d\n", step, i);
            return 1;
        }
#endif
        if (!(fabs(want[i] - (double)got[i]) <= LIMIT * largest)) {
            printf("step %d: number %d is %.17g, not %.17g\n", step, i,
                   (double)got[i], want[i]);
            return 1;
        }
    }
    return 0;
}

/* The params and the state, for comparison with those of another program. */
static void show_bits(const void *w, size_t w_size, const void *state,
                      size_t state_size)
{
    for (size_t i = 0; i < w_size; i++)
        printf("%02x", ((const unsigned char *)w)[i]);
    printf("\n");
    for (size_t i = 0; i < state_size; i++)
        printf("%02x", ((const unsigned char *)state)[i]);
    printf("\n");
}
