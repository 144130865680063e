/* bits.c: one line per function of the runtime with a hash of its results.
 *
 * Two builds of the runtime compute the same bits if their outputs are the same:
 *
 *     for flags in -O0 "-O3 -march=native -ffp-contract=fast"; do
 *         make -C ../.. -s BUILD=/tmp/bits CFLAGS="$flags" /tmp/bits/libgg.a
 *         cc -std=c99 $flags bits.c -I../../runtime /tmp/bits/libgg.a
 *         ./a.out | cksum; rm -r /tmp/bits
 *     done
 *
 * Arguments: all kinds of bit patterns, the range where functions bend, and the
 * exact corner cases.  Every NaN counts the same.
 */
#include "gg.h"

#include <stdio.h>
#include <string.h>

typedef double Unary(double);
typedef float Unaryf(float);

typedef struct Function {
    const char *name;
    Unary *f;
    Unaryf *ff;
} Function;

#define ROW(name) {#name, gg_##name, gg_##name##f}

static double pow_of(double x)
{
    return gg_pow(gg_abs(x), 3.7 - x);
}

static float pow_off(float x)
{
    return gg_powf(gg_absf(x), 3.7f - x);
}

static double atan2_of(double x)
{
    return gg_atan2(x, 0.7 - x * 0.3) + gg_hypot(x, 1.0 + x * 0.7);
}

static float atan2_off(float x)
{
    return gg_atan2f(x, 0.7f - x * 0.3f) + gg_hypotf(x, 1.0f + x * 0.7f);
}

static double powi_of(double x)
{
    return gg_powi(x, 7) - gg_powi(x, -3);
}

static float powi_off(float x)
{
    return gg_powif(x, 7) - gg_powif(x, -3);
}

static double root(double x)
{
    return gg_sqrt(x);
}

static float rootf(float x)
{
    return gg_sqrtf(x);
}

static const Function functions[] = {
    ROW(exp), ROW(expm1), ROW(log), ROW(log1p), ROW(sigmoid), ROW(sinh),
    ROW(cosh), ROW(tanh), ROW(asinh), ROW(acosh), ROW(atanh), ROW(sin),
    ROW(cos), ROW(tan), ROW(asin), ROW(acos), ROW(atan), ROW(cbrt), ROW(erf),
    ROW(erfc), ROW(lgamma), ROW(digamma), ROW(trigamma), ROW(floor),
    ROW(ceil), ROW(round), {"sqrt", root, rootf}, {"pow", pow_of, pow_off},
    {"atan2 hypot", atan2_of, atan2_off}, {"powi", powi_of, powi_off},
};

static uint64_t mix(uint64_t z)
{
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static double argument(uint32_t i)
{
    const uint64_t u = mix(i * (uint64_t)0x9e3779b97f4a7c15u);
    double x;

    if (i % 2)
        return ((double)(u >> 11) * 0x1p-53 - 0.5) * (double)(1u << i % 16);
    memcpy(&x, &u, sizeof x);
    return x;
}

int main(void)
{
    size_t k;
    uint32_t i;

    for (k = 0; k < sizeof functions / sizeof functions[0]; k++) {
        uint64_t h = 0, hf = 0;

        for (i = 0; i < 200000; i++) {
            const double x = argument(i);
            const double y = functions[k].f(x);
            float xf, yf;
            uint64_t u = 1;
            uint32_t v = (uint32_t)(mix(i) >> 32);

            if (i % 2)
                xf = (float)x;
            else
                memcpy(&xf, &v, sizeof xf);
            yf = functions[k].ff(xf);
            if (y == y)
                memcpy(&u, &y, sizeof u);
            h = mix(h ^ u) + i;
            v = 1;
            if (yf == yf)
                memcpy(&v, &yf, sizeof v);
            hf = mix(hf ^ v) + i;
        }
        printf("%-12s %016llx %016llx\n", functions[k].name,
               (unsigned long long)h, (unsigned long long)hf);
    }
    for (i = 0; i < 4; i++)
        printf("random %.9g %.17g %.9g %.17g\n",
               (double)gg_uniformf(7, 2, i), gg_uniform(7, 2, i),
               (double)gg_normalf(7, 2, i), gg_normal(7, 2, i));
    printf("strict %d\n", gg_is_strict());
    return 0;
}
