/* test_wide.c: functions of Wide numbers, against values of mpmath with 300 bits.
 */
#include "../../compiler/wide.h"
#include "suite.h"

typedef struct Known {
    Function function;
    double   a, b;
    Wide     value;
} Known;

static const Known known[] = {
    {F_SQRT, 0x1.0000000000000p+1, 0,
     {0x1.6a09e667f3bcdp+0, -0x1.bdd3413b26456p-54}},
    {F_SQRT, 0x1.4f8b588e368f1p-17, 0,
     {0x1.9e7c6e43390b7p-9, 0x1.3c095e6621a1dp-64}},
    {F_CBRT, 0x1.c000000000000p+2, 0,
     {0x1.e9b5dba58189ep+0, -0x1.10d7d64a245e4p-54}},
    {F_CBRT, 0x1.47ae147ae147bp-7, 0,
     {0x1.b93a6cec0b3b1p-3, 0x1.47682c9806f83p-57}},
    {F_EXP, 0x1.4000000000000p+0, 0,
     {0x1.bec38edb0faf0p+1, -0x1.a8ab0fbaeb31ap-55}},
    {F_EXP, -0x1.4266666666666p+5, 0,
     {0x1.d0740dfb1adcbp-59, -0x1.4932dc4a695cfp-113}},
    {F_EXPM1, 0x1.12e0be826d695p-30, 0,
     {0x1.12e0be84bbb51p-30, -0x1.709a9c30d68a7p-84}},
    {F_EXPM1, 0x1.4000000000000p+1, 0,
     {0x1.65d6fd931e0bbp+3, 0x1.d4dec34de84a0p-53}},
    {F_LOG, 0x1.00068db8bac71p+0, 0,
     {0x1.a368d0657fcd4p-14, 0x1.06cf0548782dfp-69}},
    {F_LOG, 0x1.ed9999999999ap+6, 0,
     {0x1.343005f8fa3f4p+2, -0x1.2d40926fe4df1p-54}},
    {F_LOG1P, 0x1.19799812dea11p-40, 0,
     {0x1.19799812de065p-40, 0x1.eb32bbfc33db8p-96}},
    {F_LOG1P, 0x1.a666666666666p+1, 0,
     {0x1.7567cb4bf2df7p+0, -0x1.14215938852b5p-57}},
    {F_SIGMOID, -0x1.e800000000000p+4, 0,
     {0x1.ff3864232b208p-45, 0x1.f9a5ba5f419fdp-101}},
    {F_SIGMOID, 0x1.0000000000000p+1, 0,
     {0x1.c2f7d5a8a79cap-1, 0x1.5618caf8a4f11p-56}},
    {F_SIN, 0x1.a36e2eb1c432dp-14, 0,
     {0x1.a36e2ea609cc8p-14, -0x1.815b1c49f6824p-68}},
    {F_SIN, 0x1.f440000000000p+9, 0,
     {0x1.fd948c50a7a0dp-1, 0x1.d918b81a3f1d8p-55}},
    {F_COS, 0x1.8000000000000p+0, 0,
     {0x1.21bd54fc5f9a7p-4, 0x1.0fcb936b1ce7ep-58}},
    {F_COS, -0x1.36ccccccccccdp+6, 0,
     {-0x1.55cf9c92e02cbp-1, -0x1.d1757f939dac3p-56}},
    {F_TAN, 0x1.6666666666666p-1, 0,
     {0x1.af406c2fc78aep-1, -0x1.68e6608993265p-55}},
    {F_ASIN, 0x1.ffffde7210be9p-1, 0,
     {0x1.91c306b2c13adp+0, -0x1.fb5513da6b051p-54}},
    {F_ACOS, 0x1.ffffde7210be9p-1, 0,
     {0x1.72ba46065af16p-10, -0x1.2223d13cea1f2p-64}},
    {F_ACOS, -0x1.3333333333333p-2, 0,
     {0x1.e0200bbc96ad8p+0, -0x1.9130a13c6ea84p-56}},
    {F_ATAN, 0x1.86a0000000000p+16, 0,
     {0x1.921f0d7e968a8p+0, 0x1.26ef92e389b82p-56}},
    {F_SINH, 0x1.0c6f7a0b5ed8dp-20, 0,
     {0x1.0c6f7a0b5f0a0p-20, 0x1.f45f0c18f8349p-77}},
    {F_COSH, 0x1.a666666666666p+1, 0,
     {0x1.b2647145e3e5ap+3, 0x1.9100538f565b0p-52}},
    {F_TANH, 0x1.ad7f29abcaf48p-24, 0,
     {0x1.ad7f29abcaf2fp-24, -0x1.7cd5c09bcd100p-79}},
    {F_TANH, -0x1.3000000000000p+3, 0,
     {-0x1.ffffff9fbea41p-1, 0x1.d28c2e104e8b2p-56}},
    {F_ASINH, -0x1.4f8b588e368f1p-17, 0,
     {-0x1.4f8b588e1e8a2p-17, -0x1.75b40c68c0a78p-71}},
    {F_ACOSH, 0x1.000001ad7f29bp+0, 0,
     {0x1.d4effc065cae4p-12, 0x1.f5ce472f4f8bdp-66}},
    {F_ATANH, 0x1.fae147ae147aep-1, 0,
     {0x1.52c581997cd85p+1, 0x1.25dfeaf108e97p-54}},
    {F_ERF, 0x1.3333333333333p-2, 0,
     {0x1.50838881dea0fp-2, 0x1.a6952c4883ab9p-56}},
    {F_ERF, -0x1.4000000000000p+1, 0,
     {-0x1.ffcaa8f4c9beap-1, -0x1.b0cee160116f9p-55}},
    {F_ERFC, 0x1.1000000000000p+3, 0,
     {0x1.caf8458ad2a12p-109, -0x1.4b7e45919ceb0p-163}},
    {F_ERFC, -0x1.0000000000000p+0, 0,
     {0x1.d7bb3d3a08445p+0, 0x1.8da0221fb761ap-54}},
    {F_LGAMMA, 0x1.3333333333333p-2, 0,
     {0x1.188637a6c4196p+0, -0x1.96f15c50a629dp-55}},
    {F_LGAMMA, 0x1.9400000000000p+5, 0,
     {0x1.2509dbdb0dd3cp+7, -0x1.999996974e3cfp-47}},
    {F_LGAMMA, -0x1.599999999999ap+1, 0,
     {-0x1.247bc18222532p-4, -0x1.61dd1c4471c53p-59}},
    {F_DIGAMMA, 0x1.6666666666666p-1, 0,
     {-0x1.385376af7b79fp+0, -0x1.b858b14aba5efp-55}},
    {F_DIGAMMA, -0x1.999999999999ap+1, 0,
     {0x1.68a9e7dc327bap+2, -0x1.15d58584b0c2cp-52}},
    {F_TRIGAMMA, 0x1.6666666666666p-1, 0,
     {0x1.6ac21f6da13efp+1, 0x1.1527acb882091p-55}},
    {F_TRIGAMMA, 0x1.0800000000000p+5, 0,
     {0x1.f815544474f65p-6, -0x1.bc6b57f2fe1fdp-60}},
    {F_POW, 0x1.4000000000000p+1, -0x1.d333333333333p+2,
     {0x1.464541f516414p-10, -0x1.c0999c3b6e72fp-64}},
    {F_ATAN2, -0x1.0624dd2f1a9fcp-10, -0x1.0000000000000p+2,
     {-0x1.9217841d5c35bp+1, -0x1.65c2dab5c83fap-55}},
    {F_HYPOT, 0x1.8cccccccccccdp+1, -0x1.999999999999ap-3,
     {0x1.8d9ffca6f173ap+1, -0x1.4bb86f1841f33p-58}},
    {F_DIV, 0x1.0000000000000p+0, 0x1.8000000000000p+1,
     {0x1.5555555555555p-2, 0x1.5555555555555p-56}},
};

static void is_near(Wide y, Wide value, const char *what)
{
    double off = fabs(wide_sub(y, value).high);
    ck_assert_msg(off <= 0x1p-96 * fabs(value.high),
                  "%s: %a + %a is off by 2^%d", what, y.high, y.low,
                  ilogb(off / value.high));
}

START_TEST(values)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        is_near(wide_apply(known[i].function, wide_of(known[i].a),
                           wide_of(known[i].b)),
                known[i].value, function_row(known[i].function)->name);
}
END_TEST

/* What is below the last digit of double counts. */
START_TEST(low_parts)
{
    Wide a = {2, 0x1p-60}, b = {2, -0x1p-60};
    is_near(wide_sub(a, b), wide_of(0x1p-59), "sub");
    is_near(wide_sub(wide_mul(a, a), wide_of(4)), wide_of(0x1p-58), "mul");
    is_near(wide_log1p(wide_expm1(wide_of(0x1p-70))), wide_of(0x1p-70), "log1p");
    ck_assert(wide_apply(F_GT, a, b).high == 1);
    ck_assert(wide_apply(F_EQ, a, b).high == 0);
    ck_assert(wide_apply(F_MAX, b, a).low == a.low);
    ck_assert(wide_apply(F_FLOOR, b, wide_of(0)).high == 1);
    ck_assert(wide_apply(F_CEIL, a, wide_of(0)).high == 3);
    ck_assert(wide_apply(F_ROUND, (Wide){2.5, -0x1p-60}, wide_of(0)).high == 2);
    ck_assert(wide_apply(F_ROUND, wide_of(-2.5), wide_of(0)).high == -3);
}
END_TEST

/* What is no number is none, and has no low part. */
START_TEST(not_finite)
{
    Wide large = {DBL_MAX, 0}, infinite = wide_of((double)INFINITY);
    ck_assert(isinf(wide_add(large, large).high));
    ck_assert(wide_add(infinite, wide_of(1)).low == 0);
    ck_assert(isinf(wide_mul(large, large).high));
    ck_assert(isinf(wide_div(wide_of(1), wide_of(0)).high));
    ck_assert(wide_div(wide_of(1), infinite).high == 0);
    ck_assert(isinf(wide_exp(wide_of(1000)).high));
    ck_assert(wide_exp(wide_of(-1000)).high == 0);
    ck_assert(isnan(wide_log(wide_of(-1)).high));
    ck_assert(isinf(wide_log(wide_of(0)).high));
    ck_assert(isnan(wide_sqrt(wide_of(-1)).high));
    ck_assert(isnan(wide_lgamma(wide_of(-2)).high));
    ck_assert(wide_apply(F_TANH, infinite, wide_of(0)).high == 1);
    ck_assert(wide_apply(F_ATAN2, wide_of(0), wide_of(0)).high == 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("wide");
    TCase *tests = tcase_create("wide");
    tcase_add_test(tests, values);
    tcase_add_test(tests, low_parts);
    tcase_add_test(tests, not_finite);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
