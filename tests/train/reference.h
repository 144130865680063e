/* reference.h: steps of training by the book, for comparison.
 *
 * A program that is tested includes this after its model.h, with METHOD and
 * what it takes defined on the command line. Gradients come from its forward
 * and backward, all params stand in one vector, and no function of the
 * runtime's optimisers is used. `mask` says which numbers a step changes.
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
        if (!(fabs(want[i] - (double)got[i]) <= LIMIT * largest)) {
            printf("step %d: number %d is %.17g, not %.17g\n", step, i,
                   (double)got[i], want[i]);
            return 1;
        }
    }
    return 0;
}
