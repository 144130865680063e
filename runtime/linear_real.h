/* linear_real.h: linear algebra and sorting, in one real type.
 *
 * linear.c includes this once for double and once for float, with REAL the
 * type and NAME(g) the name of a function. Matrices lie row by row. Loops run
 * in one fixed order, so results have the same bits everywhere. Nothing is
 * allocated: factors and solutions are made in the arrays of the caller.
 */

/* An n×n matrix is held as its factors P A = L U (Golub & Van Loan, Matrix
 * Computations, algorithm 3.4.1: partial pivoting): U on and above the
 * diagonal, L, whose diagonal is 1, below. Row n says which row changed places
 * with row k in step k. Of equal pivots the first is taken. */
void NAME(gg_lu)(size_t n, const REAL *a, REAL *f)
{
    size_t i, j, k;

    for (i = 0; i < n * n; i++)
        f[i] = a[i];
    for (k = 0; k < n; k++) {
        size_t p = k;

        for (i = k + 1; i < n; i++)
            if (NAME(gg_abs)(f[i * n + k]) > NAME(gg_abs)(f[p * n + k]))
                p = i;
        f[n * n + k] = (REAL)p;
        for (j = 0; p != k && j < n; j++) {
            const REAL t = f[k * n + j];

            f[k * n + j] = f[p * n + j];
            f[p * n + j] = t;
        }
        if (IS_ZERO(f[k * n + k]))
            continue;
        for (i = k + 1; i < n; i++) {
            const REAL l = f[i * n + k] / f[k * n + k];

            f[i * n + k] = l;
            for (j = k + 1; j < n; j++)
                f[i * n + j] -= l * f[k * n + j];
        }
    }
}

static gg_status NAME(fill_nan)(size_t count, REAL *x)
{
    size_t i;

    for (i = 0; i < count; i++)
        x[i] = NAME(gg_nan)();
    return GG_SINGULAR;
}

static int NAME(is_singular)(size_t n, size_t stride, const REAL *a)
{
    size_t k;

    for (k = 0; k < n; k++)
        if (IS_ZERO(a[k * stride + k]))
            return 1;
    return 0;
}

/* x = L⁻¹ x or U⁻¹ x for the triangle of t, whose element (i, k) is
 * t[i * down + k * across]; unit: its diagonal is 1. */
static void NAME(forward)(size_t n, size_t m, const REAL *t, size_t down,
                          size_t across, int unit, REAL *x)
{
    size_t i, j, k;

    for (i = 0; i < n; i++) {
        for (k = 0; k < i; k++)
            for (j = 0; j < m; j++)
                x[i * m + j] -= t[i * down + k * across] * x[k * m + j];
        for (j = 0; !unit && j < m; j++)
            x[i * m + j] /= t[i * (down + across)];
    }
}

static void NAME(backward)(size_t n, size_t m, const REAL *t, size_t down,
                           size_t across, int unit, REAL *x)
{
    size_t i, j, k;

    for (i = n; i-- > 0;) {
        for (k = i + 1; k < n; k++)
            for (j = 0; j < m; j++)
                x[i * m + j] -= t[i * down + k * across] * x[k * m + j];
        for (j = 0; !unit && j < m; j++)
            x[i * m + j] /= t[i * (down + across)];
    }
}

static void NAME(exchange)(size_t m, REAL *x, size_t k, size_t p)
{
    size_t j;

    for (j = 0; p != k && j < m; j++) {
        const REAL t = x[k * m + j];

        x[k * m + j] = x[p * m + j];
        x[p * m + j] = t;
    }
}

static void NAME(copy)(size_t count, const REAL *b, REAL *x)
{
    size_t i;

    for (i = 0; i < count; i++)
        x[i] = b[i];
}

gg_status NAME(gg_solve)(size_t n, size_t m, const REAL *f, const REAL *b,
                         REAL *x)
{
    size_t k;

    if (NAME(is_singular)(n, n, f))
        return NAME(fill_nan)(n * m, x);
    NAME(copy)(n * m, b, x);
    for (k = 0; k < n; k++)
        NAME(exchange)(m, x, k, (size_t)f[n * n + k]);
    NAME(forward)(n, m, f, n, 1, 1, x);
    NAME(backward)(n, m, f, n, 1, 0, x);
    return GG_OK;
}

gg_status NAME(gg_solve_transposed)(size_t n, size_t m, const REAL *f,
                                    const REAL *b, REAL *x)
{
    size_t k;

    if (NAME(is_singular)(n, n, f))
        return NAME(fill_nan)(n * m, x);
    NAME(copy)(n * m, b, x);
    NAME(forward)(n, m, f, 1, n, 0, x);
    NAME(backward)(n, m, f, 1, n, 1, x);
    for (k = n; k-- > 0;)
        NAME(exchange)(m, x, k, (size_t)f[n * n + k]);
    return GG_OK;
}

REAL NAME(gg_det)(size_t n, const REAL *f)
{
    REAL product = (REAL)1;
    size_t k;

    for (k = 0; k < n; k++) {
        product *= f[k * n + k];
        if ((size_t)f[n * n + k] != k)
            product = -product;
    }
    return product;
}

REAL NAME(gg_logdet)(size_t n, const REAL *f)
{
    REAL sum = (REAL)0;
    int negative = 0;
    size_t k;

    for (k = 0; k < n; k++) {
        if (IS_ZERO(f[k * n + k]))
            return NAME(gg_log)((REAL)0);
        negative ^= f[k * n + k] < 0;
        negative ^= (size_t)f[n * n + k] != k;
        sum += NAME(gg_log)(NAME(gg_abs)(f[k * n + k]));
    }
    return negative ? NAME(gg_nan)() : sum;
}

/* A = L Lᵀ, row by row (Golub & Van Loan, section 4.2). */
gg_status NAME(gg_cholesky)(size_t n, const REAL *a, REAL *l)
{
    size_t i, j, k;

    for (i = 0; i < n; i++)
        for (j = 0; j < n; j++) {
            REAL sum = a[i * n + j];

            if (j > i) {
                l[i * n + j] = (REAL)0;
                continue;
            }
            for (k = 0; k < j; k++)
                sum -= l[i * n + k] * l[j * n + k];
            if (j < i)
                l[i * n + j] = sum / l[j * n + j];
            else if (sum > 0)
                l[i * n + j] = NAME(gg_sqrt)(sum);
            else
                return NAME(fill_nan)(n * n, l);
        }
    return GG_OK;
}

gg_status NAME(gg_solve_lower)(size_t n, size_t m, const REAL *a, const REAL *b,
                               REAL *x)
{
    if (NAME(is_singular)(n, n, a))
        return NAME(fill_nan)(n * m, x);
    NAME(copy)(n * m, b, x);
    NAME(forward)(n, m, a, n, 1, 0, x);
    return GG_OK;
}

gg_status NAME(gg_solve_upper)(size_t n, size_t m, const REAL *a, const REAL *b,
                               REAL *x)
{
    if (NAME(is_singular)(n, n, a))
        return NAME(fill_nan)(n * m, x);
    NAME(copy)(n * m, b, x);
    NAME(backward)(n, m, a, n, 1, 0, x);
    return GG_OK;
}

gg_status NAME(gg_solve_lower_transposed)(size_t n, size_t m, const REAL *a,
                                          const REAL *b, REAL *x)
{
    if (NAME(is_singular)(n, n, a))
        return NAME(fill_nan)(n * m, x);
    NAME(copy)(n * m, b, x);
    NAME(backward)(n, m, a, 1, n, 0, x);
    return GG_OK;
}

gg_status NAME(gg_solve_upper_transposed)(size_t n, size_t m, const REAL *a,
                                          const REAL *b, REAL *x)
{
    if (NAME(is_singular)(n, n, a))
        return NAME(fill_nan)(n * m, x);
    NAME(copy)(n * m, b, x);
    NAME(forward)(n, m, a, 1, n, 0, x);
    return GG_OK;
}

/* Whether element a comes before element b. */
static int NAME(comes_before)(const REAL *x, int down, int32_t a, int32_t b)
{
    const REAL u = x[down ? b : a], v = x[down ? a : b];

    if (u < v || u > v)
        return u < v;
    if ((x[a] != x[a]) != (x[b] != x[b]))
        return x[b] != x[b];
    return a < b;
}

/* Heapsort (Knuth, The Art of Computer Programming, volume 3, algorithm
 * 5.2.3H): in place, at most 2 n log₂ n comparisons. Equal elements are told
 * apart by where they stand, so the order is the stable one. */
static void NAME(sort)(size_t n, const REAL *x, int down, int32_t *order)
{
    size_t i, end, start;

    for (i = 0; i < n; i++)
        order[i] = (int32_t)i;
    for (start = n / 2, end = n; end > 1;) {
        size_t at, child;
        int32_t moved;

        if (start > 0) {
            moved = order[--start];
        } else {
            moved = order[--end];
            order[end] = order[0];
        }
        for (at = start; (child = 2 * at + 1) < end; at = child) {
            if (child + 1 < end
                && NAME(comes_before)(x, down, order[child],
                                      order[child + 1]))
                child++;
            if (!NAME(comes_before)(x, down, moved, order[child]))
                break;
            order[at] = order[child];
        }
        order[at] = moved;
    }
}

void NAME(gg_argsort)(size_t n, const REAL *x, int32_t *order)
{
    NAME(sort)(n, x, 0, order);
}

void NAME(gg_argsort_down)(size_t n, const REAL *x, int32_t *order)
{
    NAME(sort)(n, x, 1, order);
}
