/* difference.c: two-sided differences that know how good they are.
 *
 *     D(h) = (φ(h) - φ(-h)) / 2h            = φ′ + c h² + …
 *     R(h) = (16 D(h/4) - D(h)) / 15        = φ′ + O(h⁴)      (Richardson)
 *
 * over steps h = 10⁻², each a quarter of the one before. Two successive R that
 * agree vouch for each other; the best pair gives the derivative and its
 * error, to which rounding adds its part. A wrong derivative cannot pick the
 * step that suits it; a right one may end the sweep early, as the very first R
 * would not agree with it to seven digits by chance.
 *
 * At a kink within the step, two-sided differences may agree with each other
 * and with nothing else. There the slopes from both sides differ: the *jump*
 *
 *     J(h) = (φ(h) - 2φ(0) + φ(-h)) / h,    J₀ = (4 J(h/4) - J(h)) / 3
 *
 * goes to 0 with h where φ is smooth, J₀ with its third power, and does not at
 * a kink. A disagreement that is not far beyond it counts for nothing.
 */
#include "difference.h"

#include <float.h>
#include <math.h>

enum { STEPS = 10 };

typedef struct Sweep {
    double best, error, step;       /* of the best pair */
    double jump;                    /* |J₀| there */
    double scale;                   /* a slope that is large for this φ */
} Sweep;

/* D(h), its noise, and the jump of the slopes; false if it has no value. */
static bool central(Probe *probe, void *context, double h, double *slope,
                    double *noise, double *jump)
{
    double up, down, noise_up, noise_down;
    if (!probe(context, h, &up, &noise_up)
        || !probe(context, -h, &down, &noise_down))
        return false;
    *slope = (up - down) / (2 * h);
    *noise = (noise_up + noise_down) / (2 * h);
    *jump = (up + down) / h;
    return true;
}

static bool is_near(double a, double b, double tolerance)
{
    return fabs(a - b) <= tolerance * fmax(fabs(a), fabs(b));
}

/* Sweeps until the pair agrees closely with itself and with `given`, or to the
 * end. */
static Sweep sweep(Probe *probe, void *context, double unit, double given)
{
    Sweep s = {.error = (double)INFINITY};
    double before = 0, last = 0, jump_before = 0, h = 1e-2 * unit;
    int known = 0;
    for (int n = 0; n < STEPS; n++, h /= 4) {
        double slope, noise, jump;
        if (!central(probe, context, h, &slope, &noise, &jump)) {
            known = 0;
            continue;
        }
        s.scale = noise * h / (DIFFERENCE_NOISE * DBL_EPSILON * unit);
        double better = (16 * slope - before) / 15;
        double error = (double)INFINITY;
        if (known >= 2)
            error = fmax(fabs(better - last), noise);
        else if (known == 1 && is_near(better, given, 1e-7))
            error = fmax(fabs(better - slope), noise);
        last = better;
        before = slope;
        known++;
        if (error < s.error) {
            s.best = better;
            s.error = error;
            s.step = h;
            s.jump = fabs(4 * jump - jump_before) / 3;
        }
        jump_before = jump;
        if (s.error <= 1e-3 * fabs(s.best) && is_near(s.best, given, 1e-7))
            break;
    }
    return s;
}

Difference difference_compare(Probe *probe, void *context, double unit,
                              double given)
{
    Sweep s = sweep(probe, context, unit, given);
    Difference d = {UNCLEAR, s.best, fabs(s.best - given), s.step};
    double size = fmax(fabs(s.best), fabs(given));
    bool finite = fabs(given) <= DBL_MAX;
    if (!(s.error < (double)INFINITY))
        return d;
    if (!finite)
        d.agreement = s.error <= 1e-3 * fabs(s.best) + 1e-9
                        && s.jump <= 1e-2 * fabs(s.best) + 1e-6
                    ? DISAGREES
                    : UNCLEAR;
    else if (d.error <= 1e-6 * size + 4 * s.error)
        d.agreement = s.error <= fmax(1e-3 * size, 1e-9 * s.scale) ? AGREES
                                                                   : UNCLEAR;
    else if (d.error > 20 * s.error && d.error > 4 * s.jump)
        d.agreement = DISAGREES;
    return d;
}
