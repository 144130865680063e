/* gradient.c: a gradient against two-sided differences.
 *
 * The error of a difference falls as h^2 and its rounding grows as 1 / h; where
 * they meet depends on the function, so that a sweep of steps is tried, powers
 * of two times the parameter's size.  The divisor is the distance of the two
 * points as they were rounded.
 */
#include "gg_host.h"

#include <math.h>

/* The parameters and their gradient in either precision. */
typedef struct Vector {
    double *p;
    float *pf;
    const double *gradient;
    const float *gradientf;
} Vector;

static double vector_get(const Vector *v, size_t i)
{
    return v->p != NULL ? v->p[i] : (double)v->pf[i];
}

static void vector_set(const Vector *v, size_t i, double x)
{
    if (v->p != NULL)
        v->p[i] = x;
    else
        v->pf[i] = (float)x;
}

static double vector_slope(const Vector *v, size_t i)
{
    return v->gradient != NULL ? v->gradient[i] : (double)v->gradientf[i];
}

/* (value(x + h) - value(x - h)) / 2 h in element i. */
static double difference(const Vector *v, gg_value *value, void *context,
                         size_t i, double h)
{
    const double x = vector_get(v, i);
    double above, below, up, down;

    vector_set(v, i, x + h);
    above = vector_get(v, i);
    up = value(context);
    vector_set(v, i, x - h);
    below = vector_get(v, i);
    down = value(context);
    vector_set(v, i, x);
    return (up - down) / (above - below);
}

static gg_gradient_report check(const Vector *v, gg_value *value,
                                void *context, size_t n)
{
    const int last = v->p != NULL ? 25 : 13;
    gg_gradient_report report = {0.0, 0, 0.0, 0.0, 0.0};
    double largest = 0.0;
    size_t i;
    int k;

    for (i = 0; i < n; i++)
        largest = gg_max(largest, gg_abs(vector_slope(v, i)));
    for (i = 0; i < n; i++) {
        const double g = vector_slope(v, i);
        const double size = gg_max(gg_abs(vector_get(v, i)), 1.0);
        gg_gradient_report best = {0.0, 0, 0.0, 0.0, 0.0};

        for (k = 3; k <= last; k += 2) {
            const double h = size / (double)(1ul << k);
            const double d = difference(v, value, context, i, h);
            const double scale = gg_max(gg_max(gg_abs(g), gg_abs(d)),
                                        1e-3 * largest);
            double error = gg_abs(d - g) / gg_max(scale, 1e-300);

            if (!(error <= 2.0))
                error = HUGE_VAL;
            if (k == 3 || error < best.worst) {
                best.worst = error;
                best.element = i;
                best.given = g;
                best.measured = d;
                best.step = h;
            }
        }
        if (i == 0 || best.worst > report.worst)
            report = best;
    }
    return report;
}

gg_gradient_report gg_check_gradient(gg_value *value, void *context,
                                     double *p, const double *gradient,
                                     size_t n)
{
    Vector v = {NULL, NULL, NULL, NULL};

    v.p = p;
    v.gradient = gradient;
    return check(&v, value, context, n);
}

gg_gradient_report gg_check_gradientf(gg_value *value, void *context,
                                      float *p, const float *gradient,
                                      size_t n)
{
    Vector v = {NULL, NULL, NULL, NULL};

    v.pf = p;
    v.gradientf = gradient;
    return check(&v, value, context, n);
}
