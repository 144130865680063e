/* test_runtime_linear.c: the runtime's linear algebra and sorting, against
 * residuals, exact answers and a sort that is too simple to be wrong. */
#include "suite.h"

#include "gg.h"

#include <math.h>

enum { MOST = 24, COLUMNS = 3, SIZES = 8 };

static const size_t sizes[SIZES] = {1, 2, 3, 4, 5, 8, 13, MOST};

static double element(uint32_t stream, size_t i)
{
    return 2 * gg_uniform(7, stream, i) - 1;
}

static void fill(double *a, size_t count, uint32_t stream)
{
    for (size_t i = 0; i < count; i++)
        a[i] = element(stream, i);
}

static void to_float(const double *a, float *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        out[i] = (float)a[i];
}

/* The largest of |A X - B|; the elements of A are at i·down + k·across. */
static double residual(size_t n, const double *a, size_t down, size_t across,
                       const double *x, const double *b)
{
    double worst = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < COLUMNS; j++) {
            double sum = -b[i * COLUMNS + j];
            for (size_t k = 0; k < n; k++)
                sum += a[i * down + k * across] * x[k * COLUMNS + j];
            worst = fmax(worst, fabs(sum));
        }
    return worst;
}

static double largest(const double *x, size_t count)
{
    double most = 1;
    for (size_t i = 0; i < count; i++)
        most = fmax(most, fabs(x[i]));
    return most;
}

START_TEST(test_solutions)
{
    const size_t n = sizes[_i];
    double a[MOST * MOST], f[(MOST + 1) * MOST], b[MOST * COLUMNS];
    double x[MOST * COLUMNS];
    float af[MOST * MOST], ff[(MOST + 1) * MOST], bf[MOST * COLUMNS];
    float xf[MOST * COLUMNS];

    fill(a, n * n, 1);
    fill(b, n * COLUMNS, 2);
    gg_lu(n, a, f);
    ck_assert_int_eq(gg_solve(n, COLUMNS, f, b, x), GG_OK);
    ck_assert_double_le(residual(n, a, n, 1, x, b),
                        1e-14 * largest(x, n * COLUMNS) * (double)n);
    to_float(a, af, n * n);
    to_float(b, bf, n * COLUMNS);
    gg_luf(n, af, ff);
    ck_assert_int_eq(gg_solvef(n, COLUMNS, ff, bf, xf), GG_OK);
    for (size_t i = 0; i < n * COLUMNS; i++)
        ck_assert_double_eq_tol((double)xf[i], x[i],
                                1e-3 * largest(x, n * COLUMNS));
    ck_assert_int_eq(gg_solve_transposed(n, COLUMNS, f, b, x), GG_OK);
    ck_assert_double_le(residual(n, a, 1, n, x, b),
                        1e-14 * largest(x, n * COLUMNS) * (double)n);
}
END_TEST

/* What lies beyond the triangle is not looked at. */
START_TEST(test_triangles)
{
    const size_t n = sizes[_i];
    double a[MOST * MOST], lower[MOST * MOST], upper[MOST * MOST];
    double b[MOST * COLUMNS], x[MOST * COLUMNS];

    fill(a, n * n, 3);
    fill(b, n * COLUMNS, 4);
    for (size_t i = 0; i < n; i++) {
        a[i * n + i] += 3;
        for (size_t k = 0; k < n; k++) {
            lower[i * n + k] = k <= i ? a[i * n + k] : 0;
            upper[i * n + k] = k >= i ? a[i * n + k] : 0;
        }
    }
    ck_assert_int_eq(gg_solve_lower(n, COLUMNS, a, b, x), GG_OK);
    ck_assert_double_le(residual(n, lower, n, 1, x, b), 1e-13);
    ck_assert_int_eq(gg_solve_lower_transposed(n, COLUMNS, a, b, x), GG_OK);
    ck_assert_double_le(residual(n, lower, 1, n, x, b), 1e-13);
    ck_assert_int_eq(gg_solve_upper(n, COLUMNS, a, b, x), GG_OK);
    ck_assert_double_le(residual(n, upper, n, 1, x, b), 1e-13);
    ck_assert_int_eq(gg_solve_upper_transposed(n, COLUMNS, a, b, x), GG_OK);
    ck_assert_double_le(residual(n, upper, 1, n, x, b), 1e-13);
}
END_TEST

START_TEST(test_cholesky)
{
    const size_t n = sizes[_i];
    double m[MOST * MOST], a[MOST * MOST], l[MOST * MOST];

    fill(m, n * n, 5);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            a[i * n + j] = i == j;
            for (size_t k = 0; k < n; k++)
                a[i * n + j] += m[i * n + k] * m[j * n + k];
        }
    ck_assert_int_eq(gg_cholesky(n, a, l), GG_OK);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double sum = 0;
            for (size_t k = 0; k < n; k++)
                sum += l[i * n + k] * l[j * n + k];
            ck_assert_double_eq_tol(sum, a[i * n + j], 1e-12);
            ck_assert(j <= i || !(l[i * n + j] < 0 || l[i * n + j] > 0));
        }
}
END_TEST

/* H[i,k] = 1 / (i + k + 1): its determinant for n = 5 is 1 / 266716800000,
 * the corner of its inverse for n = 6 is 36. */
START_TEST(test_hilbert)
{
    double h[36], f[42], b[6] = {1, 0, 0, 0, 0, 0}, x[6];

    for (size_t i = 0; i < 25; i++)
        h[i] = 1 / (double)(i / 5 + i % 5 + 1);
    gg_lu(5, h, f);
    ck_assert_double_eq_tol(gg_det(5, f) * 266716800000.0, 1, 1e-11);
    ck_assert_double_eq_tol(gg_logdet(5, f), -log(266716800000.0), 1e-11);
    for (size_t i = 0; i < 36; i++)
        h[i] = 1 / (double)(i / 6 + i % 6 + 1);
    gg_lu(6, h, f);
    ck_assert_int_eq(gg_solve(6, 1, f, b, x), GG_OK);
    ck_assert_double_eq_tol(x[0], 36, 1e-8);
}
END_TEST

START_TEST(test_exchanges)
{
    const double a[9] = {0, 2, 0, 0, 0, 3, 5, 0, 0}, b[3] = {2, 3, 5};
    const double odd[4] = {0, 1, 1, 0};
    double f[12], x[3];

    gg_lu(3, a, f);
    ck_assert_double_eq_tol(gg_det(3, f), 30, 1e-14);
    ck_assert_int_eq(gg_solve(3, 1, f, b, x), GG_OK);
    for (int i = 0; i < 3; i++)
        ck_assert_double_eq_tol(x[i], 1, 1e-15);
    gg_lu(2, odd, f);
    ck_assert_double_eq_tol(gg_det(2, f), -1, 1e-15);
    ck_assert(isnan(gg_logdet(2, f)));
}
END_TEST

START_TEST(test_singular)
{
    const double a[4] = {1, 2, 2, 4}, b[2] = {1, 2};
    const float af[4] = {1, 2, 2, 4}, bf[2] = {1, 2};
    double f[6], x[2], l[4];
    float ff[6], xf[2], lf[4];

    gg_lu(2, a, f);
    ck_assert_int_eq(gg_solve(2, 1, f, b, x), GG_SINGULAR);
    ck_assert(isnan(x[0]) && isnan(x[1]));
    ck_assert_int_eq(gg_solve_transposed(2, 1, f, b, x), GG_SINGULAR);
    ck_assert_double_eq_tol(gg_det(2, f), 0, 1e-300);
    ck_assert(isinf(gg_logdet(2, f)) && gg_logdet(2, f) < 0);
    ck_assert_int_eq(gg_cholesky(2, a, l), GG_SINGULAR);
    for (int i = 0; i < 4; i++)
        ck_assert(isnan(l[i]));
    gg_luf(2, af, ff);
    ck_assert_int_eq(gg_solvef(2, 1, ff, bf, xf), GG_SINGULAR);
    ck_assert(isnan(xf[0]) && isnan(xf[1]));
    ck_assert_int_eq(gg_choleskyf(2, af, lf), GG_SINGULAR);
    ck_assert_str_eq(gg_status_text(GG_SINGULAR),
                     "a matrix is singular, or not positive definite");
}
END_TEST

/* Whether u stands before v, by hand. */
static int before(double u, double v, int down)
{
    if (isnan(u) || isnan(v))
        return !isnan(u) && isnan(v);
    return down ? u > v : u < v;
}

/* By insertion; elements of few values, so that many are equal. */
START_TEST(test_sorting)
{
    enum { COUNT = 40 };
    const size_t n = (size_t)_i % COUNT + 1;
    const int down = _i >= COUNT;
    double x[COUNT];
    float xf[COUNT];
    int32_t order[COUNT], wanted[COUNT];

    for (size_t i = 0; i < n; i++) {
        x[i] = floor(5 * gg_uniform(9, (uint32_t)_i, i));
        if (x[i] > 3)
            x[i] = (double)NAN;
    }
    for (size_t i = 0; i < n; i++) {
        size_t at = i;
        for (; at > 0 && before(x[i], x[wanted[at - 1]], down); at--)
            wanted[at] = wanted[at - 1];
        wanted[at] = (int32_t)i;
    }
    to_float(x, xf, n);
    for (int real = 0; real < 2; real++) {
        if (real)
            (down ? gg_argsort_downf : gg_argsortf)(n, xf, order);
        else
            (down ? gg_argsort_down : gg_argsort)(n, x, order);
        for (size_t i = 0; i < n; i++)
            ck_assert_int_eq(order[i], wanted[i]);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("runtime_linear");
    TCase *all = tcase_create("linear");
    tcase_add_loop_test(all, test_solutions, 0, SIZES);
    tcase_add_loop_test(all, test_triangles, 0, SIZES);
    tcase_add_loop_test(all, test_cholesky, 0, SIZES);
    tcase_add_test(all, test_hilbert);
    tcase_add_test(all, test_exchanges);
    tcase_add_test(all, test_singular);
    tcase_add_loop_test(all, test_sorting, 0, 80);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
