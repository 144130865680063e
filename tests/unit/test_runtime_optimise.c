/* test_runtime_optimise.c: steps of the optimisers, by hand and along
 * trajectories.
 *
 * The trajectories begin at w = 1 and follow the gradients below, scaled by
 * 0.5, with rate 0.1, decay 0.01, momentum 0.9, rho 0.8, beta1 0.9, beta2 0.99
 * and eps 1e-8. They were computed from the formulas of the papers with 50
 * decimal digits, by a program that shares nothing with the runtime.
 *
 * Published trajectories are those of torch.optim, in the tests of Lasagne
 * (lasagne/tests/test_updates.py); of DistBelief's momentum, which TensorFlow keeps
 * (python/training/momentum_test.py); and of AdamW in those of Keras 3
 * (keras/src/optimizers/adamw_test.py), in four digits.
 */
#include "suite.h"

#include "gg.h"

#include <math.h>
#include <string.h>

enum { STEPS = 6 };

static const double gradients[STEPS] = {0.5, -1, 2, 0.25, -0.125, 0.75};

typedef struct Trajectory {
    const char *method;
    double      w[STEPS];
} Trajectory;

static const Trajectory trajectories[] = {
    {"sgd",
     {0.97399999999999998, 1.023026, 0.92200297399999998,
      0.90858097102599999, 0.913922390054974, 0.87550846766491908}},
    {"momentum",
     {0.97399999999999998, 0.99962600000000001, 0.92168977399999996,
      0.83812548082600002, 0.76832949148857399, 0.66724477159340201}},
    {"nesterov",
     {0.9506, 1.02273386, 0.85156667966599997,
      0.7630687011480346, 0.70586209996138383, 0.57684678273450485}},
    {"adagrad",
     {0.90000000384615375, 0.98837441540019455, 0.90075849031018174,
      0.88920999189999517, 0.89382488851764408, 0.86244282958393537}},
    {"rmsprop",
     {0.7763932214807886, 0.97857250217062164, 0.77715991238745874,
      0.74780753720982351, 0.76138213888992146, 0.66594096987236551}},
    {"adam",
     {0.90000000384615375, 0.93438168956716094, 0.89137603841253077,
      0.84960069872870159, 0.81679251559039201, 0.77350391013363218}},
    {"adamw",
     {0.8990000039999998, 0.93466177440595677, 0.89189658347915368,
      0.85056594298873267, 0.81846977685897038, 0.77582992950224461}},
};

enum { METHODS = sizeof trajectories / sizeof *trajectories };

static void step(int method, size_t n, double *w, const double *d, double *m,
                 double *v, gg_rate r, uint64_t t)
{
    switch (method) {
    case 0: gg_sgd(n, w, d, r); break;
    case 1: gg_momentum(n, w, d, m, r, 0.9); break;
    case 2: gg_nesterov(n, w, d, m, r, 0.9); break;
    case 3: gg_adagrad(n, w, d, v, r, 1e-8); break;
    case 4: gg_rmsprop(n, w, d, v, r, 0.8, 1e-8); break;
    case 5: gg_adam(n, w, d, m, v, r, 0.9, 0.99, 1e-8, t); break;
    default: gg_adamw(n, w, d, m, v, r, 0.9, 0.99, 1e-8, t);
    }
}

static void stepf(int method, size_t n, float *w, const float *d, float *m,
                  float *v, gg_ratef r, uint64_t t)
{
    switch (method) {
    case 0: gg_sgdf(n, w, d, r); break;
    case 1: gg_momentumf(n, w, d, m, r, 0.9f); break;
    case 2: gg_nesterovf(n, w, d, m, r, 0.9f); break;
    case 3: gg_adagradf(n, w, d, v, r, 1e-8f); break;
    case 4: gg_rmspropf(n, w, d, v, r, 0.8f, 1e-8f); break;
    case 5: gg_adamf(n, w, d, m, v, r, 0.9f, 0.99f, 1e-8f, t); break;
    default: gg_adamwf(n, w, d, m, v, r, 0.9f, 0.99f, 1e-8f, t);
    }
}

START_TEST(test_trajectory)
{
    double w = 1, m = 0, v = 0;
    float wf = 1, mf = 0, vf = 0;
    for (int i = 0; i < STEPS; i++) {
        const float d = (float)gradients[i];
        step(_i, 1, &w, &gradients[i], &m, &v, (gg_rate){0.5, 0.1, 0.01},
             (uint64_t)i + 1);
        stepf(_i, 1, &wf, &d, &mf, &vf, (gg_ratef){0.5f, 0.1f, 0.01f},
              (uint64_t)i + 1);
        ck_assert_double_eq_tol(w, trajectories[_i].w[i], 1e-14);
        ck_assert_double_eq_tol((double)wf, trajectories[_i].w[i], 1e-6);
    }
}
END_TEST

/* -- published trajectories -- */

/* Rate 0.1 and momentum 0.1, from 0. */
START_TEST(test_published_momentum)
{
    static const double d[][3] = {
        {0.00096264342, 0.17914793, 0.93945462},
        {0.17075552, 0.88821375, 0.20873757},
        {0.35077485, 0.47304362, 0.44412705},
        {0.9694621, 0.75035888, 0.28171822},
        {0.38578293, 0.8536852, 0.88722926},
        {0.27885768, 0.76100707, 0.24625534},
        {0.27233034, 0.056316052, 0.5039115},
        {0.58697265, 0.2494842, 0.08106143},
        {0.8215279, 0.41994119, 0.95172721},
        {0.68297005, 0.67758518, 0.1748755},
    };
    static const double wanted[][3] = {
        {-9.6264346e-05, -0.017914793, -0.093945466},
        {-0.017181443, -0.10852765, -0.12421377},
        {-0.053967446, -0.1648933, -0.1716533},
        {-0.15459226, -0.24556576, -0.20456907},
        {-0.20323303, -0.33900154, -0.29658359},
        {-0.23598288, -0.42444581, -0.33041057},
        {-0.26649091, -0.43862185, -0.38418442},
        {-0.32823896, -0.46498787, -0.39766794},
        {-0.41656655, -0.50961858, -0.49418902},
        {-0.49369633, -0.58184016, -0.52132869},
    };
    double w[3] = {0}, m[3] = {0};
    for (int t = 0; t < 10; t++) {
        gg_momentum(3, w, d[t], m, (gg_rate){1, 0.1, 0}, 0.1);
        for (int i = 0; i < 3; i++)
            ck_assert_double_eq_tol(w[i], wanted[t][i], 1e-7);
    }
}
END_TEST

/* Ten steps down 0.1 w₁² + 0.2 w₂² + 0.3 w₃² from 1, 1, 1. */
typedef struct Published {
    const char *method;
    double      rate, w[3];
} Published;

static const Published published[] = {
    {"sgd", 0.1, {0.81707280688755, 0.6648326359915, 0.5386151140949}},
    {"momentum", 0.1, {0.6848486952183, 0.44803321781003, 0.27431190123502}},
    {"nesterov", 0.1, {0.67466543592725, 0.44108468114241, 0.2769002108997}},
    {"adagrad", 0.1, {0.55373120047759, 0.55373120041518, 0.55373120039438}},
    {"rmsprop", 0.01, {0.83205403985348, 0.83205322744821, 0.83205295664444}},
    {"adam", 0.01, {0.90034972009036, 0.90034967993061, 0.90034966654402}},
};

START_TEST(test_published_trajectory)
{
    const Published *p = &published[_i];
    const gg_rate r = {1, p->rate, 0};
    double w[3] = {1, 1, 1}, m[3] = {0}, v[3] = {0};
    for (uint64_t t = 1; t <= 10; t++) {
        const double d[3] = {0.2 * w[0], 0.4 * w[1], 0.6 * w[2]};
        switch (_i) {
        case 0: gg_sgd(3, w, d, r); break;
        case 1: gg_momentum(3, w, d, m, r, 0.5); break;
        case 2: gg_nesterov(3, w, d, m, r, 0.5); break;
        case 3: gg_adagrad(3, w, d, v, r, 1e-10); break;
        case 4: gg_rmsprop(3, w, d, v, r, 0.9, 1e-6); break;
        default: gg_adam(3, w, d, m, v, r, 0.9, 0.999, 1e-8, t);
        }
    }
    for (int i = 0; i < 3; i++)
        ck_assert_double_eq_tol(w[i], p->w[i], 1e-5);
}
END_TEST

/* From 1, with rate 1 and decay 0.5; the gradient is 0.01 and then 0.1 and 1.
 * There eps 2 is added before the moments are corrected. */
START_TEST(test_published_adamw)
{
    static const double wanted[][2] = {
        {0.4998, 0.4998}, {0.2486, 0.2382}, {0.1223, 0.1003},
        {0.0586, 0.0258}, {0.0263, -0.0159},
    };
    double w[2] = {1, 1}, m[2] = {0}, v[2] = {0};
    for (uint64_t t = 1; t <= 5; t++) {
        const double d[2] = {t > 1 ? 0.1 : 0.01, t > 1 ? 1 : 0.01};
        gg_adamw(2, w, d, m, v, (gg_rate){1, 1, 0.5}, 0.9, 0.999,
                 2 / sqrt(1 - pow(0.999, (double)t)), t);
        for (int i = 0; i < 2; i++)
            ck_assert_double_eq_tol(w[i], wanted[t - 1][i], 6e-5);
    }
}
END_TEST

/* A run of numbers is updated as each of them alone, to the last bit. */
START_TEST(test_run)
{
    enum { N = 37 };
    double w[2][N], d[N], m[2][N], v[2][N];
    const gg_rate r = {0.7, 0.05, 0.02};
    for (int i = 0; i < N; i++) {
        w[0][i] = w[1][i] = sin(i);
        d[i] = cos(3 * i);
        m[0][i] = m[1][i] = sin(2 * i);
        v[0][i] = v[1][i] = 1 + cos(i);
    }
    step(_i, N, w[0], d, m[0], v[0], r, 9);
    for (size_t i = 0; i < N; i++)
        step(_i, 1, &w[1][i], &d[i], &m[1][i], &v[1][i], r, 9);
    ck_assert(memcmp(w[0], w[1], sizeof w[0]) == 0);
    ck_assert(memcmp(m[0], m[1], sizeof m[0]) == 0);
    ck_assert(memcmp(v[0], v[1], sizeof v[0]) == 0);
}
END_TEST

/* By hand, with numbers that are exact: rate 1/4, gradient 2, w = 3. */
START_TEST(test_by_hand)
{
    const gg_rate plain = {1, 0.25, 0}, decayed = {1, 0.25, 0.5};
    const double d = 2;
    double w = 3, m = 4, v = 5;
    gg_sgd(1, &w, &d, plain);               /* 3 - 2/4 */
    ck_assert(w == 2.5);
    gg_sgd(1, &w, &d, decayed);             /* 2.5 - (2 + 1.25)/4 */
    ck_assert(w == 1.6875);
    w = 3;
    gg_momentum(1, &w, &d, &m, plain, 0.5); /* m = 2 + 2, w = 3 - 1 */
    ck_assert(m == 4 && w == 2);
    gg_nesterov(1, &w, &d, &m, plain, 0.5); /* m = 4, w = 2 - (2 + 2)/4 */
    ck_assert(m == 4 && w == 1);
    gg_adagrad(1, &w, &d, &v, plain, 1);    /* v = 9, w = 1 - (2/4)/4 */
    ck_assert(v == 9 && w == 0.875);
    gg_rmsprop(1, &w, &d, &v, plain, 0, 0); /* v = 4, w = 0.875 - (2/4)/2 */
    ck_assert(v == 4 && w == 0.625);
    m = v = 0;                              /* m' = 2, v' = 4, a step of rate */
    gg_adam(1, &w, &d, &m, &v, plain, 0.5, 0.75, 0, 1);
    ck_assert(m == 1 && v == 1 && w == 0.375);
    m = v = 0;                              /* and 0.25 · 0.5 · 0.375 besides */
    gg_adamw(1, &w, &d, &m, &v, decayed, 0.5, 0.75, 0, 1);
    ck_assert(m == 1 && v == 1 && w == 0.375 - 0.25 - 0.046875);
}
END_TEST

/* After so many steps that beta^t is 0, and more than an int counts. */
START_TEST(test_late)
{
    const gg_rate r = {1, 0.25, 0};
    const double d = 2;
    double w = 3, m = 2, v = 4;
    gg_adam(1, &w, &d, &m, &v, r, 0.5, 0.75, 0, (uint64_t)1 << 40);
    ck_assert(w == 2.75);
}
END_TEST

START_TEST(test_clip)
{
    const double g[2] = {3, 4};
    const float f[2] = {3, 4};
    ck_assert(gg_squares(11, 2, g) == 36);
    ck_assert(gg_squaresf(11, 2, f) == 36);
    ck_assert(gg_clip(25, 5) == 1 && gg_clip(25, 6) == 1);
    ck_assert(gg_clip(25, 2.5) == 0.5 && gg_clip(0, 1) == 1);
    ck_assert(gg_clipf(25, 5) == 1 && gg_clipf(25, 2.5f) == 0.5f);
    /* A sum in float would lose all but the first. */
    float many[1 << 12];
    for (int i = 0; i < 1 << 12; i++)
        many[i] = i ? 1 : 5000;
    ck_assert(gg_squaresf(0, 1 << 12, many) == 25000000 + (1 << 12) - 1);
}
END_TEST

START_TEST(test_add_and_zero)
{
    double y[3] = {1, 2, 3};
    const double x[2] = {10, 20};
    float yf[3] = {1, 2, 3};
    const float xf[2] = {10, 20};
    gg_add(2, y, x);
    gg_addf(2, yf, xf);
    ck_assert(y[0] == 11 && y[1] == 22 && y[2] == 3);
    ck_assert(yf[0] == 11 && yf[1] == 22 && yf[2] == 3);
    gg_zero(2, y);
    gg_zerof(2, yf);
    ck_assert(y[0] == 0 && y[1] == 0 && y[2] == 3);
    ck_assert(yf[0] == 0 && yf[1] == 0 && yf[2] == 3);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("runtime_optimise");
    TCase *tests = tcase_create("runtime_optimise");
    tcase_add_loop_test(tests, test_trajectory, 0, METHODS);
    tcase_add_test(tests, test_published_momentum);
    tcase_add_loop_test(tests, test_published_trajectory, 0,
                        (int)(sizeof published / sizeof *published));
    tcase_add_test(tests, test_published_adamw);
    tcase_add_loop_test(tests, test_run, 0, METHODS);
    tcase_add_test(tests, test_by_hand);
    tcase_add_test(tests, test_late);
    tcase_add_test(tests, test_clip);
    tcase_add_test(tests, test_add_and_zero);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
