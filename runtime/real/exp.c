/* exp.c: e^x, e^x - 1 and the logistic function.
 *
 * Cody & Waite, Software Manual for the Elementary Functions (1980), ch. 6:
 * x = k ln 2 + r with k the nearest integer, so that |r| <= ln 2 / 2, and
 * e^x = 2^k e^r.  ln 2 is taken in two parts, the first with so few bits that
 * k times it is exact.  k comes from adding and subtracting 1.5 2^23 (float)
 * or 1.5 2^52 (double), which rounds to an integer and leaves it in the low
 * bits; it is never converted.  e^r = 1 + r + r^2 P(r), P from
 * tests/accuracy/minimax.py.
 *
 * The low part of each sum is kept, so that the results are within a few
 * hundredths of half an ULP, and everything is free of branches: an infinity
 * is clamped and then overflows by itself, a NaN passes through every step.
 * 2^k is multiplied in as two factors, because 2^k alone need not be a number
 * where the result is; the second product rounds into the subnormal range.
 */
#include "gg_inline.h"
#include "real.h"

GG_STRICT_BEGIN

/* e^x.  Worst error measured: 0.77 in float, 0.66 in double.  Where code is to be
 * short, too, it calls nothing: it is what is called most. */
GG_FLAT GG_REAL GG_NAME(gg_exp)(GG_REAL x)
{
    return GG_NAME(gg_inline_exp)(x);
}

/* e^x - 1 = (2^k - 1) + 2^k (e^r - 1), both sums with their errors kept; in
 * float with the square taken out of the polynomial.  From 60 on the 1 is far
 * below the last bit.  The smallest arguments are their own result, which also
 * keeps the sign of zero.  Worst error measured: 0.81, 0.94. */
GG_REAL GG_NAME(gg_expm1)(GG_REAL x)
{
    return GG_NAME(gg_inline_expm1)(x);
}

/* In float, with e = e^-|x| = eh + el, the result is 1 / (1 + e) for x >= 0 and
 * e / (1 + e) for x < 0.  The quotient is q = eh / s, shortened to 12 bits,
 * plus the remainder over s: with s = 1 + eh shortened as well, q s is exact,
 * and so is the remainder but for terms far below the last bit.  In double what
 * 1 + e rounds off is put back.  Worst error measured: 0.78, 1.81. */
GG_REAL GG_NAME(gg_sigmoid)(GG_REAL x)
{
    return GG_NAME(gg_inline_sigmoid)(x);
}

GG_STRICT_END
