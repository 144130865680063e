/* scorer: the gradients of scorer.g against those found by hand, and at random
 * points against the closed forms
 *
 *     δ = u ⊙ h ⊙ (1 - h)     ∂s/∂W = δ xᵀ     ∂s/∂b = δ     ∂s/∂u = h
 *     ∂s/∂x = Wᵀδ
 */
#include "scorer.h"

#include <math.h>
#include <stdio.h>

enum { N = scorer_n, M = scorer_m, POINTS = 1000 };

/* Derivatives of s; the params in a vector, so that they can be compared in
 * one loop. */
typedef struct Gradient {
    scorer_vector p;
    float x[N];
} Gradient;

static void closed_forms(const scorer_params *p, const float x[N], Gradient *g)
{
    int i, j;

    for (j = 0; j < N; j++)
        g->x[j] = 0.0f;
    for (i = 0; i < M; i++) {
        double z = (double)p->b[i], h, delta;

        for (j = 0; j < N; j++)
            z += (double)p->W[i][j] * (double)x[j];
        h = 1.0 / (1.0 + exp(-z));
        delta = (double)p->u[i] * h * (1.0 - h);
        g->p.params.u[i] = (float)h;
        g->p.params.b[i] = (float)delta;
        for (j = 0; j < N; j++) {
            g->p.params.W[i][j] = (float)delta * x[j];
            g->x[j] += (float)delta * p->W[i][j];
        }
    }
}

/* The largest difference of two gradients. */
static float distance(const Gradient *a, const Gradient *b)
{
    float worst = 0.0f;
    int i;

    for (i = 0; i < scorer_NPARAMS; i++)
        worst = gg_maxf(worst, gg_absf(a->p.values[i] - b->p.values[i]));
    for (i = 0; i < N; i++)
        worst = gg_maxf(worst, gg_absf(a->x[i] - b->x[i]));
    return worst;
}

/* Forward, then backward from ∂s/∂s = 1. */
static float compute(const scorer_params *p, const float x[N], Gradient *g)
{
    scorer_work work;
    float s = 0.0f;

    /* Without index data among the inputs nothing can fail. */
    (void)scorer_forward(p, x, &s, &work);
    (void)scorer_backward(p, x, 1.0f, &g->p.params, g->x, &work);
    return s;
}

static int report(const char *what, float error, float tolerance)
{
    const int fine = error <= tolerance;

    printf("%-4s %s: largest difference %.2g\n", fine ? "ok" : "FAIL", what,
           (double)error);
    return !fine;
}

int main(void)
{
    static const scorer_params by_hand = {
        {{1.0f, 1.0f, -1.0f}, {2.0f, -1.0f, 0.0f}},
        {0.0f, 1.09861229f},                        /* ln 3 */
        {4.0f, -16.0f}
    };
    static const float x[N] = {1.0f, 2.0f, 3.0f};
    static const Gradient expected = {
        {{{{1.0f, 2.0f, 3.0f}, {-3.0f, -6.0f, -9.0f}},
          {1.0f, -3.0f},
          {0.5f, 0.75f}}},
        {-5.0f, 4.0f, -1.0f}
    };
    Gradient g, closed;
    float s = compute(&by_hand, x, &g), worst = 0.0f;
    int failed = 0, i, j;

    printf("s = %g\n", (double)s);
    for (i = 0; i < M; i++) {
        printf("∂s/∂u[%d] = %-8g ∂s/∂b[%d] = %-8g ∂s/∂W[%d] =", i,
               (double)g.p.params.u[i], i, (double)g.p.params.b[i], i);
        for (j = 0; j < N; j++)
            printf(" %g", (double)g.p.params.W[i][j]);
        printf("\n");
    }
    printf("∂s/∂x = %g %g %g\n", (double)g.x[0], (double)g.x[1],
           (double)g.x[2]);
    failed += report("score, by hand -10", gg_absf(s + 10.0f), 2e-6f);
    failed += report("gradients, by hand", distance(&g, &expected), 4e-6f);

    for (i = 0; i < POINTS; i++) {
        scorer_vector p;
        float point[N];

        gg_fill_normalf(p.values, scorer_NPARAMS, 1, (uint32_t)i, 0.0f, 1.0f);
        gg_fill_normalf(point, N, 2, (uint32_t)i, 0.0f, 1.0f);
        (void)compute(&p.params, point, &g);
        closed_forms(&p.params, point, &closed);
        worst = gg_maxf(worst, distance(&g, &closed));
    }
    failed += report("gradients, closed forms at 1000 random points", worst,
                     4e-6f);
    return failed != 0;
}
