/* wide.h: numbers of about 106 bits, as sums of two doubles.
 *
 * A Wide is high + low, |low| <= ulp(high) / 2. Sums and products are made without
 * an error that is lost: what a sum of two doubles rounds off is a double (Knuth,
 * The Art of Computer Programming 2, 4.2.2, theorem B; Dekker, A floating-point
 * technique for extending the available precision, Numer. Math. 18, 1971), and
 * that of a product is what fma gives. Of these, sums, products and quotients are
 * right to a few units of 2^-104 (Joldes, Muller & Popescu, Tight and rigorous error
 * bounds for basic building blocks of double-word arithmetic, ACM TOMS 44(2),
 * 2017). It takes no more than IEEE doubles and a right fma.
 *
 * What is not finite has low = 0. A function that has no good value at a point
 * is NaN there.
 */
#ifndef GCC_GRAPH_WIDE_H
#define GCC_GRAPH_WIDE_H

#include "functions.h"

#include <float.h>
#include <math.h>

typedef struct Wide {
    double high, low;
} Wide;

static inline Wide wide_of(double x)
{
    return (Wide){x, 0};
}

static inline bool wide_is_finite(Wide a)
{
    return fabs(a.high) <= DBL_MAX;
}

/* a + b where |a| >= |b|, or a = 0 */
static inline Wide wide_fast_sum(double a, double b)
{
    double sum = a + b;
    double taken = sum - a;
    return (Wide){sum, b - taken};
}

static inline Wide wide_two_sum(double a, double b)
{
    double sum = a + b;
    double of_b = sum - a;
    double of_a = sum - of_b;
    return (Wide){sum, (a - of_a) + (b - of_b)};
}

static inline Wide wide_add(Wide a, Wide b)
{
    Wide high = wide_two_sum(a.high, b.high);
    Wide low = wide_two_sum(a.low, b.low);
    if (!wide_is_finite(high))
        return wide_of(high.high);
    high = wide_fast_sum(high.high, high.low + low.high);
    return wide_fast_sum(high.high, high.low + low.low);
}

static inline Wide wide_negative(Wide a)
{
    return (Wide){-a.high, -a.low};
}

static inline Wide wide_sub(Wide a, Wide b)
{
    return wide_add(a, wide_negative(b));
}

static inline Wide wide_mul(Wide a, Wide b)
{
    double high = a.high * b.high;
    if (!(fabs(high) <= DBL_MAX))
        return wide_of(high);
    double low = fma(a.high, b.high, -high);
    double mixed = fma(a.high, b.low, a.low * b.high);
    return wide_fast_sum(high, low + mixed);
}

static inline Wide wide_div(Wide a, Wide b)
{
    double high = a.high / b.high;
    if (!(fabs(high) <= DBL_MAX) || !wide_is_finite(b))
        return wide_of(high);
    Wide rest = wide_sub(a, wide_mul(b, wide_of(high)));
    return wide_fast_sum(high, rest.high / b.high);
}

/* By a number that is finite and not 0 */
static inline Wide wide_div_double(Wide a, double b)
{
    double high = a.high / b;
    return wide_fast_sum(high, (fma(-high, b, a.high) + a.low) / b);
}

/* -1, 0, 1, or NaN */
static inline double wide_compare(Wide a, Wide b)
{
    if (a.high != b.high)
        return a.high < b.high ? -1 : a.high > b.high ? 1 : (double)NAN;
    return (a.low > b.low) - (a.low < b.low);
}

Wide wide_sqrt(Wide a);
Wide wide_power(Wide a, int32_t n);
Wide wide_exp(Wide a);
Wide wide_expm1(Wide a);
Wide wide_log(Wide a);
Wide wide_log1p(Wide a);
Wide wide_sin(Wide a);
Wide wide_cos(Wide a);
/* π */
Wide wide_pi(void);

/* -- wide_special.c -- */

Wide wide_erf(Wide a);
Wide wide_erfc(Wide a);
Wide wide_lgamma(Wide a);
Wide wide_digamma(Wide a);
Wide wide_trigamma(Wide a);

/* -- wide_function.c -- */

/* The value of a scalar function; b is 0 for one operand. */
Wide wide_apply(Function function, Wide a, Wide b);

#endif
