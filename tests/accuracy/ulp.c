/* ulp.c: worst errors of the runtime's functions, in ULP, against MPFR.
 *
 *     ulp [-n POINTS] [-s SEED] [NAME ...]
 *
 * For each function POINTS arguments spread evenly over the bit patterns of its
 * domain (so that every binade counts the same), as many spread evenly over
 * the part of it where the function bends, and as many again near that part's
 * middle, are compared with MPFR at 200 bits.  One ULP is the distance of
 * neighbours in the binade of the exact result.  Prints a line for each:
 * name, worst error in double and where, worst error in float and where.
 *
 * Build: cc -O2 ulp.c ../../runtime/[a-z]*.c -I../../runtime -lmpfr -lgmp
 */
#include "gg.h"

#include <mpfr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef double Unary(double);
typedef float Unaryf(float);
typedef double Binary(double, double);
typedef float Binaryf(float, float);
typedef void Exact(mpfr_ptr y, mpfr_srcptr a, mpfr_srcptr b);

typedef struct Function {
    const char *name;
    Unary *f;
    Unaryf *ff;
    Binary *g;
    Binaryf *gf;
    Exact *exact;
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

#define ONE(name, low, high, from, to) \
    {#name, gg_##name, gg_##name##f, 0, 0, exact_##name, low, high, from, to, \
     0, 0}
#define TWO(name, low, high, from, to, y_from, y_to) \
    {#name, 0, 0, gg_##name, gg_##name##f, exact_##name, low, high, from, to, \
     y_from, y_to}
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
    ONE(cbrt, -BIG, BIG, -8, 8),
    ONE(erf, -BIG, BIG, -4, 4),
    ONE(erfc, -6, 27.3, -1, 10),
    ONE(lgamma, 0, 2.5e305, 0, 12),
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
        const double e = uniform(state, -60, 60);
        double x;

        mpfr_t t;
        mpfr_init2(t, 60);
        mpfr_set_d(t, e, RND);
        mpfr_exp2(t, t, RND);
        x = mpfr_get_d(t, RND);
        mpfr_clear(t);
        if (u & 1)
            x = -x;
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

static void measure(const Function *f, long n, uint64_t state)
{
    double worst[2] = {0, 0}, at[2][2] = {{0, 0}, {0, 0}};
    mpfr_t a, b, y;
    long i;

    mpfr_inits2(200, a, b, y, (mpfr_ptr)0);
    for (i = 0; i < n; i++) {
        double u = point(f, &state, i), v = 0, r;
        int k;

        if (u < f->low || u > f->high)
            continue;
        if (f->g)
            v = i % 8 < 4 ? uniform(&state, f->y_from, f->y_to)
                          : spread(&state, -BIG, BIG);
        if (f->g && i % 16 < 8 && f->y_to == 40)
            v = uniform(&state, -750, 710) / gg_log(u);
        if (f->g && f->y_to == 3 && i % 3 == 0)
            v = u * uniform(&state, -3, 3);
        for (k = 0; k < 2; k++) {
            if (k) {
                /* volatile: gcc 12 at -O2 loses this pair of roundings when
                 * it vectorises them. */
                volatile float uf = (float)u, vf = (float)v;
                u = (double)uf;
                v = (double)vf;
            }
            mpfr_set_d(a, u, RND);
            mpfr_set_d(b, v, RND);
            if (u < f->low || u > f->high || u - u != 0)
                continue;
            f->exact(y, a, b);
            if (!k)
                r = error(y, f->f ? f->f(u) : f->g(u, v), 53, -1074);
            else
                r = error(y, (double)(f->ff ? f->ff((float)u)
                    : f->gf((float)u, (float)v)), 24, -149);
            if (r > worst[k]) {
                worst[k] = r;
                at[k][0] = u;
                at[k][1] = v;
            }
        }
    }
    printf("%-9s double %8.4f at %.17g", f->name, worst[0], at[0][0]);
    if (f->g)
        printf(", %.17g", at[0][1]);
    printf("   float %8.4f at %.9g", worst[1], at[1][0]);
    if (f->g)
        printf(", %.9g", at[1][1]);
    printf("\n");
    fflush(stdout);
    mpfr_clears(a, b, y, (mpfr_ptr)0);
}

int main(int count, char **words)
{
    long n = 100000;
    uint64_t seed = 1;
    int i = 1, j, named = 0;
    size_t k;

    for (; i + 1 < count && words[i][0] == '-'; i += 2) {
        if (words[i][1] == 'n')
            n = atol(words[i + 1]);
        else if (words[i][1] == 's')
            seed = strtoull(words[i + 1], NULL, 10);
    }
    for (k = 0; k < sizeof functions / sizeof functions[0]; k++) {
        named = i == count;
        for (j = i; j < count; j++)
            named |= strcmp(words[j], functions[k].name) == 0;
        if (named)
            measure(&functions[k], n, seed);
    }
    return 0;
}
