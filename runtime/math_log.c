/* math_log.c: the logarithm in more than 53 bits, for other functions. */
#include "gg_inline.h"

GG_STRICT_BEGIN

/* The series for s in double-double to the second term,
 * log m = 2 s + 2 s^3 / 3 + s^5 P(s^2), the rest in double. */
gg_dd gg_log_dd(gg_dd x)
{
    const gg_dd two_thirds = {6.6666666666666663e-01, 3.7007434154171883e-17};
    double k;
    const double m = gg_log_reduce(x.hi, &k);
    const double c = k < 1000.0 ? x.lo * gg_pow2(-(int)k) : 0.0;
    gg_dd f, d, s, z, t, y, w;
    double p;

    f.hi = m - 1.0;
    f.lo = c;
    d = gg_two_sum(2.0, f.hi);
    d.lo += c;
    s = gg_dd_div(f, d);
    z = gg_dd_mul(s, s);
    t = gg_dd_mul(gg_dd_mul(s, z), two_thirds);
    p =
        4.0000000000000002e-01 + z.hi * (
        2.8571428571428564e-01 + z.hi * (
        2.2222222222228430e-01 + z.hi * (
        1.8181818179657014e-01 + z.hi * (
        1.5384615761157389e-01 + z.hi * (
        1.3333296535437239e-01 + z.hi * (
        1.1766813077591133e-01 + z.hi * (
        1.0456328242945438e-01 + z.hi * (
        1.0762415597972005e-01))))))));
    y = gg_two_sum(k * 6.9314718055920821e-01, 2.0 * s.hi);
    w = gg_two_sum(y.hi, t.hi);
    return gg_fast_sum(w.hi, (y.lo + w.lo) + ((2.0 * s.lo + t.lo)
        + (s.hi * z.hi * z.hi * p + k * 7.3710025651677989e-13)));
}

GG_STRICT_END
