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

/* -- series -- */

static const Wide inverse_factorial[] = {
    {0x1p+0, 0},
    {0x1p+0, 0},
    {0x1p-1, 0},
    {0x1.5555555555555p-3, 0x1.5555555555555p-57},
    {0x1.5555555555555p-5, 0x1.5555555555555p-59},
    {0x1.1111111111111p-7, 0x1.1111111111111p-63},
    {0x1.6c16c16c16c17p-10, -0x1.f49f49f49f49fp-65},
    {0x1.a01a01a01a01ap-13, 0x1.a01a01a01a01ap-73},
    {0x1.a01a01a01a01ap-16, 0x1.a01a01a01a01ap-76},
    {0x1.71de3a556c734p-19, -0x1.c154f8ddc6cp-73},
    {0x1.27e4fb7789f5cp-22, 0x1.cbbc05b4fa99ap-76},
    {0x1.ae64567f544e4p-26, -0x1.c062e06d1f209p-80},
    {0x1.1eed8eff8d898p-29, -0x1.2aec959e14c06p-83},
    {0x1.6124613a86d09p-33, 0x1.f28e0cc748ebep-87},
    {0x1.93974a8c07c9dp-37, 0x1.05d6f8a2efd1fp-92},
    {0x1.ae7f3e733b81fp-41, 0x1.1d8656b0ee8cbp-97},
    {0x1.ae7f3e733b81fp-45, 0x1.1d8656b0ee8cbp-101},
    {0x1.952c77030ad4ap-49, 0x1.ac981465ddc6cp-103},
    {0x1.6827863b97d97p-53, 0x1.eec01221a8b0bp-107},
    {0x1.2f49b46814157p-57, 0x1.2650f61dbdcb4p-112},
    {0x1.e542ba4020225p-62, 0x1.ea72b4afe3c2fp-120},
    {0x1.71b8ef6dcf572p-66, -0x1.d043ae40c4647p-120},
    {0x1.0ce396db7f853p-70, -0x1.aebcdbd20331cp-124},
    {0x1.761b41316381ap-75, -0x1.3423c7d91404fp-130},
    {0x1.f2cf01972f578p-80, -0x1.9ada5fcc1ab14p-135},
    {0x1.3f3ccdd165fa9p-84, -0x1.58ddadf344487p-139},
    {0x1.88e85fc6a4e5ap-89, -0x1.71c37ebd1654p-143},
    {0x1.d1ab1c2dccea3p-94, 0x1.054d0c78aea14p-149},
};

/* Σ x^k / (first + k step)!, k < terms, of |x| < 1. The terms from `wide` on are
 * so small that a double is good enough. */
static Wide factorial_series(Wide x, int first, int step, int wide, int terms)
{
    const Wide *inverse = &inverse_factorial[first];
    double small = 0;
    for (int k = terms - 1; k >= wide; k--)
        small = small * x.high + inverse[k * step].high;
    Wide sum = wide_of(small);
    for (int k = wide - 1; k >= 0; k--)
        sum = wide_add(inverse[k * step], wide_mul(x, sum));
    return sum;
}

/* -- exponentials -- */

/* e^a - 1 of |a| < 0.4, from that of a / 16: (1 + s)² - 1 = 2 s + s² */
static Wide small_expm1(Wide a)
{
    enum { HALVES = 4, WIDE = 7, TERMS = 13 };
    const double part = 1.0 / (1 << HALVES);
    Wide r = {a.high * part, a.low * part};
    Wide sum = wide_mul(r, factorial_series(r, 2, 1, WIDE, TERMS));
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

/* Of |a| < 0.8: of `first` = 0 the cosine of a, of 1 its sine over a */
static Wide alternating(Wide a, int first)
{
    enum { WIDE = 9, TERMS = 14 };
    return factorial_series(wide_negative(wide_mul(a, a)), first, 2, WIDE,
                            TERMS);
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
