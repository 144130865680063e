/* math_exp.c: e^x of a sum of two doubles, by the method of real/exp.c. */
#include "gg_inline.h"

GG_STRICT_BEGIN

double gg_exp_scaled(double h, double l, int shift)
{
    uint64_t v;
    const gg_dd y = gg_exp_split(h, l, &v);

    return gg_exp_scale(y.hi, v + (uint64_t)shift);
}

double gg_exp_times(double h, double l, gg_dd f)
{
    return gg_inline_exp_times(h, l, f);
}

GG_STRICT_END
