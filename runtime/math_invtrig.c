/* math_invtrig.c: the inverse trigonometric functions.
 *
 * arctan by its addition theorem: with c one of 0, 1/2, 1, 3/2, infinity and
 * t = (y - c x) / (x + c y), arctan(y/x) = arctan c + arctan t, |t| < 0.44.
 * arcsin x for |x| <= 1/2 by a polynomial in x^2, beyond by
 * arcsin x = pi/2 - 2 arcsin sqrt((1 - x) / 2), the root in two parts.
 * (Cody & Waite, ch. 10 and 11; polynomials from tests/accuracy/minimax.py.)
 * The float functions are the double ones, rounded.
 */
#include "gg_math.h"

GG_STRICT_BEGIN

#define GG_HALF_PI_HIGH 1.5707963267948966e+00
#define GG_HALF_PI_LOW 6.1232339957367660e-17

/* arctan(y/x) for x, y >= 0, finite, not both 0, of similar size. */
static double gg_atan_ratio(double y, double x)
{
    double c_hi, c_lo, t, z, p;

    if (y < 0.4375 * x) {
        c_hi = 0.0;
        c_lo = 0.0;
        t = y / x;
    } else if (y < 0.6875 * x) {
        c_hi = 4.6364760900080609e-01;
        c_lo = 2.2698777452961687e-17;
        t = (2.0 * y - x) / (2.0 * x + y);
    } else if (y < 1.1875 * x) {
        c_hi = 0.5 * GG_HALF_PI_HIGH;
        c_lo = 0.5 * GG_HALF_PI_LOW;
        t = (y - x) / (x + y);
    } else if (y < 2.4375 * x) {
        c_hi = 9.8279372324732905e-01;
        c_lo = 1.3903311031230998e-17;
        t = ((y - x) - 0.5 * x) / (x + 1.5 * y);
    } else {
        c_hi = GG_HALF_PI_HIGH;
        c_lo = GG_HALF_PI_LOW;
        t = -x / y;
    }
    z = t * t;
    p =
        -3.3333333333333331e-01 + z * (
        1.9999999999999390e-01 + z * (
        -1.4285714285562609e-01 + z * (
        1.1111111096278997e-01 + z * (
        -9.0909083393075879e-02 + z * (
        7.6922851333797615e-02 + z * (
        -6.6662351498860087e-02 + z * (
        5.8768767738134595e-02 + z * (
        -5.2162205287684622e-02 + z * (
        4.4903849786871342e-02 + z * (
        -3.3085001269985211e-02 + z * (
        1.4730410782203933e-02)))))))))));
    return c_hi + (t + (c_lo + t * z * p));
}

/* arctan x.  Worst error measured: 0.79. */
double gg_atan(double x)
{
    const double a = gg_abs(x);

    if (!(a > 1e-9))
        return x;
    return gg_copysign(a > 1e18 ? GG_HALF_PI_HIGH : gg_atan_ratio(a, 1.0), x);
}

/* A factor that brings a finite x > 0 near 1. */
static double gg_scale_near_one(double x)
{
    const int e = (int)(gg_bits(x) >> 52);

    return gg_pow2(e < 1 ? 1023 : e > 2040 ? -1020 : 1023 - e);
}

/* The angle of the point (x, y), in [-pi, pi]; signed zeros and infinities as
 * in C's atan2.  Worst error measured: 1.49. */
double gg_atan2(double y, double x)
{
    const int left = (int)(gg_bits(x) >> 63);
    const double inf = gg_infinity();
    double a = gg_abs(y), b = gg_abs(x), s, r, t;

    if (x != x || y != y)
        return x + y;
    if (a == inf && b == inf)
        r = 0.5 * GG_HALF_PI_HIGH;
    else if (b == inf || a == 0.0)
        r = 0.0;
    else if (a == inf || b == 0.0)
        r = GG_HALF_PI_HIGH;
    else {
        s = gg_scale_near_one(a > b ? a : b);
        a *= s;
        b *= s;
        if (!left && a < b * 1e-9)
            return gg_copysign(gg_abs(y) / gg_abs(x), y);
        r = a < b * 1e-30 ? 0.0 : b < a * 1e-30 ? GG_HALF_PI_HIGH
            : gg_atan_ratio(a, b);
    }
    /* pi - r; where r is the double next to pi/2, so is the result. */
    t = r == GG_HALF_PI_HIGH
        ? r : 2.0 * GG_HALF_PI_HIGH - (r - 2.0 * GG_HALF_PI_LOW);
    return gg_copysign(left ? t : r, y);
}

/* arcsin x / x - 1 as a function of x^2. */
static double gg_asin_tail(double z)
{
    const double p =
        1.6666666666666666e-01 + z * (
        7.5000000000001191e-02 + z * (
        4.4642857142550188e-02 + z * (
        3.0381944475693704e-02 + z * (
        2.2372157435623815e-02 + z * (
        1.7352816768546473e-02 + z * (
        1.3963775787848137e-02 + z * (
        1.1566511821890942e-02 + z * (
        9.6214027473448312e-03 + z * (
        9.3221015010827735e-03 + z * (
        3.0350071727267636e-03 + z * (
        1.9579201619744684e-02 + z * (
        -1.9277545928584553e-02 + z * (
        2.9635026263548546e-02)))))))))))));

    return z * p;
}

/* arcsin x.  Worst error measured: 0.81. */
double gg_asin(double x)
{
    const double a = gg_abs(x);
    double z, s, c, h;

    if (!(a <= 1.0))
        return x != x ? x : gg_nan();
    if (a < 1e-9)
        return x;
    if (a <= 0.5)
        return x + x * gg_asin_tail(x * x);
    /* sqrt z = h + c, h of 26 bits:
     * pi/2 - 2 (h + c) - 2 s R = pi/4 + ((pi/4 - 2 h) - (2 s R + 2 c)). */
    z = 0.5 * (1.0 - a);
    s = gg_sqrt(z);
    h = gg_from_bits(gg_bits(s) & ~(uint64_t)0x7ffffff);
    c = a < 1.0 ? (z - h * h) / (s + h) : 0.0;
    s = 0.5 * GG_HALF_PI_HIGH + ((0.5 * GG_HALF_PI_HIGH - 2.0 * h)
        - (2.0 * s * gg_asin_tail(z) + (2.0 * c - GG_HALF_PI_LOW)));
    return gg_copysign(s, x);
}

/* arccos x.  Worst error measured: 0.88. */
double gg_acos(double x)
{
    double z, s, c, h;

    if (!(gg_abs(x) <= 1.0))
        return x != x ? x : gg_nan();
    if (gg_abs(x) <= 0.5)
        return GG_HALF_PI_HIGH - (x - (GG_HALF_PI_LOW - x * gg_asin_tail(x * x)));
    if (x < 0.0) {
        z = 0.5 * (1.0 + x);
        s = gg_sqrt(z);
        return 2.0 * (GG_HALF_PI_HIGH - (s + (s * gg_asin_tail(z) - GG_HALF_PI_LOW)));
    }
    z = 0.5 * (1.0 - x);
    s = gg_sqrt(z);
    h = gg_from_bits(gg_bits(s) & ~(uint64_t)0x7ffffff);
    c = x < 1.0 ? (z - h * h) / (s + h) : 0.0;
    return 2.0 * (h + (c + s * gg_asin_tail(z)));
}

/* Worst error measured of each: 0.51 ULP. */
float gg_asinf(float x)
{
    return (float)gg_asin((double)x);
}

float gg_acosf(float x)
{
    return (float)gg_acos((double)x);
}

float gg_atanf(float x)
{
    return (float)gg_atan((double)x);
}

float gg_atan2f(float y, float x)
{
    return (float)gg_atan2((double)y, (double)x);
}

GG_STRICT_END
