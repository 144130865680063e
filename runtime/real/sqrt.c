/* sqrt.c: the square root in integers, correctly rounded.
 *
 * For machines without the instruction.  The significand, with an even
 * exponent, is an integer a; its root is found bit by bit as in long division
 * (Knuth, TAOCP vol. 2, exercise 4.3.1-16's schoolbook method): with root q and
 * remainder a - q^2, a bit is set when the remainder allows.  One bit more than
 * the result holds is found, and what remains decides the rounding; a tie
 * cannot occur, since the root of a number of n bits never has exactly n + 1.
 */
#include "gg_math.h"
#include "real.h"

GG_STRICT_BEGIN

GG_REAL GG_NAME(gg_sqrt_soft)(GG_REAL x)
{
    enum {
        BITS = sizeof(GG_REAL) == sizeof(uint32_t) ? 23 : 52,
        MOST = sizeof(GG_REAL) == sizeof(uint32_t) ? 0xff : 0x7ff,
        BIAS = MOST / 2
    };
    const GG_BITS hidden = (GG_BITS)1 << BITS;
    GG_BITS u = GG_NAME(gg_bits)(x), a, q = 0, s = 0, bit;
    int e = (int)(u >> BITS & MOST);

    if (!(x > 0) || e == MOST)
        return x < 0 ? GG_NAME(gg_nan)() : x;
    a = u & (hidden - 1);
    if (e == 0)
        for (e = 1; !(a & hidden); e--)
            a <<= 1;
    a |= hidden;
    e -= BIAS;
    if (e & 1) {
        a <<= 1;
        e--;
    }
    /* In double: q^2 <= a 2^54 < (q + 1)^2, q has 54 bits; s = 2 q scaled. */
    a <<= 1;
    for (bit = hidden << 1; bit > 0; bit >>= 1) {
        if (s + bit <= a) {
            s += bit + bit;
            a -= s - bit;
            q += bit;
        }
        a <<= 1;
    }
    q += a > 0 ? q & 1u : 0u;
    return GG_NAME(gg_from_bits)((q >> 1)
                                 + ((GG_BITS)(e / 2 + BIAS - 1) << BITS));
}

GG_STRICT_END
