/* test_runtime_each.c: functions of many numbers give the bits of those of one.
 *
 * Blocks of any length are drawn from all bit patterns, from common ranges, and
 * from the ends of what the loops compute by themselves; in some blocks one number
 * alone is hard.
 */
#include "suite.h"

#include "gg_each.h"

#include <string.h>

enum { LENGTH = 32, BLOCKS = SANITIZED ? 2000 : 20000, KINDS = 8 };

static uint64_t draw(void)
{
    static uint64_t state = 88172645463325252u;

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state * 2685821657736338717u;
}

static double draw_number(int kind)
{
    static const double ends[] = {
        0.0, 1.0, 3.0, 0.78539816339744828, 0.7853981633974484, 1e-9,
        1647099.0, 1647098.9999, 0.5, 1e-300, 5e-324, 1e308,
        2.2250738585072014e-308, 1e299, 700.0, 2.0
    };
    const double f = (double)(draw() >> 11) * 0x1p-52 - 1.0;
    const double end = ends[draw() % (sizeof ends / sizeof *ends)];

    switch (kind) {
    case 0: return gg_from_bits(draw());
    case 1: return f;
    case 2: return 10.0 * f;
    case 3: return 2e6 * f;
    case 4: return gg_exp(50.0 * f);
    case 5: return gg_floor(20.0 * f);
    case 6: return gg_abs(f);
    default: return draw() & 1u ? end : -end;
    }
}

typedef struct Numbers {
    double x[LENGTH], e[LENGTH];
    float xf[LENGTH], ef[LENGTH];
    int n;
} Numbers;

/* All of one kind, but one number now and then. */
static void draw_numbers(int block, Numbers *to)
{
    to->n = (int)(draw() % (LENGTH + 1));
    for (int i = 0; i < to->n; i++) {
        const int other = draw() % 64 == 0 ? (int)(draw() % KINDS) : block;

        to->x[i] = draw_number(other % KINDS);
        to->e[i] = draw_number(other / KINDS % KINDS);
        to->xf[i] = (float)to->x[i];
        to->ef[i] = (float)to->e[i];
    }
}

static void check(const char *name, double x, double y, double expected)
{
    ck_assert_msg((y != y && expected != expected)
                      || memcmp(&y, &expected, sizeof y) == 0,
                  "%s of %a: %a and not %a", name, x, y, expected);
}

typedef struct Function {
    const char *name;
    void (*each)(double *y, const double *x, int n);
    void (*eachf)(float *y, const float *x, int n);
    double (*one)(double x);
    float (*onef)(float x);
} Function;

#define ROW(NAME)                                                              \
    static void each_##NAME(double *y, const double *x, int n)                 \
    {                                                                          \
        gg_each_##NAME(y, x, n);                                               \
    }                                                                          \
    static void each_##NAME##f(float *y, const float *x, int n)                \
    {                                                                          \
        gg_each_##NAME##f(y, x, n);                                            \
    }
ROW(sin)
ROW(cos)
ROW(erf)
ROW(erfc)

static const Function functions[] = {
    {"sin", each_sin, each_sinf, gg_sin, gg_sinf},
    {"cos", each_cos, each_cosf, gg_cos, gg_cosf},
    {"erf", each_erf, each_erff, gg_erf, gg_erff},
    {"erfc", each_erfc, each_erfcf, gg_erfc, gg_erfcf},
};

enum { FUNCTIONS = sizeof functions / sizeof *functions };

START_TEST(test_one_argument)
{
    const Function *f = &functions[_i];

    for (int block = 0; block < BLOCKS; block++) {
        Numbers a;
        double y[LENGTH];
        float yf[LENGTH];

        draw_numbers(block, &a);
        f->each(y, a.x, a.n);
        f->eachf(yf, a.xf, a.n);
        for (int i = 0; i < a.n; i++) {
            check(f->name, a.x[i], y[i], f->one(a.x[i]));
            check(f->name, (double)a.xf[i], (double)yf[i],
                  (double)f->onef(a.xf[i]));
        }
    }
}
END_TEST

START_TEST(test_powers)
{
    for (int block = 0; block < BLOCKS; block++) {
        Numbers a;
        double y[LENGTH];
        float yf[LENGTH];

        draw_numbers(block, &a);
        gg_each_pow(y, a.x, a.e, a.n);
        gg_each_powf(yf, a.xf, a.ef, a.n);
        for (int i = 0; i < a.n; i++) {
            check("pow", a.x[i], y[i], gg_pow(a.x[i], a.e[i]));
            check("powf", (double)a.xf[i], (double)yf[i],
                  (double)gg_powf(a.xf[i], a.ef[i]));
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("runtime_each");
    TCase *all = tcase_create("all");

    tcase_add_loop_test(all, test_one_argument, 0, FUNCTIONS);
    tcase_add_test(all, test_powers);
    tcase_set_timeout(all, 60);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
