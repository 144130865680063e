/* test_runtime_random.c: known answers, purity and moments of the runtime's
 * random numbers. */
#include "suite.h"

#include "gg.h"

#include <math.h>

/* Random123's known answers for philox4x32, 10 rounds. */
typedef struct Known {
    uint32_t counter[4], key[2], want[4];
} Known;

static const Known known[] = {
    {{0, 0, 0, 0}, {0, 0},
     {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
    {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
     {0xffffffff, 0xffffffff},
     {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
    {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
     {0xa4093822, 0x299f31d0},
     {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
};

START_TEST(test_known_answers)
{
    uint32_t out[4];
    int i;

    gg_philox(known[_i].counter, known[_i].key, out);
    for (i = 0; i < 4; i++)
        ck_assert_uint_eq(out[i], known[_i].want[i]);
}
END_TEST

/* The four kinds of element as doubles, alone and by a fill of n. */
enum { N = 40000, MOMENTS = 4 };

typedef struct Kind {
    const char *name;
    double (*element)(uint64_t seed, uint32_t stream, uint64_t i);
    void (*fill)(double *x, uint64_t seed, uint32_t stream);
    double moment[MOMENTS];     /* E x^k, k = 1 ... */
} Kind;

static double uniformf_element(uint64_t seed, uint32_t stream, uint64_t i)
{
    return (double)gg_uniformf(seed, stream, i);
}

static double normalf_element(uint64_t seed, uint32_t stream, uint64_t i)
{
    return (double)gg_normalf(seed, stream, i);
}

static void fill_uniform(double *x, uint64_t seed, uint32_t stream)
{
    gg_fill_uniform(x, N, seed, stream, 0, 1);
}

static void fill_normal(double *x, uint64_t seed, uint32_t stream)
{
    gg_fill_normal(x, N, seed, stream, 0, 1);
}

static void widen(double *x, const float *f)
{
    int i;

    for (i = 0; i < N; i++)
        x[i] = (double)f[i];
}

static void fill_uniformf(double *x, uint64_t seed, uint32_t stream)
{
    float f[N];

    gg_fill_uniformf(f, N, seed, stream, 0, 1);
    widen(x, f);
}

static void fill_normalf(double *x, uint64_t seed, uint32_t stream)
{
    float f[N];

    gg_fill_normalf(f, N, seed, stream, 0, 1);
    widen(x, f);
}

static const Kind kinds[] = {
    {"uniform", gg_uniform, fill_uniform, {0.5, 1 / 3.0, 0.25, 0.2}},
    {"uniformf", uniformf_element, fill_uniformf,
     {0.5, 1 / 3.0, 0.25, 0.2}},
    {"normal", gg_normal, fill_normal, {0, 1, 0, 3}},
    {"normalf", normalf_element, fill_normalf, {0, 1, 0, 3}},
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

START_TEST(test_fill_is_elements)
{
    const Kind *k = &kinds[_i];
    double x[N];
    int i;

    k->fill(x, 0x123456789abcdefu, 7);
    for (i = N; i-- > 0;)
        ck_assert_msg(x[i] == k->element(0x123456789abcdefu, 7, (uint64_t)i),
                      "%s %d", k->name, i);
}
END_TEST

/* Sample moments within five standard errors, sqrt(E x^2k / N) at most
 * sqrt(105 / N) = 0.05. */
START_TEST(test_moments)
{
    static const double spread[MOMENTS] = {1, 3, 15, 105};
    const Kind *k = &kinds[_i];
    double x[N];
    int i, m;

    k->fill(x, 99, 0);
    for (m = 0; m < MOMENTS; m++) {
        double sum = 0;

        for (i = 0; i < N; i++)
            sum += pow(x[i], m + 1);
        ck_assert_msg(fabs(sum / N - k->moment[m])
                      < 5 * sqrt(spread[m] / N) * (_i < 2 ? 0.4 : 1),
                      "%s: moment %d is %g", k->name, m + 1, sum / N);
    }
}
END_TEST

/* Correlation of two sequences of which nothing but one number differs. */
static double correlation(const double *x, const double *y, int n)
{
    double a = 0, b = 0, xx = 0, yy = 0, xy = 0;
    int i;

    for (i = 0; i < n; i++) {
        a += x[i] / n;
        b += y[i] / n;
    }
    for (i = 0; i < n; i++) {
        xx += (x[i] - a) * (x[i] - a);
        yy += (y[i] - b) * (y[i] - b);
        xy += (x[i] - a) * (y[i] - b);
    }
    return xy / sqrt(xx * yy);
}

START_TEST(test_independent)
{
    const Kind *k = &kinds[_i];
    const double bound = 5 / sqrt(N);
    double x[N], y[N];
    int lag;

    k->fill(x, 1, 0);
    for (lag = 1; lag < 5; lag++)
        ck_assert(fabs(correlation(x, x + lag, N - lag)) < bound);
    k->fill(y, 1, 1);
    ck_assert_msg(fabs(correlation(x, y, N)) < bound, "stream");
    k->fill(y, 2, 0);
    ck_assert_msg(fabs(correlation(x, y, N)) < bound, "seed");
    k->fill(y, (uint64_t)1 << 32 | 1, 0);
    ck_assert_msg(fabs(correlation(x, y, N)) < bound, "seed's upper half");
    kinds[_i ^ 1].fill(y, 1, 0);
    ck_assert_msg(fabs(correlation(x, y, N)) < bound, "other precision");
    ck_assert(k->element(1, 0, 3) != k->element(1, 0, 3 + ((uint64_t)1 << 40)));
}
END_TEST

/* Kolmogorov & Smirnov: the empirical distribution is within 1.95 / sqrt(N)
 * of the right one but for one seed in a thousand; here by counting in 64
 * cells. */
START_TEST(test_distribution)
{
    const Kind *k = &kinds[_i];
    double x[N], count[64] = {0}, sum = 0;
    int i;

    k->fill(x, 4, 2);
    for (i = 0; i < N; i++) {
        const double p = _i < 2 ? x[i] : 0.5 * erfc(-x[i] / sqrt(2));

        ck_assert(p > 0 && p < 1);
        count[(int)(p * 64)] += 1;
    }
    for (i = 0; i < 64; i++) {
        sum += count[i] / N;
        ck_assert(fabs(sum - (i + 1) / 64.0) < 1.95 / sqrt(N));
    }
}
END_TEST

START_TEST(test_range)
{
    float x[64];
    double y[64];
    int i;

    gg_fill_uniformf(x, 64, 5, 5, -2, 6);
    gg_fill_normal(y, 64, 5, 5, 100, 0.5);
    for (i = 0; i < 64; i++) {
        ck_assert(x[i] >= -2 && x[i] <= 6);
        ck_assert(fabs(y[i] - 100) < 5);
        ck_assert(x[i] == -2 + 8 * gg_uniformf(5, 5, (uint64_t)i));
    }
    gg_fill_uniformf(NULL, 0, 5, 5, 0, 1);
}
END_TEST

/* 0 or what makes the mean 1; 1 or 0; by the same uniform numbers. */
START_TEST(test_chances)
{
    static double d[N], b[N], one[4];
    static float df[N], bf[N];
    double kept = 0, ones = 0;
    int i;

    gg_fill_dropout(d, N, 8, 3, 0.25);
    gg_fill_bernoulli(b, N, 8, 3, 0.25);
    gg_fill_dropoutf(df, N, 8, 3, 0.25f);
    gg_fill_bernoullif(bf, N, 8, 3, 0.25f);
    for (i = 0; i < N; i++) {
        const int low = gg_uniform(8, 3, (uint64_t)i) < 0.25;
        const int lowf = gg_uniformf(8, 3, (uint64_t)i) < 0.25f;

        ck_assert(d[i] == (low ? 0 : 1 / 0.75) && b[i] == low);
        ck_assert(df[i] == (lowf ? 0.0f : 1 / 0.75f) && bf[i] == (float)lowf);
        kept += d[i] / N;
        ones += b[i] / N;
    }
    ck_assert(fabs(kept - 1) < 5 * sqrt(1 / 3.0 / N));
    ck_assert(fabs(ones - 0.25) < 5 * sqrt(0.1875 / N));
    gg_fill_bernoulli(one, 4, 8, 3, 1);
    ck_assert(one[0] == 1 && one[1] == 1 && one[2] == 1 && one[3] == 1);
    gg_fill_bernoulli(one, 4, 8, 3, 0);
    ck_assert(one[0] == 0 && one[1] == 0 && one[2] == 0 && one[3] == 0);
}
END_TEST

/* The words of Philox, and seeds of neighbouring steps that have nothing in
 * common. */
START_TEST(test_seed_at)
{
    const uint32_t counter[4] = {5, 1, 0, 4}, key[2] = {7, 9};
    const uint64_t seed = (uint64_t)9 << 32 | 7;
    const uint64_t step = (uint64_t)1 << 32 | 5;
    uint32_t w[4];
    double x[N], y[N];

    gg_philox(counter, key, w);
    ck_assert(gg_seed_at(seed, step) == ((uint64_t)w[1] << 32 | w[0]));
    gg_fill_normal(x, N, gg_seed_at(1, 0), 2, 0, 1);
    gg_fill_normal(y, N, gg_seed_at(1, 1), 2, 0, 1);
    ck_assert(fabs(correlation(x, y, N)) < 5 / sqrt(N));
    gg_fill_normal(y, N, gg_seed_at(2, 0), 2, 0, 1);
    ck_assert(fabs(correlation(x, y, N)) < 5 / sqrt(N));
    gg_fill_normal(y, N, 1, 2, 0, 1);
    ck_assert(fabs(correlation(x, y, N)) < 5 / sqrt(N));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("runtime_random");
    TCase *tests = tcase_create("random");

    tcase_add_loop_test(tests, test_known_answers, 0,
                        sizeof known / sizeof known[0]);
    tcase_add_loop_test(tests, test_fill_is_elements, 0, KINDS);
    tcase_add_loop_test(tests, test_moments, 0, KINDS);
    tcase_add_loop_test(tests, test_independent, 0, KINDS);
    tcase_add_loop_test(tests, test_distribution, 0, KINDS);
    tcase_add_test(tests, test_range);
    tcase_add_test(tests, test_chances);
    tcase_add_test(tests, test_seed_at);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
