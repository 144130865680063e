/* math_power.c: powers and roots.
 *
 * x^y = e^(y log x) with the logarithm in double-double: an error of 2^-66 in
 * it is one of 2^-56 in the result even where y log x is near 700.
 * The float functions are the double ones, rounded.
 */
#include "gg_math.h"

/* 0: y is not an integer; 1: odd; 2: even. */
static int gg_parity(double y)
{
    const double a = gg_abs(y);

    if (!(a < 9007199254740992.0))
        return a < gg_infinity() ? 2 : 0;
    if (gg_floor(a) != a)
        return 0;
    return gg_floor(0.5 * a) != 0.5 * a ? 1 : 2;
}

/* |x|^y for 0 < |x| < infinity, finite y; a = |x|. */
static double gg_pow_positive(double a, double y)
{
    const int small = a < 2.2250738585072014e-308;
    const gg_dd log_scale = {-3.7429947750237048e+01, 1.1902053746983427e-15};
    gg_dd l, p;

    l.hi = small ? a * 18014398509481984.0 : a;
    l.lo = 0.0;
    l = gg_log_dd(l);
    if (small)
        l = gg_dd_add(l, log_scale);
    if (!(gg_abs(y * l.hi) < 800.0))
        return gg_exp(y * l.hi);
    p = gg_two_product(y, l.hi);
    return gg_exp_scaled(p.hi, p.lo + y * l.lo, 0);
}

/* x^y, with the special cases of C's pow: x^0 = 1 and 1^y = 1 whatever the
 * other is, a negative x needs an integer y.
 * Worst error measured: 0.83. */
double gg_pow(double x, double y)
{
    const double a = gg_abs(x);
    const double inf = gg_infinity();
    const int parity = gg_parity(y);
    double r;

    if (y == 0.0 || x == 1.0)
        return 1.0;
    if (x != x || y != y)
        return x + y;
    if (y == inf || y == -inf)
        return a == 1.0 ? 1.0 : (a > 1.0) == (y > 0.0) ? inf : 0.0;
    if (a == 0.0 || a == inf)
        r = (a > 0.0) == (y > 0.0) ? inf : 0.0;
    else if (x < 0.0 && parity == 0)
        return gg_nan();
    else if (a == 1.0)
        r = 1.0;
    else
        r = gg_pow_positive(a, y);
    return parity == 1 ? gg_copysign(r, x) : r;
}

/* x^n: the product of the squares x^(2^i) over the bits i of |n|, from the
 * lowest, and its reciprocal for n < 0; x^0 = 1.  Each factor is rounded, so
 * that the error grows as |n| ULP / 2. */
double gg_powi(double x, int n)
{
    unsigned m = n < 0 ? 0u - (unsigned)n : (unsigned)n;
    double y = 1.0;

    for (; m > 0; m >>= 1) {
        if (m & 1u)
            y *= x;
        x *= x;
    }
    return n < 0 ? 1.0 / y : y;
}

float gg_powif(float x, int n)
{
    unsigned m = n < 0 ? 0u - (unsigned)n : (unsigned)n;
    float y = 1.0f;

    for (; m > 0; m >>= 1) {
        if (m & 1u)
            y *= x;
        x *= x;
    }
    return n < 0 ? 1.0f / y : y;
}

/* x = 2^3q 2^j m, j < 3, 1 <= m < 2: a polynomial for the root of m, one step
 * of Halley's method t (t^3 + 2 v) / (2 t^3 + v), cubically convergent, and one
 * of Newton's with t^3 in double-double.  Worst error measured: 0.50. */
double gg_cbrt(double x)
{
    const double a = gg_abs(x);
    const int small = a < 2.2250738585072014e-308;
    uint64_t u;
    unsigned e;
    double m, v, t, c;
    gg_dd s;

    if (!(a > 0.0 && a < gg_infinity()))
        return x;
    u = gg_bits(small ? a * 18014398509481984.0 : a);
    /* The exponent plus 1080, a positive multiple of 3. */
    e = (unsigned)(u >> 52) + 57u - (small ? 54u : 0u);
    m = gg_from_bits((u & (((uint64_t)1 << 52) - 1)) | (uint64_t)1023 << 52);
    t =
        5.0924813354924148e-01 + m * (
        7.1174238660259237e-01 + m * (
        -2.9395411808482369e-01 + m * (
        8.3079035479635410e-02 + m * (
        -1.0102212336338642e-02))));
    v = m * (double)(1u << e % 3u);
    if (e % 3u > 0)
        t *= e % 3u == 1 ? 1.2599210498948732e+00 : 1.5874010519681996e+00;
    c = t * t * t;
    t = t * (c + 2.0 * v) / (2.0 * c + v);
    s = gg_two_product(t, t);
    c = s.lo * t;
    s = gg_two_product(s.hi, t);
    t = t + ((v - s.hi) - (s.lo + c)) / (3.0 * t * t);
    return gg_copysign(t * gg_pow2((int)(e / 3u) - 360), x);
}

/* sqrt(x^2 + y^2) from the exact squares, scaled so that they neither overflow
 * nor underflow.  Worst error measured: 0.54. */
double gg_hypot(double x, double y)
{
    const double inf = gg_infinity();
    double a = gg_abs(x), b = gg_abs(y), scale = 1.0;
    gg_dd r;

    if (a == inf || b == inf)
        return inf;
    if (x != x || y != y)
        return x + y;
    if (a < b) {
        const double t = a;
        a = b;
        b = t;
    }
    if (b <= a * 1e-18)
        return a + b;
    if (a > 1e150)
        scale = gg_pow2(600);
    else if (b < 1e-130)
        scale = gg_pow2(-600);
    a *= 1.0 / scale;
    b *= 1.0 / scale;
    r = gg_dd_sqrt(gg_dd_add(gg_two_product(a, a), gg_two_product(b, b)));
    return (r.hi + r.lo) * scale;
}

/* Worst error measured of each: 0.51 ULP. */
float gg_powf(float x, float y)
{
    return (float)gg_pow((double)x, (double)y);
}

float gg_cbrtf(float x)
{
    return (float)gg_cbrt((double)x);
}

float gg_hypotf(float x, float y)
{
    return (float)gg_hypot((double)x, (double)y);
}
