/* wide.c: roots, exponentials, logarithms, sines.
 *
 * Arguments are reduced until a series is short, or the double value is the start
 * of one step of Newton's (Hida, Li & Bailey, Algorithms for quad-double precision
 * floating point arithmetic, ARITH-15, 2001). Multiples of log 2 and of π/2 are
 * taken off in three parts, so that what is left is right even if it is small.
 */
#include "wide.h"

/* log 2 and π/2, each part what the ones before leave */
static const double log_2[] = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56,
                               0x1.7b57a079a1934p-111};
static const double half_pi[] = {0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54,
                                 -0x1.f1976b7ed8fbcp-110};

Wide wide_pi(void)
{
    return (Wide){2 * half_pi[0], 2 * half_pi[1]};
}

/* a - n c; n is whole */
static Wide without_multiple(Wide a, double n, const double c[3])
{
    for (int i = 0; i < 3; i++) {
        double part = n * c[i];
        a = wide_sub(a, (Wide){part, fma(n, c[i], -part)});
    }
    return a;
}

Wide wide_sqrt(Wide a)
{
    double root = sqrt(a.high);
    if (!(root > 0) || !wide_is_finite(a))
        return wide_of(root);
    double square = root * root;
    Wide rest = wide_sub(a, (Wide){square, fma(root, root, -square)});
    return wide_fast_sum(root, rest.high / (2 * root));
}

Wide wide_power(Wide a, int32_t n)
{
    Wide power = wide_of(1);
    for (uint32_t left = (uint32_t)(n < 0 ? -n : n); left; left /= 2) {
        if (left % 2)
            power = wide_mul(power, a);
        if (left > 1)
            a = wide_mul(a, a);
    }
    return n < 0 ? wide_div(wide_of(1), power) : power;
}

/* -- exponentials -- */

/* e^a - 1 of |a| < 0.4, from that of a / 512: (1 + s)² - 1 = 2 s + s² */
static Wide small_expm1(Wide a)
{
    enum { HALVES = 9, TERMS = 10 };
    Wide r = {ldexp(a.high, -HALVES), ldexp(a.low, -HALVES)};
    Wide sum = wide_of(0);
    for (int n = TERMS; n > 1; n--)
        sum = wide_div_double(wide_mul(r, wide_add(wide_of(1), sum)), n);
    sum = wide_add(r, wide_mul(r, sum));
    for (int n = 0; n < HALVES; n++)
        sum = wide_add((Wide){2 * sum.high, 2 * sum.low}, wide_mul(sum, sum));
    return sum;
}

Wide wide_exp(Wide a)
{
    if (!(fabs(a.high) < 708))
        return wide_of(fabs(a.high) < 760 ? (double)NAN : exp(a.high));
    double n = nearbyint(a.high / log_2[0]);
    Wide e = wide_add(wide_of(1),
                      small_expm1(without_multiple(a, n, log_2)));
    return (Wide){ldexp(e.high, (int)n), ldexp(e.low, (int)n)};
}

Wide wide_expm1(Wide a)
{
    return fabs(a.high) < 0.35 ? small_expm1(a)
                               : wide_sub(wide_exp(a), wide_of(1));
}

/* log(1 + a) = 2 artanh s, s = a / (2 + a), of |a| < 0.1 */
static Wide small_log1p(Wide a)
{
    enum { TERMS = 14 };
    Wide s = wide_div(a, wide_add(wide_of(2), a)), square = wide_mul(s, s);
    Wide sum = wide_of(0);
    for (int n = TERMS; n > 0; n--)
        sum = wide_mul(square, wide_add(sum, wide_div_double(wide_of(1),
                                                             2 * n + 1)));
    sum = wide_add(s, wide_mul(s, sum));
    return (Wide){2 * sum.high, 2 * sum.low};
}

Wide wide_log(Wide a)
{
    int n;
    if (!(a.high > 0) || !wide_is_finite(a))
        return wide_of(log(a.high));
    double scaled = frexp(a.high, &n);
    n -= scaled < 0.7;
    a = (Wide){ldexp(a.high, -n), ldexp(a.low, -n)};
    Wide rest = wide_sub(a, wide_of(1)), y;
    if (fabs(rest.high) < 0.1) {
        y = small_log1p(rest);
    } else {
        y = wide_of(log(a.high));
        Wide e = wide_exp(y);
        Wide step = wide_div(wide_sub(a, e), wide_add(a, e));
        y = wide_add(y, (Wide){2 * step.high, 2 * step.low});
    }
    return n ? without_multiple(y, -n, log_2) : y;
}

Wide wide_log1p(Wide a)
{
    return fabs(a.high) < 0.1 ? small_log1p(a)
                              : wide_log(wide_add(wide_of(1), a));
}

/* -- sines -- */

/* Σ (-1)^k a^(2k) / ((first + 1) … (first + 2k)): of 0 the cosine of a, of 1
 * its sine over a */
static Wide alternating(Wide a, int first)
{
    enum { TERMS = 14 };
    Wide square = wide_mul(a, a), sum = wide_of(1);
    for (int k = TERMS; k > 0; k--) {
        Wide term = wide_div_double(
            wide_mul(square, sum), (2 * k + first) * (2 * k + first - 1));
        sum = wide_sub(wide_of(1), term);
    }
    return sum;
}

/* sin(a + π/2 turn) */
static Wide turned_sine(Wide a, int turn)
{
    if (!(fabs(a.high) < 0x1p30))
        return wide_of((double)NAN);
    double n = nearbyint(a.high / half_pi[0]);
    Wide r = without_multiple(a, n, half_pi);
    int quarter = ((int)fmod(n, 4) + 4 + turn) % 4;
    Wide y = quarter % 2 ? alternating(r, 0) : wide_mul(r, alternating(r, 1));
    return quarter >= 2 ? wide_negative(y) : y;
}

Wide wide_sin(Wide a)
{
    return turned_sine(a, 0);
}

Wide wide_cos(Wide a)
{
    return turned_sine(a, 1);
}
