/* math_log.c: the logarithm in more than 53 bits, for other functions. */
#include "gg_each.h"

GG_STRICT_BEGIN

gg_dd gg_log_dd(gg_dd x)
{
    double k;
    const double m = gg_log_reduce(x.hi, &k);
    const double c = k < 1000.0 ? x.lo * gg_pow2(-(int)k) : 0.0;

    return gg_log_dd_core(m, k, c);
}

GG_STRICT_END
