/* ulp.c: worst errors of the runtime's functions, in ULP, against MPFR.
 *
 *     ulp [--double] [-n POINTS] [-s SEED] [NAME ...]
 *     ulp --all [NAME ...]
 *
 * For each function POINTS arguments, a quarter each spread evenly over the bit
 * patterns of its domain (so that every binade counts the same), over the part
 * of it where the function bends, over the exponents from 2^-60 to 2^60, and
 * near the middle of that part, in double and, unless --double says otherwise,
 * rounded to float.  With --all, each of the 2^32 arguments in float
 * of the functions of one argument.  One ULP is the distance of neighbours in the
 * binade of the exact result.
 *
 * MPFR is asked, at 200 bits, only where the answer may be the worst.  The C
 * library's function in double (of float) or long double (of double) tells
 * first how large the error is; where that comes within a margin of the worst so far
 * and of 1/2, or is no number, MPFR decides.  Of every 2^16th argument in float and
 * every 2^12th in double MPFR is asked in any case, which shows how far the
 * library's function is off itself; that must stay below the margin.
 *
 * Printed for each: name, arguments tried, worst error and where it is, how often
 * MPFR was asked, and how far off the library was.
 *
 * Build: cc -O3 -march=native -fno-math-errno ulp.c -I../../runtime \
 *            ../../build/libgg.a -lmpfr -lgmp -lmvec -lm
 */
#include "gg_inline.h"

#include <math.h>
#include <mpfr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef double Unary(double);
typedef float Unaryf(float);
typedef double Binary(double, double);
typedef float Binaryf(float, float);
typedef void Exact(mpfr_ptr y, mpfr_srcptr a, mpfr_srcptr b);
typedef long double Wide(long double, long double);

enum { MANY = 1024 };

/* What is computed of x, and what the library computes. */
typedef void Many(const float *x, float *got, double *wanted);

typedef struct Function {
    const char *name;
    Many *many;
    Unary *f;
    Unaryf *ff;
    Binary *g;
    Binaryf *gf;
    Exact *exact;
    Binary *library;        /* in double, NULL where there is none */
    Wide *wide;
    double low, high;       /* the whole domain */
    double from, to;        /* where it bends */
    double y_from, y_to;    /* the second argument */
} Function;

#define RND MPFR_RNDN
#define UNARY(name, call) \
    static void name(mpfr_ptr y, mpfr_srcptr a, mpfr_srcptr b) \
    { (void)b; call(y, a, RND); }
#define BINARY(name, call) \
    static void name(mpfr_ptr y, mpfr_srcptr a, mpfr_srcptr b) \
    { call(y, a, b, RND); }

UNARY(exact_exp, mpfr_exp)
UNARY(exact_expm1, mpfr_expm1)
UNARY(exact_log, mpfr_log)
UNARY(exact_log1p, mpfr_log1p)
UNARY(exact_sin, mpfr_sin)
UNARY(exact_cos, mpfr_cos)
UNARY(exact_tan, mpfr_tan)
UNARY(exact_asin, mpfr_asin)
UNARY(exact_acos, mpfr_acos)
UNARY(exact_atan, mpfr_atan)
UNARY(exact_sinh, mpfr_sinh)
UNARY(exact_cosh, mpfr_cosh)
UNARY(exact_tanh, mpfr_tanh)
UNARY(exact_asinh, mpfr_asinh)
UNARY(exact_acosh, mpfr_acosh)
UNARY(exact_atanh, mpfr_atanh)
UNARY(exact_cbrt, mpfr_cbrt)
UNARY(exact_sqrt, mpfr_sqrt)
UNARY(exact_erf, mpfr_erf)
UNARY(exact_erfc, mpfr_erfc)
UNARY(exact_digamma, mpfr_digamma)
BINARY(exact_pow, mpfr_pow)
BINARY(exact_hypot, mpfr_hypot)
BINARY(exact_atan2, mpfr_atan2)

static void exact_lgamma(mpfr_ptr y, mpfr_srcptr a, mpfr_srcptr b)
{
    int sign;

    (void)b;
    mpfr_lgamma(y, &sign, a, RND);
}

static void exact_sigmoid(mpfr_ptr y, mpfr_srcptr a, mpfr_srcptr b)
{
    (void)b;
    mpfr_neg(y, a, RND);
    mpfr_exp(y, y, RND);
    mpfr_add_ui(y, y, 1, RND);
    mpfr_ui_div(y, 1, y, RND);
}

/* Recurrence up to 40, then the asymptotic series (Abramowitz & Stegun
 * 6.4.12) with the Bernoulli numbers to B_30: 1e-38 of the result. */
static void exact_trigamma(mpfr_ptr y, mpfr_srcptr a, mpfr_srcptr b)
{
    static const double num[15] = {1, -1, 1, -1, 5, -691, 7, -3617, 43867,
        -174611, 854513, -236364091, 8553103, -23749461029.0, 8615841276005.0};
    static const double den[15] = {6, 30, 42, 30, 66, 2730, 6, 510, 798, 330,
        138, 2730, 6, 870, 14322};
    mpfr_t x, t, w, pi;
    int i, negative = mpfr_sgn(a) < 0;

    (void)b;
    mpfr_inits2(400, x, t, w, pi, (mpfr_ptr)0);
    if (negative) {
        mpfr_ui_sub(x, 1, a, RND);
        mpfr_const_pi(pi, RND);
        mpfr_mul(t, pi, a, RND);
        mpfr_sin(t, t, RND);
        mpfr_div(pi, pi, t, RND);
        mpfr_sqr(pi, pi, RND);
    } else {
        mpfr_set(x, a, RND);
    }
    mpfr_set_ui(y, 0, RND);
    while (mpfr_cmp_ui(x, 40) < 0) {
        mpfr_sqr(t, x, RND);
        mpfr_ui_div(t, 1, t, RND);
        mpfr_add(y, y, t, RND);
        mpfr_add_ui(x, x, 1, RND);
    }
    mpfr_ui_div(x, 1, x, RND);
    mpfr_sqr(w, x, RND);
    mpfr_add(y, y, x, RND);
    mpfr_div_ui(t, w, 2, RND);
    mpfr_add(y, y, t, RND);
    for (i = 0; i < 15; i++) {
        mpfr_mul(x, x, w, RND);
        mpfr_mul_d(t, x, num[i], RND);
        mpfr_div_d(t, t, den[i], RND);
        mpfr_add(y, y, t, RND);
    }
    if (negative)
        mpfr_sub(y, pi, y, RND);
    mpfr_clears(x, t, w, pi, (mpfr_ptr)0);
}

/* glibc has vectors of these; gcc makes calls of them from loops. */
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__NO_MATH_ERRNO__)
#define IN_VECTORS(name) \
    extern double name(double) __attribute__((__simd__("notinbranch")));
IN_VECTORS(exp) IN_VECTORS(expm1) IN_VECTORS(log) IN_VECTORS(log1p)
IN_VECTORS(sin) IN_VECTORS(cos) IN_VECTORS(tan) IN_VECTORS(asin)
IN_VECTORS(acos) IN_VECTORS(atan) IN_VECTORS(sinh) IN_VECTORS(cosh)
IN_VECTORS(tanh) IN_VECTORS(asinh) IN_VECTORS(acosh) IN_VECTORS(atanh)
IN_VECTORS(cbrt) IN_VECTORS(erf) IN_VECTORS(erfc)
#endif

/* What the C library has, in double and long double. */
#define LIBRARY(name, f) \
    static double library_##name(double a, double b) \
    { (void)b; return name(a); } \
    static long double wide_##name(long double a, long double b) \
    { (void)b; return name##l(a); } \
    MANY_OF(name, f, name((double)x[i]))
#define MANY_OF(name, f, exact) \
    static void many_##name(const float *x, float *got, double *wanted) \
    { \
        for (int i = 0; i < MANY; i++) \
            got[i] = f(x[i]); \
        for (int i = 0; i < MANY; i++) \
            wanted[i] = exact; \
    }
#define LIBRARY2(name) \
    static double library_##name(double a, double b) \
    { return name(a, b); } \
    static long double wide_##name(long double a, long double b) \
    { return name##l(a, b); }

LIBRARY(exp, gg_inline_expf)
LIBRARY(expm1, gg_inline_expm1f)
LIBRARY(log, gg_inline_logf)
LIBRARY(log1p, gg_inline_log1pf)
LIBRARY(sqrt, gg_sqrtf)
LIBRARY(sin, gg_sinf)
LIBRARY(cos, gg_cosf)
LIBRARY(tan, gg_tanf)
LIBRARY(asin, gg_asinf)
LIBRARY(acos, gg_acosf)
LIBRARY(atan, gg_atanf)
LIBRARY(sinh, gg_sinhf)
LIBRARY(cosh, gg_coshf)
LIBRARY(tanh, gg_inline_tanhf)
LIBRARY(asinh, gg_asinhf)
LIBRARY(acosh, gg_acoshf)
LIBRARY(atanh, gg_atanhf)
LIBRARY(cbrt, gg_cbrtf)
LIBRARY(erf, gg_inline_erff)
LIBRARY(erfc, gg_inline_erfcf)
LIBRARY(lgamma, gg_lgammaf)
LIBRARY2(pow)
LIBRARY2(hypot)
LIBRARY2(atan2)

static double library_sigmoid(double a, double b)
{
    (void)b;
    return 1 / (1 + exp(-a));
}

static long double wide_sigmoid(long double a, long double b)
{
    (void)b;
    return 1 / (1 + expl(-a));
}

MANY_OF(sigmoid, gg_inline_sigmoidf, 1 / (1 + exp(-(double)x[i])))

#define library_digamma NULL
#define wide_digamma NULL
#define many_digamma NULL
#define library_trigamma NULL
#define wide_trigamma NULL
#define many_trigamma NULL

static double root(double x)
{
    return gg_sqrt(x);
}

static float rootf(float x)
{
    return gg_sqrtf(x);
}

#define ONE(name, low, high, from, to) \
    {#name, many_##name, gg_##name, gg_##name##f, 0, 0, exact_##name, \
     library_##name, wide_##name, low, high, from, to, 0, 0}
#define TWO(name, low, high, from, to, y_from, y_to) \
    {#name, 0, 0, 0, gg_##name, gg_##name##f, exact_##name, library_##name, \
     wide_##name, low, high, from, to, y_from, y_to}
#define BIG 1.79e308

static const Function functions[] = {
    ONE(exp, -745.2, 709.8, -104, 89),
    ONE(expm1, -40, 709.8, -2, 2),
    ONE(log, 0, BIG, 0.5, 2),
    ONE(log1p, -1, BIG, -0.9, 2),
    ONE(sigmoid, -745.2, 40, -10, 10),
    ONE(sinh, -710.4, 710.4, -3, 3),
    ONE(cosh, -710.4, 710.4, -3, 3),
    ONE(tanh, -BIG, BIG, -3, 3),
    ONE(asinh, -BIG, BIG, -3, 3),
    ONE(acosh, 1, BIG, 1, 4),
    ONE(atanh, -1, 1, -1, 1),
    ONE(sin, -BIG, BIG, -8, 8),
    ONE(cos, -BIG, BIG, -8, 8),
    ONE(tan, -BIG, BIG, -8, 8),
    ONE(asin, -1, 1, -1, 1),
    ONE(acos, -1, 1, -1, 1),
    ONE(atan, -BIG, BIG, -3, 3),
    {"sqrt", many_sqrt, root, rootf, 0, 0, exact_sqrt, library_sqrt, wide_sqrt,
     0, BIG, 0, 4, 0, 0},
    ONE(cbrt, -BIG, BIG, -8, 8),
    ONE(erf, -BIG, BIG, -4, 4),
    ONE(erfc, -6, 27.3, -1, 10),
    ONE(lgamma, -1e15, 2.5e305, -8, 12),
    ONE(digamma, 0, BIG, 0, 12),
    ONE(trigamma, 0, 1e150, 0, 12),
    TWO(pow, 0, BIG, 0, 3, -40, 40),
    TWO(hypot, -BIG, BIG, -3, 3, -3, 3),
    TWO(atan2, -BIG, BIG, -3, 3, -3, 3),
};

static uint64_t random_bits(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static double uniform(uint64_t *state, double a, double b)
{
    return a + (b - a) * ((double)(random_bits(state) >> 11) * 0x1p-53);
}

/* Even over the bit patterns in [low, high]. */
static double any(uint64_t *state, double low, double high)
{
    for (;;) {
        const uint64_t u = random_bits(state);
        double x;

        memcpy(&x, &u, sizeof x);
        if (x >= low && x <= high)
            return x;
    }
}

/* Even over the exponents between 2^-60 and the ends. */
static double spread(uint64_t *state, double low, double high)
{
    for (;;) {
        const uint64_t u = random_bits(state);
        const double x = exp2(uniform(state, -60, 60));

        if (u & 1 && -x >= low)
            return -x;
        if (x >= low && x <= high)
            return x;
    }
}

/* |got - exact| in units of the last of `bits` places, smallest exponent
 * `least` (that of the least subnormal). */
static double error(mpfr_ptr exact, double got, int bits, long least)
{
    mpfr_t d;
    mpfr_exp_t e;
    double r;

    if (mpfr_nan_p(exact))
        return got != got ? 0 : 1e9;
    if (mpfr_inf_p(exact))
        return mpfr_get_d(exact, RND) == got ? 0 : 1e9;
    if (got != got)
        return 1e9;
    e = mpfr_zero_p(exact) ? least : mpfr_get_exp(exact) - bits;
    if (e < least)
        e = least;
    if (got - got != 0) {
        /* An infinity is right from half an ULP beyond the largest on. */
        const long top = bits == 24 ? 128 : 1024;

        return mpfr_get_exp(exact) > top ? 0
            : mpfr_get_exp(exact) == top ? 0.5 : 1e9;
    }
    if (mpfr_get_exp(exact) > (bits == 24 ? 128 : 1024))
        e = (bits == 24 ? 128 : 1024) - bits;
    mpfr_init2(d, 300);
    mpfr_sub_d(d, exact, got, RND);
    mpfr_mul_2si(d, d, -(long)e, RND);
    r = mpfr_get_d(d, RND);
    mpfr_clear(d);
    return r < 0 ? -r : r;
}

static double point(const Function *f, uint64_t *state, long i)
{
    switch (i % 4) {
    case 0:
        return any(state, f->low, f->high);
    case 1:
        return uniform(state, f->from, f->to);
    case 2:
        return spread(state, f->low, f->high);
    default:
        return uniform(state, f->from / 8, f->to / 8) + (f->low > 0);
    }
}

/* The worst error of a function in one precision: k = 0 is double, 1 float. */
typedef struct Worst {
    const Function *f;
    int k;
    double error, at[2];
    double doubtful;        /* what is estimated above this is asked */
    double off;             /* of the library's function, where MPFR was asked */
    unsigned long tried, asked;
    mpfr_t a, b, y;
} Worst;

static const int bits_of[2] = {53, 24};
static const long least_of[2] = {-1074, -149};
static const int top_of[2] = {1024, 128};
/* A library's function is right to a few of its own ULP: 2^-11 and 2^-29. */
static const double margin_of[2] = {1.0 / 256, 1.0 / 1048576};

/* |got - wanted| in ULP of wanted, at least 1e9 where that has no meaning. */
static double estimate(double got, long double wanted, int k)
{
    const long double d = fabsl((long double)got - wanted);
    const long double top = ldexpl(1, top_of[k]);
    int e;

    if (d == 0)
        return 0;
    if (got - got != 0)
        return got != got && wanted != wanted ? 0
            : fabsl(wanted) >= top && (got > 0) == (wanted > 0) ? 0 : 1e9;
    if (!(fabsl(wanted) < top))
        return 1e9;
    frexpl(wanted, &e);
    e -= bits_of[k];
    if (wanted == 0 || e < least_of[k])
        e = (int)least_of[k];
    return (double)ldexpl(d, -e);
}

static void ask(Worst *w, double u, double v, double got, double near)
{
    double r;

    mpfr_set_d(w->a, u, RND);
    mpfr_set_d(w->b, v, RND);
    w->f->exact(w->y, w->a, w->b);
    r = error(w->y, got, bits_of[w->k], least_of[w->k]);
    if (near < 1e8 && fabs(near - r) > w->off)
        w->off = fabs(near - r);
    w->asked++;
    if (r > w->error) {
        w->error = r;
        w->doubtful = (r > 0.5 ? r : 0.5) - margin_of[w->k];
        w->at[0] = u;
        w->at[1] = v;
    }
}

static void begin(Worst *w, const Function *f, int k)
{
    memset(w, 0, sizeof *w);
    w->f = f;
    w->k = k;
    w->doubtful = 0.5 - margin_of[k];
    mpfr_inits2(200, w->a, w->b, w->y, (mpfr_ptr)0);
}

static void end(Worst *w)
{
    printf("%-9s %-6s %11lu tried, worst %7.4f at %.*g", w->f->name,
           w->k ? "float" : "double", w->tried, w->error, w->k ? 9 : 17,
           w->at[0]);
    if (w->f->g)
        printf(", %.*g", w->k ? 9 : 17, w->at[1]);
    printf("; %lu asked, library off by %.2g%s\n", w->asked, w->off,
           w->off < margin_of[w->k] ? "" : ", TOO MUCH");
    fflush(stdout);
    mpfr_clears(w->a, w->b, w->y, (mpfr_ptr)0);
}

/* One argument or pair. */
static void try_double(Worst *w, double u, double v)
{
    const Function *f = w->f;
    const double got = f->f ? f->f(u) : f->g(u, v);
    const double near = f->wide
        ? estimate(got, f->wide((long double)u, (long double)v), 0) : 1e9;

    if (near > w->doubtful || w->tried % 4096 == 0)
        ask(w, u, v, got, near);
    w->tried++;
}

static void try_float(Worst *w, float u, float v)
{
    const Function *f = w->f;
    const float got = f->ff ? f->ff(u) : f->gf(u, v);
    const double near = f->library
        ? estimate((double)got, (long double)f->library((double)u, (double)v),
                   1) : 1e9;

    if (near > w->doubtful || w->tried % 65536 == 0)
        ask(w, (double)u, (double)v, (double)got, near);
    w->tried++;
}

static void measure(const Function *f, long n, uint64_t state, int floats)
{
    Worst wide, narrow;
    long i;

    begin(&wide, f, 0);
    begin(&narrow, f, 1);
    for (i = 0; i < n; i++) {
        const double u = point(f, &state, i);
        double v = 0;
        float uf;

        if (u < f->low || u > f->high)
            continue;
        if (f->g)
            v = i % 8 < 4 ? uniform(&state, f->y_from, f->y_to)
                          : spread(&state, -BIG, BIG);
        if (f->g && i % 16 < 8 && f->y_to == 40)
            v = uniform(&state, -750, 710) / log(u);
        if (f->g && f->y_to == 3 && i % 3 == 0)
            v = u * uniform(&state, -3, 3);
        try_double(&wide, u, v);
        uf = (float)u;
        if (floats && (double)uf >= f->low && (double)uf <= f->high
                && uf - uf == 0)
            try_float(&narrow, uf, (float)v);
    }
    end(&wide);
    if (floats)
        end(&narrow);
}

/* How many of got come to doubtful ULP of wanted or are not the infinity or NaN
 * that they should be; 2^(23 - e) is the reciprocal of an ULP, e the exponent
 * of wanted. */
static int doubts(const float *got, const double *wanted, double doubtful)
{
    int count = 0;

    for (int i = 0; i < MANY; i++) {
        const double y = (double)got[i];
        const double d = gg_abs(y - wanted[i]);
        const double end = wanted[i] > 0 ? gg_infinity() : -gg_infinity();
        const uint64_t e = gg_bits(wanted[i]) >> 52 & 0x7ff;
        const double scale = gg_from_bits((2046 + 23 - e) << 52);
        const double r = d * (e < 1023 - 126 ? 0x1p149 : scale);

        count += e < 1023 + 128 ? !(r <= doubtful)
               : !((y == end) & (wanted[i] == wanted[i]))
                 & !((y != y) & (wanted[i] != wanted[i]));
    }
    return count;
}

/* All arguments in float, those outside of the domain as well. */
static void measure_all(const Function *f)
{
    static float x[MANY], got[MANY];
    static double wanted[MANY];
    Worst w;

    begin(&w, f, 1);
    for (uint64_t start = 0; start >> 32 == 0; start += MANY) {
        const int sample = start % 65536 == 0;

        for (uint32_t i = 0; i < MANY; i++)
            x[i] = gg_from_bitsf((uint32_t)start + i);
        f->many(x, got, wanted);
        if (sample || doubts(got, wanted, w.doubtful))
            for (int i = 0; i < MANY; i++) {
                const double near =
                    estimate((double)got[i], (long double)wanted[i], 1);

                if (near > w.doubtful || (sample && i == 0))
                    ask(&w, (double)x[i], 0, (double)got[i], near);
            }
        w.tried += MANY;
        if (w.tried % (1u << 28) == 0)
            fprintf(stderr, "%s %lu/16: %.4f, %lu asked\n", f->name,
                    w.tried >> 28, w.error, w.asked);
    }
    end(&w);
}

int main(int count, char **words)
{
    long n = 100000;
    uint64_t seed = 1;
    int i = 1, j, named = 0, all = 0, floats = 1;
    size_t k;

    for (; i < count && words[i][0] == '-'; i++) {
        if (strcmp(words[i], "--all") == 0)
            all = 1;
        else if (strcmp(words[i], "--double") == 0)
            floats = 0;
        else if (strcmp(words[i], "-n") == 0 && i + 1 < count)
            n = atol(words[++i]);
        else if (strcmp(words[i], "-s") == 0 && i + 1 < count)
            seed = strtoull(words[++i], NULL, 10);
    }
    for (k = 0; k < sizeof functions / sizeof functions[0]; k++) {
        const Function *f = &functions[k];

        named = i == count;
        for (j = i; j < count; j++)
            named |= strcmp(words[j], f->name) == 0;
        if (named && all && f->many)
            measure_all(f);
        else if (named && !all)
            measure(f, n, seed, floats);
    }
    return 0;
}
