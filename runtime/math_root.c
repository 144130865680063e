/* math_root.c: the cube root, and the root of a sum of squares. */
#include "gg_math.h"

GG_STRICT_BEGIN

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

/* The float functions are the double ones, rounded.
 * Worst error measured of each: 0.51 ULP. */
float gg_cbrtf(float x)
{
    return (float)gg_cbrt((double)x);
}

float gg_hypotf(float x, float y)
{
    return (float)gg_hypot((double)x, (double)y);
}

GG_STRICT_END
