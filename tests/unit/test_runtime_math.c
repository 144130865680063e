/* test_runtime_math.c: the runtime's functions against long double libm.
 *
 * A row of the table is a function, its domain, its reference and how many ULP
 * it may be off; every row is asked the same questions.  Digamma and trigamma,
 * which libm lacks, have references by recurrence and series here.  The
 * measured worst errors come from tests/accuracy/ulp.c; the allowances here are
 * the promised 2 ULP in double (libm's own error is 2^-11 of that) and 1 in
 * float.
 */
#include "suite.h"

#include "gg.h"
#include "gg_inline.h"
#include "gg_math.h"

#include <float.h>
#include <math.h>

typedef enum Symmetry { NONE, ODD, EVEN } Symmetry;
typedef enum Slope { ANY, RISING, FALLING } Slope;

typedef struct Function {
    const char *name;
    double (*f)(double);
    float (*ff)(float);
    long double (*exact)(long double);
    double low, high;           /* arguments are taken from here */
    double from, to;            /* and more of them from here */
    Symmetry symmetry;
    Slope slope;                /* on [from, to] */
    double below, above;        /* values at -infinity and infinity */
    double at_zero;
} Function;

static long double sigmoid_exact(long double x)
{
    return 1 / (1 + expl(-x));
}

/* Recurrence to 30, then the asymptotic series. */
static long double digamma_exact(long double x)
{
    long double s = 0, w;

    if (x < 0.01L)
        return digamma_exact(x + 1) - 1 / x;
    for (; x < 30; x += 1)
        s -= 1 / x;
    w = 1 / (x * x);
    return s + logl(x) - 1 / (2 * x)
        - w * (1 / 12.0L - w * (1 / 120.0L - w * (1 / 252.0L - w *
          (1 / 240.0L - w * (1 / 132.0L - w * (691 / 32760.0L))))));
}

static long double trigamma_exact(long double x)
{
    long double s = 0, w;

    for (; x < 30; x += 1)
        s += 1 / (x * x);
    w = 1 / (x * x);
    return s + 1 / x + w / 2 + w / x * (1 / 6.0L - w * (1 / 30.0L - w *
        (1 / 42.0L - w * (1 / 30.0L - w * (5 / 66.0L)))));
}

#define ROW(name) #name, gg_##name, gg_##name##f, name##l
#define OWN(name) #name, gg_##name, gg_##name##f, name##_exact
#define MOST DBL_MAX
#define INF ((double)INFINITY)
#define NOT ((double)NAN)

static double root(double x) { return gg_sqrt(x); }
static float rootf(float x) { return gg_sqrtf(x); }

static const Function functions[] = {
    {ROW(exp), -745, 709.7, -20, 20, NONE, RISING, 0, INF, 1},
    {ROW(expm1), -60, 709.7, -3, 3, NONE, RISING, -1, INF, 0},
    {ROW(log), 0, MOST, 0.3, 3, NONE, RISING, NOT, INF, -INF},
    {ROW(log1p), -1, MOST, -0.9, 3, NONE, RISING, NOT, INF, 0},
    {OWN(sigmoid), -740, 60, -10, 10, NONE, RISING, 0, 1, 0.5},
    {ROW(sinh), -710, 710, -3, 3, ODD, RISING, -INF, INF, 0},
    {ROW(cosh), -710, 710, 0.01, 3, EVEN, RISING, INF, INF, 1},
    {ROW(tanh), -MOST, MOST, -3, 3, ODD, RISING, -1, 1, 0},
    {ROW(asinh), -MOST, MOST, -3, 3, ODD, RISING, -INF, INF, 0},
    {ROW(acosh), 1, MOST, 1, 4, NONE, RISING, NOT, INF, NOT},
    {ROW(atanh), -1, 1, -0.99, 0.99, ODD, RISING, NOT, NOT, 0},
    {ROW(sin), -MOST, MOST, -9, 9, ODD, ANY, NOT, NOT, 0},
    {ROW(cos), -MOST, MOST, -9, 9, EVEN, ANY, NOT, NOT, 1},
    {ROW(tan), -MOST, MOST, -1.5, 1.5, ODD, RISING, NOT, NOT, 0},
    {ROW(asin), -1, 1, -0.99, 0.99, ODD, RISING, NOT, NOT, 0},
    {ROW(acos), -1, 1, -0.99, 0.99, NONE, FALLING, NOT, NOT,
     1.57079632679489661923},
    {ROW(atan), -MOST, MOST, -3, 3, ODD, RISING, -1.57079632679489661923,
     1.57079632679489661923, 0},
    {ROW(cbrt), -MOST, MOST, -9, 9, ODD, RISING, -INF, INF, 0},
    {ROW(erf), -MOST, MOST, -3, 3, ODD, RISING, -1, 1, 0},
    {ROW(erfc), -6, 26.5, -3, 6, NONE, FALLING, 2, 0, 1},
    {ROW(lgamma), 0, 1e305, 2, 20, NONE, RISING, INF, INF, INF},
    {OWN(digamma), 0, MOST, 0.3, 20, NONE, RISING, NOT, INF, -INF},
    {OWN(trigamma), 1e-100, 1e300, 0.3, 20, NONE, FALLING, INF, 0, INF},
    {"sqrt", root, rootf, sqrtl, 0, MOST, 0.1, 9, NONE, RISING, NOT, INF, 0},
    {"sqrt_soft", gg_sqrt_soft, gg_sqrt_softf, sqrtl, 0, MOST, 0.1, 9, NONE,
     RISING, NOT, INF, 0},
    {ROW(floor), -MOST, MOST, -9, 9, NONE, ANY, -INF, INF, 0},
    {ROW(ceil), -MOST, MOST, -9, 9, NONE, ANY, -INF, INF, 0},
    {ROW(round), -MOST, MOST, -9, 9, ODD, ANY, -INF, INF, 0},
};

enum { FUNCTIONS = sizeof functions / sizeof functions[0], 
       POINTS = SANITIZED ? 2000 : 20000 };

static uint64_t random_bits(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

/* The i-th argument: any bit pattern, an exponent between -40 and 40, or the
 * range where the function bends. */
static double argument(const Function *f, uint64_t *state, int i)
{
    for (;;) {
        const uint64_t u = random_bits(state);
        const double unit = (double)(u >> 11) * 0x1p-53;
        double x = gg_from_bits(u);

        if (i % 3 == 0)
            x = f->from + (f->to - f->from) * unit;
        else if (i % 3 == 1)
            x = ldexp(i % 2 ? 1 + unit : -1 - unit,
                      (int)(random_bits(state) % 80) - 40);
        if (x >= f->low && x <= f->high)
            return x;
        i++;
    }
}

/* Distance in ULP of the exact value's binade; bits and least describe the
 * format. */
static double ulps(double got, long double exact, int bits, int least)
{
    int e;

    if (isnan(got) || isnan(exact))
        return isnan(got) && isnan(exact) ? 0 : INF;
    if (isinf(got))
        return fabsl(exact) >= (bits == 24 ? (long double)FLT_MAX
            : (long double)DBL_MAX) && (exact > 0) == (got > 0) ? 0 : INF;
    (void)frexpl(exact, &e);
    e = exact == 0 || e - bits < least ? least : e - bits;
    return (double)ldexpl(fabsl(got - exact), -e);
}

START_TEST(test_double_accuracy)
{
    const Function *f = &functions[_i];
    uint64_t state = 17;
    int i;

    for (i = 0; i < POINTS; i++) {
        const double x = argument(f, &state, i);
        const double y = f->f(x);
        const long double exact = f->exact((long double)x);

        /* The reference itself is off by 1e-18 near digamma's zero. */
        ck_assert_msg(ulps(y, exact, 53, -1074) <= 2.01
                      || (f->f == gg_digamma && fabsl(y - exact) < 1e-18L),
                      "%s(%.17g) = %.17g, not %.20Lg", f->name, x, y, exact);
    }
}
END_TEST

START_TEST(test_float_accuracy)
{
    const Function *f = &functions[_i];
    uint64_t state = 23;
    int i;

    for (i = 0; i < POINTS; i++) {
        const double wide = argument(f, &state, i);
        const uint32_t any = (uint32_t)random_bits(&state);
        float x = i % 3 == 2 ? gg_from_bitsf(any) : (float)wide;
        float y;
        long double exact;

        if (!((double)x >= f->low && (double)x <= f->high))
            x = (float)f->from;
        y = f->ff(x);
        exact = f->exact((long double)x);
        ck_assert_msg(ulps((double)y, exact, 24, -149) <= 1.001,
                      "%sf(%.9g) = %.9g, not %.20Lg", f->name, (double)x,
                      (double)y, exact);
    }
}
END_TEST

static int same(double a, double b)
{
    return isnan(a) ? isnan(b) : fabs(a - b) <= 4e-16 * fabs(b) || a == b;
}

/* Infinities, zeros, NaN; a zero keeps its sign where the value is zero. */
START_TEST(test_ends)
{
    const Function *f = &functions[_i];
    const double zero = f->f(0.0);

    ck_assert_msg(isnan(f->f(NOT)), "%s(nan)", f->name);
    ck_assert_msg(isnan(f->ff((float)NOT)), "%sf(nan)", f->name);
    ck_assert_msg(same(f->f(-INF), f->below), "%s(-inf) = %g", f->name,
                  f->f(-INF));
    ck_assert_msg(same(f->f(INF), f->above), "%s(inf) = %g", f->name,
                  f->f(INF));
    ck_assert_msg(same(zero, f->at_zero), "%s(0) = %g", f->name, zero);
    ck_assert_msg(isnan(f->below) ? isnan(f->ff(-(float)INF))
                  : f->ff(-(float)INF) == (float)f->below,
                  "%sf(-inf)", f->name);
    ck_assert_msg(isnan(f->above) ? isnan(f->ff((float)INF))
                  : f->ff((float)INF) == (float)f->above, "%sf(inf)", f->name);
    ck_assert_msg(isnan(f->at_zero) ? isnan(f->ff(0.0f))
                  : f->ff(0.0f) == (float)f->at_zero, "%sf(0)", f->name);
    if (f->at_zero == 0) {
        ck_assert_msg(!signbit(zero) && signbit(f->f(-0.0)),
                      "%s(-0) = %g", f->name, f->f(-0.0));
        ck_assert_msg(!signbit(f->ff(0.0f)) && signbit(f->ff(-0.0f)),
                      "%sf(-0)", f->name);
    }
    /* Overflow and underflow beyond the range of exact arguments. */
    ck_assert_msg(!isnan(f->f(MOST)) || f->high < MOST, "%s(max)", f->name);
    ck_assert_msg(!isnan(f->f(f->high)) && !isnan(f->f(f->low)),
                  "%s at the ends of its domain", f->name);
}
END_TEST

START_TEST(test_symmetry)
{
    const Function *f = &functions[_i];
    uint64_t state = 5;
    int i;

    for (i = 0; i < POINTS && f->symmetry != NONE; i++) {
        const double x = argument(f, &state, i);
        const double y = f->f(-x);
        const double z = f->symmetry == ODD ? -f->f(x) : f->f(x);
        const float yf = f->ff(-(float)x);
        const float zf = f->symmetry == ODD ? -f->ff((float)x)
                                            : f->ff((float)x);

        ck_assert_msg(y == z, "%s(-%.17g)", f->name, x);
        ck_assert_msg(yf == zf || isnan(yf), "%sf(-%.9g)", f->name, x);
    }
}
END_TEST

/* Neighbours may differ by the errors of both, points 1e-6 apart may not. */
START_TEST(test_monotone)
{
    const Function *f = &functions[_i];
    const double sign = f->slope == RISING ? 1 : -1;
    double x;

    if (f->slope == ANY)
        return;
    for (x = f->from; x < f->to; x += (f->to - f->from) * 1e-5) {
        const double y = f->f(x + (f->to - f->from) * 1e-6);

        ck_assert_msg(sign * (y - f->f(x)) > 0 || fabs(y) >= 1 - 1e-12,
                      "%s near %.17g", f->name, x);
    }
}
END_TEST

/* The functions of two arguments. */

typedef struct Pair {
    const char *name;
    double (*f)(double, double);
    float (*ff)(float, float);
    long double (*exact)(long double, long double);
    double low;
} Pair;

static const Pair pairs[] = {
    {"pow", gg_pow, gg_powf, powl, 0},
    {"atan2", gg_atan2, gg_atan2f, atan2l, -MOST},
    {"hypot", gg_hypot, gg_hypotf, hypotl, -MOST},
};

enum { PAIRS = sizeof pairs / sizeof pairs[0] };

START_TEST(test_pair_accuracy)
{
    const Pair *p = &pairs[_i];
    const Function domain = {"", NULL, NULL, NULL, p->low, MOST, p->low < 0
        ? -3 : 0.1, 3, NONE, ANY, 0, 0, 0};
    const Function other = {"", NULL, NULL, NULL, -MOST, MOST, -30, 30, NONE,
        ANY, 0, 0, 0};
    uint64_t state = 29;
    int i;

    for (i = 0; i < POINTS; i++) {
        const double x = argument(&domain, &state, i);
        const double y = argument(&other, &state, i / 3);
        const float xf = (float)x, yf = (float)y;

        ck_assert_msg(ulps(p->f(x, y), p->exact(x, y), 53, -1074) <= 2.01,
                      "%s(%.17g, %.17g) = %.17g, not %.20Lg", p->name, x, y,
                      p->f(x, y), p->exact(x, y));
        ck_assert_msg(ulps((double)p->ff(xf, yf), p->exact(xf, yf), 24, -149)
                      <= 1.001, "%sf(%.9g, %.9g) = %.9g", p->name, (double)xf,
                      (double)yf, (double)p->ff(xf, yf));
    }
}
END_TEST

/* Every pair of these against C's own special cases, signs of zeros too; with
 * zeros and infinities the result is the nearest number. */
START_TEST(test_pair_ends)
{
    static const double special[] = {
        0.0, -0.0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 4503599627370497.0,
        9007199254740993.0, -9007199254740991.0, 1e300, -1e300, 1e-320,
        -1e-320, DBL_MAX, DBL_MIN, INFINITY, -INFINITY, NAN
    };
    const Pair *p = &pairs[_i];
    const size_t n = sizeof special / sizeof special[0];
    size_t i, j;

    for (i = 0; i < n; i++)
        for (j = 0; j < n; j++) {
            const double x = special[i], y = special[j];
            const double got = p->f(x, y);
            const double want = (double)p->exact((long double)x,
                                                 (long double)y);

            /* hypot(nan, inf) = inf as in C. */
            ck_assert_msg(isnan(want) ? isnan(got)
                : same(got, want) && (!signbit(got)) == (!signbit(want)),
                "%s(%g, %g) = %g, not %g", p->name, x, y, got, want);
            if (x == 0 || y == 0 || isinf(x) || isinf(y))
                ck_assert_msg(got == want || isnan(want),
                              "%s(%g, %g) = %.17g, not %.17g", p->name, x, y,
                              got, want);
        }
}
END_TEST

START_TEST(test_powi)
{
    static const float half = 0.5f;
    const double x = 1.1;
    const double square = x * x;

    ck_assert(gg_powi(x, 0) == 1 && gg_powi(x, 1) == x);
    ck_assert(gg_powi(x, 2) == square);
    ck_assert(gg_powi(x, 3) == x * square);
    ck_assert(gg_powi(x, 7) == x * square * (square * square));
    ck_assert(gg_powi(x, -3) == 1 / (x * square));
    ck_assert(gg_powif(half, 149) > 0 && gg_powif(half, 150) == 0);
    ck_assert(gg_powi(-1, -2147483647 - 1) == 1);
    ck_assert(gg_powif(-2, 3) == -8);
    ck_assert(isnan(gg_powi(NOT, 2)) && gg_powi(NOT, 0) == 1);
    for (int n = -64; n <= 64; n++) {
        ck_assert(gg_inline_powi(x, n) == gg_powi(x, n));
        ck_assert(gg_inline_powif(1.1f, n) == gg_powif(1.1f, n));
    }
}
END_TEST

START_TEST(test_powh)
{
    ck_assert(gg_powh(1.7, 1) == gg_sqrt(1.7));
    ck_assert(gg_powh(4, 3) == 8 && gg_powh(4, -3) == 0.125);
    ck_assert(gg_powhf(4, -1) == 0.5f && isnan(gg_powh(-1, 1)));
    ck_assert(isinf(gg_powh(-0.0, -1)) && gg_powh(-0.0, -1) > 0);
    for (int n = -17; n <= 17; n += 2) {
        double y = gg_powh(1.7, n), want = pow(1.7, 0.5 * n);
        ck_assert(fabs(y - want) <= 8 * DBL_EPSILON * want);
        ck_assert(gg_inline_powh(1.7, n) == y);
        ck_assert(gg_inline_powhf(1.1f, n) == gg_powhf(1.1f, n));
    }
}
END_TEST

START_TEST(test_choices)
{
    ck_assert(gg_max(1, 2) == 2 && gg_min(1, 2) == 1);
    ck_assert(isnan(gg_max(NOT, 1)) && gg_max(1, NOT) == 1);
    ck_assert(isnan(gg_minf((float)NOT, 1)) && gg_minf(1, (float)NOT) == 1);
    ck_assert(signbit(gg_max(-0.0, 0.0)) && !signbit(gg_max(0.0, -0.0)));
    ck_assert(!signbit(gg_abs(-0.0)) && !signbit(gg_absf(-0.0f)));
    ck_assert(gg_abs(-3) == 3 && gg_absf(-(float)INF) == (float)INF);
    ck_assert(gg_sign(-3) == -1 && gg_sign(INF) == 1 && isnan(gg_sign(NOT)));
    ck_assert(signbit(gg_sign(-0.0)) && gg_signf(1e-45f) == 1);
    ck_assert(gg_round(2.5) == 3 && gg_round(-2.5) == -3);
    ck_assert(gg_round(0.49999999999999994) == 0);
    ck_assert(gg_roundf(0.49999997f) == 0 && gg_roundf(-0.5f) == -1);
    ck_assert(signbit(gg_ceil(-0.3)) && signbit(gg_round(-0.3)));
}
END_TEST

/* lgamma and its derivatives left of 0: by value where no zero is near, by
 * absolute error where one is. */
START_TEST(test_negative_gamma)
{
    uint64_t state = 3;
    int i;

    for (i = 0; i < POINTS; i++) {
        const double x = -20 * ((double)(random_bits(&state) >> 11) * 0x1p-53);
        const long double r = (long double)x - roundl((long double)x);
        const long double d = digamma_exact(1 - (long double)x)
            - acosl(-1) / tanl(acosl(-1) * r);
        const long double s = sinl(acosl(-1) * r) / acosl(-1);
        const long double t = 1 / (s * s)
            - trigamma_exact(1 - (long double)x);
        const long double l = lgammal((long double)x);

        ck_assert_msg(fabsl(gg_lgamma(x) - l) < 3e-15L * (fabsl(l) + 4),
                      "lgamma(%.17g)", x);
        ck_assert_msg(fabsl(gg_digamma(x) - d) < 2e-15L * (fabsl(d) + 2),
                      "digamma(%.17g) = %.17g not %.17Lg", x, gg_digamma(x), d);
        ck_assert_msg(fabsl(gg_trigamma(x) - t) < 2e-15L * t,
                      "trigamma(%.17g)", x);
    }
    ck_assert(isinf(gg_lgamma(-3)) && isnan(gg_digamma(-3)));
    ck_assert(isinf(gg_trigamma(-3)) && isinf(gg_lgamma(-1e300)));
}
END_TEST

/* The hardest arguments for the reduction of angles: the double nearest to a
 * multiple of pi/2, and the largest. */
START_TEST(test_reduction)
{
    const double hard = ldexp(6381956970095103.0, 797);

    ck_assert(ulps(gg_cos(hard), cosl((long double)hard), 53, -1074) <= 1);
    ck_assert(fabs(gg_cos(hard)) < 1e-18);
    ck_assert(ulps(gg_sin(MOST), sinl((long double)MOST), 53, -1074) <= 1);
    ck_assert(ulps(gg_tan(1e22), tanl(1e22L), 53, -1074) <= 1);
}
END_TEST

START_TEST(test_strict)
{
    ck_assert(gg_is_strict());
    ck_assert_str_eq(gg_status_text(GG_OK), "ok");
    ck_assert_str_ne(gg_status_text(GG_INDEX), gg_status_text(GG_OK));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("runtime_math");
    TCase *one = tcase_create("one argument");
    TCase *two = tcase_create("two arguments");
    TCase *rest = tcase_create("rest");

    tcase_add_loop_test(one, test_double_accuracy, 0, FUNCTIONS);
    tcase_add_loop_test(one, test_float_accuracy, 0, FUNCTIONS);
    tcase_add_loop_test(one, test_ends, 0, FUNCTIONS);
    tcase_add_loop_test(one, test_symmetry, 0, FUNCTIONS);
    tcase_add_loop_test(one, test_monotone, 0, FUNCTIONS);
    tcase_add_loop_test(two, test_pair_accuracy, 0, PAIRS);
    tcase_add_loop_test(two, test_pair_ends, 0, PAIRS);
    tcase_add_test(rest, test_powi);
    tcase_add_test(rest, test_powh);
    tcase_add_test(rest, test_choices);
    tcase_add_test(rest, test_negative_gamma);
    tcase_add_test(rest, test_reduction);
    tcase_add_test(rest, test_strict);
    tcase_set_timeout(one, 60);
    tcase_set_timeout(two, 60);
    suite_add_tcase(suite, one);
    suite_add_tcase(suite, two);
    suite_add_tcase(suite, rest);
    return suite_run(suite);
}
