/* math_sqrtf.c: the square root of math_sqrt.c in float. */
#include "gg_math.h"

float gg_sqrt_softf(float x)
{
    const uint32_t hidden = (uint32_t)1 << 23;
    uint32_t u = gg_bitsf(x), a, q = 0, s = 0, bit;
    int e = (int)(u >> 23 & 0xff);

    if (!(x > 0.0f) || e == 0xff)
        return x < 0.0f ? gg_nanf() : x;
    a = u & (hidden - 1);
    if (e == 0)
        for (e = 1; !(a & hidden); e--)
            a <<= 1;
    a |= hidden;
    e -= 127;
    if (e & 1) {
        a <<= 1;
        e--;
    }
    a <<= 1;
    for (bit = (uint32_t)1 << 24; bit > 0; bit >>= 1) {
        if (s + bit <= a) {
            s += bit + bit;
            a -= s - bit;
            q += bit;
        }
        a <<= 1;
    }
    q += a > 0 ? q & 1u : 0u;
    return gg_from_bitsf((q >> 1) + ((uint32_t)(e / 2 + 126) << 23));
}
