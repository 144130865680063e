/* wide_special.c: the error function and those about Γ.
 *
 * erf by its series without cancellation, and erfc by its continued fraction
 * where that is short; log Γ and its derivatives by Stirling's series from 40
 * on, to which the argument is moved (DLMF 7.6.2, 7.9.1, 5.11.1, 5.11.2, 5.15.8).
 */
#include "wide.h"

#define ERFC_FROM 1.5
#define STIRLING_FROM 40

/* 2 / √π e^(-a²) */
static Wide error_factor(Wide a)
{
    Wide e = wide_exp(wide_negative(wide_mul(a, a)));
    return wide_div(wide_mul(wide_of(2), e), wide_sqrt(wide_pi()));
}

/* Σ 2^n a^(2n + 1) / (1 · 3 ⋯ (2n + 1)) times that */
static Wide erf_series(Wide a)
{
    Wide term = a, sum = a, square = wide_mul(a, a);
    square = (Wide){2 * square.high, 2 * square.low};
    for (int n = 1; fabs(term.high) > 0x1p-110 * fabs(sum.high); n++) {
        term = wide_div_double(wide_mul(term, square), 2 * n + 1);
        sum = wide_add(sum, term);
    }
    return wide_mul(error_factor(a), sum);
}

/* a + (1/2) / (a + (2/2) / (a + (3/2) / …)) */
static Wide erfc_fraction(Wide a)
{
    Wide rest = a;
    for (int n = 30 + (int)(800 / (a.high * a.high)); n > 0; n--)
        rest = wide_add(a, wide_div(wide_of(0.5 * n), rest));
    Wide factor = error_factor(a);
    return wide_div((Wide){factor.high / 2, factor.low / 2}, rest);
}

Wide wide_erfc(Wide a)
{
    if (!wide_is_finite(a) || fabs(a.high) > 26)
        return wide_of(erfc(a.high));
    if (a.high < 0)
        return wide_sub(wide_of(2), wide_erfc(wide_negative(a)));
    return a.high < ERFC_FROM ? wide_sub(wide_of(1), erf_series(a))
                              : erfc_fraction(a);
}

Wide wide_erf(Wide a)
{
    if (!wide_is_finite(a) || fabs(a.high) > 26)
        return wide_of(erf(a.high));
    return fabs(a.high) < ERFC_FROM ? erf_series(a)
                                    : wide_sub(wide_of(1), wide_erfc(a));
}

/* -- Γ -- */

/* B_2k */
static Wide bernoulli(int k)
{
    static const double numbers[][2] = {
        {1, 6},          {-1, 30},      {1, 42},           {-1, 30},
        {5, 66},         {-691, 2730},  {7, 6},            {-3617, 510},
        {43867, 798},    {-174611, 330}, {854513, 138},
        {-236364091, 2730}, {8553103, 6}, {-23749461029, 870},
        {8615841276005, 14322}};
    return wide_div(wide_of(numbers[k - 1][0]), wide_of(numbers[k - 1][1]));
}

/* Σ B_2k weight(k) a^(-2k) */
static Wide stirling(Wide a, double (*weight)(int k))
{
    enum { TERMS = 15 };
    Wide by = wide_div(wide_of(1), wide_mul(a, a)), sum = wide_of(0);
    for (int k = TERMS; k > 0; k--) {
        Wide term = wide_div(bernoulli(k), wide_of(weight(k)));
        sum = wide_mul(by, wide_add(sum, term));
    }
    return sum;
}

static double lgamma_weight(int k)
{
    return 2 * k * (2 * k - 1);
}

static double digamma_weight(int k)
{
    return 2 * k;
}

static double trigamma_weight(int k)
{
    (void)k;
    return 1;
}

static bool is_pole(Wide a)
{
    return a.high <= 0 && a.low == 0 && a.high == floor(a.high);
}

static bool is_outside(Wide a)
{
    return !(fabs(a.high) < 1e8) || is_pole(a);
}

Wide wide_lgamma(Wide a)
{
    Wide moved = wide_of(1), sine;
    if (is_outside(a))
        return wide_of((double)NAN);
    if (a.high < 0.5) {
        sine = wide_sin(wide_mul(wide_pi(), a));
        if (sine.high < 0)
            sine = wide_negative(sine);
        return wide_sub(wide_log(wide_div(wide_pi(), sine)),
                        wide_lgamma(wide_sub(wide_of(1), a)));
    }
    for (; a.high < STIRLING_FROM; a = wide_add(a, wide_of(1)))
        moved = wide_mul(moved, a);
    Wide sum = wide_mul(wide_sub(a, wide_of(0.5)), wide_log(a));
    Wide two_pi = wide_mul(wide_of(2), wide_pi());
    sum = wide_add(wide_sub(sum, a),
                   wide_mul(wide_of(0.5), wide_log(two_pi)));
    sum = wide_add(sum, wide_mul(a, stirling(a, lgamma_weight)));
    return wide_sub(sum, wide_log(moved));
}

Wide wide_digamma(Wide a)
{
    Wide moved = wide_of(0), sine, cosine;
    if (is_outside(a))
        return wide_of((double)NAN);
    if (a.high < 0.5) {
        sine = wide_sin(wide_mul(wide_pi(), a));
        cosine = wide_cos(wide_mul(wide_pi(), a));
        return wide_sub(wide_digamma(wide_sub(wide_of(1), a)),
                        wide_div(wide_mul(wide_pi(), cosine), sine));
    }
    for (; a.high < STIRLING_FROM; a = wide_add(a, wide_of(1)))
        moved = wide_add(moved, wide_div(wide_of(1), a));
    Wide sum = wide_sub(wide_log(a), wide_div(wide_of(0.5), a));
    return wide_sub(wide_sub(sum, stirling(a, digamma_weight)), moved);
}

Wide wide_trigamma(Wide a)
{
    Wide moved = wide_of(0), sine;
    if (is_outside(a))
        return wide_of((double)NAN);
    if (a.high < 0.5) {
        sine = wide_sin(wide_mul(wide_pi(), a));
        return wide_sub(wide_power(wide_div(wide_pi(), sine), 2),
                        wide_trigamma(wide_sub(wide_of(1), a)));
    }
    for (; a.high < STIRLING_FROM; a = wide_add(a, wide_of(1)))
        moved = wide_add(moved, wide_power(a, -2));
    Wide by = wide_div(wide_of(1), a);
    Wide sum = wide_add(wide_of(1), wide_mul(wide_of(0.5), by));
    sum = wide_add(sum, stirling(a, trigamma_weight));
    return wide_add(wide_mul(by, sum), moved);
}
