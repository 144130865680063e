/* wide_function.c: the functions of the table by those of wide.h. */
#include "wide.h"

static Wide of_double(Function function, Wide a, Wide b)
{
    return wide_of(function_row(function)->value(a.high, b.high));
}

static Wide half(Wide a)
{
    return (Wide){a.high / 2, a.low / 2};
}

static Wide one_plus(Wide a)
{
    return wide_add(wide_of(1), a);
}

static Wide one_minus(Wide a)
{
    return wide_sub(wide_of(1), a);
}

static Wide absolute(Wide a)
{
    return a.high < 0 ? wide_negative(a) : a;
}

static Wide with_sign_of(Wide size, Wide a)
{
    return a.high < 0 ? wide_negative(size) : size;
}

/* -- rounding to whole numbers -- */

static Wide floor_of(Wide a)
{
    double high = floor(a.high);
    return wide_fast_sum(high, high < a.high ? 0 : floor(a.low));
}

static Wide round_of(Wide a)
{
    Wide size = absolute(a), whole = floor_of(size);
    bool up = wide_compare(wide_sub(size, whole), wide_of(0.5)) >= 0;
    return with_sign_of(up ? one_plus(whole) : whole, a);
}

/* -- powers and roots -- */

static Wide power_of(Wide a, Wide b)
{
    bool whole = b.low == 0 && b.high == floor(b.high);
    if (!wide_is_finite(a) || !wide_is_finite(b) || a.high == 0
        || (a.high < 0 && !whole))
        return of_double(F_POW, a, b);
    if (whole && fabs(b.high) <= 1024)
        return wide_power(a, (int32_t)b.high);
    Wide y = wide_exp(wide_mul(b, wide_log(absolute(a))));
    return a.high < 0 && fmod(b.high, 2) != 0 ? wide_negative(y) : y;
}

static Wide cbrt_of(Wide a)
{
    Wide y = wide_of(cbrt(a.high));
    if (a.high == 0 || !wide_is_finite(a))
        return y;
    Wide square = wide_mul(y, y);
    Wide rest = wide_sub(wide_mul(square, y), a);
    return wide_sub(y, wide_div(rest, wide_mul(wide_of(3), square)));
}

static Wide hypot_of(Wide a, Wide b)
{
    return wide_sqrt(wide_add(wide_mul(a, a), wide_mul(b, b)));
}

/* √((1 - a) (1 + a)) */
static Wide other_leg(Wide a)
{
    return wide_sqrt(wide_mul(one_minus(a), one_plus(a)));
}

/* -- angles -- */

/* From the double value y0 on: the angle of (b, a) turned back by y0. */
static Wide atan2_of(Wide a, Wide b)
{
    Wide y = wide_of(atan2(a.high, b.high)), sine, cosine;
    if ((a.high == 0 && b.high >= 0) || y.high != y.high)
        return y;
    if (!wide_is_finite(a) || !wide_is_finite(b))
        return wide_of((double)NAN);
    sine = wide_sin(y);
    cosine = wide_cos(y);
    Wide up = wide_sub(wide_mul(a, cosine), wide_mul(b, sine));
    Wide along = wide_add(wide_mul(b, cosine), wide_mul(a, sine));
    return wide_add(y, wide_div(up, along));
}

/* -- hyperbolic -- */

static Wide sigmoid_of(Wide a)
{
    Wide e = wide_exp(wide_negative(absolute(a)));
    return wide_div(a.high < 0 ? e : wide_of(1), one_plus(e));
}

static Wide sinh_of(Wide a)
{
    Wide e = wide_expm1(absolute(a));
    return with_sign_of(half(wide_add(e, wide_div(e, one_plus(e)))), a);
}

static Wide cosh_of(Wide a)
{
    Wide e = wide_exp(absolute(a));
    return half(wide_add(e, wide_div(wide_of(1), e)));
}

static Wide tanh_of(Wide a)
{
    if (fabs(a.high) > 40)
        return with_sign_of(wide_of(1), a);
    Wide e = wide_expm1((Wide){2 * a.high, 2 * a.low});
    return wide_div(e, wide_add(wide_of(2), e));
}

/* log(a + √(a² + 1)), with a + √(a² + 1) - 1 = a + a² / (1 + √(a² + 1)) */
static Wide asinh_of(Wide a)
{
    Wide size = absolute(a), square = wide_mul(a, a);
    Wide root = one_plus(wide_sqrt(one_plus(square)));
    return with_sign_of(
        wide_log1p(wide_add(size, wide_div(square, root))), a);
}

/* log(a + √(a² - 1)), of t = a - 1 */
static Wide acosh_of(Wide a)
{
    Wide t = wide_sub(a, wide_of(1));
    Wide root = wide_sqrt(wide_mul(t, wide_add(t, wide_of(2))));
    return wide_log1p(wide_add(t, root));
}

static Wide atanh_of(Wide a)
{
    Wide size = absolute(a);
    Wide of = wide_div((Wide){2 * size.high, 2 * size.low}, one_minus(size));
    return with_sign_of(half(wide_log1p(of)), a);
}

/* -- the table -- */

static Wide lesser(Wide a, Wide b, bool less)
{
    double order = wide_compare(a, b);
    if (order != order)
        return of_double(less ? F_MIN : F_MAX, a, b);
    return (less ? order > 0 : order < 0) ? b : a;
}

Wide wide_apply(Function function, Wide a, Wide b)
{
    switch (function) {
    case F_ADD:
        return wide_add(a, b);
    case F_SUB:
        return wide_sub(a, b);
    case F_MUL:
        return wide_mul(a, b);
    case F_DIV:
        return wide_div(a, b);
    case F_NEG:
        return wide_negative(a);
    case F_POW:
        return power_of(a, b);
    case F_MIN:
        return lesser(a, b, true);
    case F_MAX:
        return lesser(a, b, false);
    case F_EQ:
    case F_NE:
    case F_LT:
    case F_LE:
    case F_GT:
    case F_GE:
        return of_double(function, wide_of(wide_compare(a, b)), wide_of(0));
    case F_STOP:
        return a;
    case F_ABS:
        return absolute(a);
    case F_FLOOR:
        return floor_of(a);
    case F_CEIL:
        return wide_negative(floor_of(wide_negative(a)));
    case F_ROUND:
        return round_of(a);
    case F_SQRT:
        return wide_sqrt(a);
    case F_CBRT:
        return cbrt_of(a);
    case F_HYPOT:
        return hypot_of(a, b);
    case F_EXP:
        return wide_exp(a);
    case F_EXPM1:
        return wide_expm1(a);
    case F_LOG:
        return wide_log(a);
    case F_LOG1P:
        return wide_log1p(a);
    case F_SIGMOID:
        return sigmoid_of(a);
    case F_SIN:
        return wide_sin(a);
    case F_COS:
        return wide_cos(a);
    case F_TAN:
        return wide_div(wide_sin(a), wide_cos(a));
    case F_ASIN:
        return atan2_of(a, other_leg(a));
    case F_ACOS:
        return atan2_of(other_leg(a), a);
    case F_ATAN:
        return atan2_of(a, wide_of(1));
    case F_ATAN2:
        return atan2_of(a, b);
    case F_SINH:
        return sinh_of(a);
    case F_COSH:
        return cosh_of(a);
    case F_TANH:
        return tanh_of(a);
    case F_ASINH:
        return asinh_of(a);
    case F_ACOSH:
        return acosh_of(a);
    case F_ATANH:
        return atanh_of(a);
    case F_ERF:
        return wide_erf(a);
    case F_ERFC:
        return wide_erfc(a);
    case F_LGAMMA:
        return wide_lgamma(a);
    case F_DIGAMMA:
        return wide_digamma(a);
    case F_TRIGAMMA:
        return wide_trigamma(a);
    case F_NONE:
    case F_FLOORDIV:
    case F_MOD:
    case F_NOT:
    case F_AND:
    case F_OR:
    case F_SIGN:
    case F_COUNT:
    default:
        return of_double(function, a, b);
    }
}
