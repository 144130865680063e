/* gg_model_whole.h: arithmetic of whole numbers of one type: GG_INTEGER, with
 * GG_NAME(g) the name of a function.  Quotients and remainders round down,
 * a = b div(a, b) + mod(a, b); by zero both are 0.
 */

static inline GG_INTEGER GG_NAME(gg_div)(GG_INTEGER a, GG_INTEGER b)
{
    const GG_INTEGER q = b == 0 ? 0 : (GG_INTEGER)(a / b);
    return b != 0 && a % b != 0 && (a < 0) != (b < 0) ? (GG_INTEGER)(q - 1) : q;
}

static inline GG_INTEGER GG_NAME(gg_mod)(GG_INTEGER a, GG_INTEGER b)
{
    return b == 0 ? 0 : (GG_INTEGER)(a - b * GG_NAME(gg_div)(a, b));
}

static inline GG_INTEGER GG_NAME(gg_min)(GG_INTEGER a, GG_INTEGER b)
{
    return b < a ? b : a;
}

static inline GG_INTEGER GG_NAME(gg_max)(GG_INTEGER a, GG_INTEGER b)
{
    return b > a ? b : a;
}

static inline GG_INTEGER GG_NAME(gg_abs)(GG_INTEGER a)
{
    return a < 0 ? (GG_INTEGER)-a : a;
}

static inline GG_INTEGER GG_NAME(gg_sign)(GG_INTEGER a)
{
    return (GG_INTEGER)((a > 0) - (a < 0));
}
