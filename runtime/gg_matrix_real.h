/* gg_matrix_real.h: the routines of gg_matrix.h, in one real type: GG_REAL, with
 * GG_NAME(g) the name of a function.
 *
 * Matrices lie row by row.  Loops run in one fixed order, so results have the same
 * bits everywhere.  Nothing is allocated: factors and solutions are made in the
 * arrays of the caller.
 */

/* -- triangles -- */

GG_EACH gg_status GG_NAME(gg_fill_nan)(size_t count, GG_REAL *x)
{
    size_t i;

    for (i = 0; i < count; i++)
        x[i] = GG_NAME(gg_nan)();
    return GG_SINGULAR;
}

GG_EACH int GG_NAME(gg_is_singular)(size_t n, const GG_REAL *a)
{
    size_t k;

    for (k = 0; k < n; k++)
        if (GG_IS_ZERO(a[k * n + k]))
            return 1;
    return 0;
}

GG_EACH void GG_NAME(gg_take)(size_t count, const GG_REAL *b, GG_REAL *x)
{
    size_t i;

    for (i = 0; i < count; i++)
        x[i] = b[i];
}

/* x[j] -= c y[j] for j < m. */
GG_EACH void GG_NAME(gg_less)(size_t m, GG_REAL c,
                              const GG_REAL *GG_RESTRICT y,
                              GG_REAL *GG_RESTRICT x)
{
    size_t j;

    for (j = 0; j < m; j++)
        x[j] -= c * y[j];
}

/* x[j] -= t[k across] y[k step + j] for j < m, and for k < 4 in turn: x is not
 * stored between. */
GG_EACH void GG_NAME(gg_less_four)(size_t m, const GG_REAL *t, size_t across,
                                   const GG_REAL *GG_RESTRICT y, size_t step,
                                   GG_REAL *GG_RESTRICT x)
{
    const GG_REAL c0 = t[0], c1 = t[across];
    const GG_REAL c2 = t[2 * across], c3 = t[3 * across];
    size_t j;

    for (j = 0; j < m; j++)
        x[j] = (((x[j] - c0 * y[j]) - c1 * y[step + j])
                - c2 * y[2 * step + j]) - c3 * y[3 * step + j];
}

/* The same for k < n, of rows that follow each other. */
GG_EACH void GG_NAME(gg_less_rows)(size_t n, size_t m, const GG_REAL *t,
                                   size_t across, const GG_REAL *y, GG_REAL *x)
{
    size_t k;

    for (k = 0; k + 4 <= n; k += 4)
        GG_NAME(gg_less_four)(m, t + k * across, across, y + k * m, m, x);
    for (; k < n; k++)
        GG_NAME(gg_less)(m, t[k * across], y + k * m, x);
}

/* x = L⁻¹ x or U⁻¹ x for the triangle of t, whose element (i, k) is
 * t[i * down + k * across]; unit: its diagonal is 1. */
GG_EACH void GG_NAME(gg_substitute)(size_t n, size_t m, const GG_REAL *t,
                                    size_t down, size_t across, int unit,
                                    GG_REAL *x)
{
    size_t i, j;

    for (i = 0; i < n; i++) {
        GG_NAME(gg_less_rows)(i, m, t + i * down, across, x, x + i * m);
        for (j = 0; !unit && j < m; j++)
            x[i * m + j] /= t[i * (down + across)];
    }
}

GG_EACH void GG_NAME(gg_substitute_back)(size_t n, size_t m, const GG_REAL *t,
                                         size_t down, size_t across, int unit,
                                         GG_REAL *x)
{
    size_t i, j;

    for (i = n; i-- > 0;) {
        GG_NAME(gg_less_rows)(n - i - 1, m, t + i * down + (i + 1) * across,
                              across, x + (i + 1) * m, x + i * m);
        for (j = 0; !unit && j < m; j++)
            x[i * m + j] /= t[i * (down + across)];
    }
}

GG_EACH gg_status GG_NAME(gg_inline_solve_lower)(size_t n, size_t m,
                                                 const GG_REAL *a,
                                                 const GG_REAL *b, GG_REAL *x)
{
    if (GG_NAME(gg_is_singular)(n, a))
        return GG_NAME(gg_fill_nan)(n * m, x);
    GG_NAME(gg_take)(n * m, b, x);
    GG_NAME(gg_substitute)(n, m, a, n, 1, 0, x);
    return GG_OK;
}

GG_EACH gg_status GG_NAME(gg_inline_solve_upper)(size_t n, size_t m,
                                                 const GG_REAL *a,
                                                 const GG_REAL *b, GG_REAL *x)
{
    if (GG_NAME(gg_is_singular)(n, a))
        return GG_NAME(gg_fill_nan)(n * m, x);
    GG_NAME(gg_take)(n * m, b, x);
    GG_NAME(gg_substitute_back)(n, m, a, n, 1, 0, x);
    return GG_OK;
}

GG_EACH gg_status GG_NAME(gg_inline_solve_lower_transposed)(
    size_t n, size_t m, const GG_REAL *a, const GG_REAL *b, GG_REAL *x)
{
    if (GG_NAME(gg_is_singular)(n, a))
        return GG_NAME(gg_fill_nan)(n * m, x);
    GG_NAME(gg_take)(n * m, b, x);
    GG_NAME(gg_substitute_back)(n, m, a, 1, n, 0, x);
    return GG_OK;
}

GG_EACH gg_status GG_NAME(gg_inline_solve_upper_transposed)(
    size_t n, size_t m, const GG_REAL *a, const GG_REAL *b, GG_REAL *x)
{
    if (GG_NAME(gg_is_singular)(n, a))
        return GG_NAME(gg_fill_nan)(n * m, x);
    GG_NAME(gg_take)(n * m, b, x);
    GG_NAME(gg_substitute)(n, m, a, 1, n, 0, x);
    return GG_OK;
}

/* -- factors -- */

/* An n×n matrix is held as its factors P A = L U (Golub & Van Loan, Matrix
 * Computations, algorithm 3.4.1: partial pivoting): U on and above the
 * diagonal, L, whose diagonal is 1, below. Row n says which row changed places
 * with row k in step k. Of equal pivots the first is taken. */
GG_EACH void GG_NAME(gg_inline_lu)(size_t n, const GG_REAL *a, GG_REAL *f)
{
    size_t i, j, k;

    GG_NAME(gg_take)(n * n, a, f);
    for (k = 0; k < n; k++) {
        size_t p = k;

        for (i = k + 1; i < n; i++)
            if (GG_NAME(gg_abs)(f[i * n + k]) > GG_NAME(gg_abs)(f[p * n + k]))
                p = i;
        f[n * n + k] = (GG_REAL)p;
        for (j = 0; p != k && j < n; j++) {
            const GG_REAL t = f[k * n + j];

            f[k * n + j] = f[p * n + j];
            f[p * n + j] = t;
        }
        if (GG_IS_ZERO(f[k * n + k]))
            continue;
        for (i = k + 1; i < n; i++) {
            const GG_REAL l = f[i * n + k] / f[k * n + k];

            f[i * n + k] = l;
            GG_NAME(gg_less)(n - k - 1, l, f + k * n + k + 1,
                             f + i * n + k + 1);
        }
    }
}

GG_EACH void GG_NAME(gg_exchange)(size_t m, GG_REAL *x, size_t k, size_t p)
{
    size_t j;

    for (j = 0; p != k && j < m; j++) {
        const GG_REAL t = x[k * m + j];

        x[k * m + j] = x[p * m + j];
        x[p * m + j] = t;
    }
}

GG_EACH gg_status GG_NAME(gg_inline_solve)(size_t n, size_t m,
                                           const GG_REAL *f, const GG_REAL *b,
                                           GG_REAL *x)
{
    size_t k;

    if (GG_NAME(gg_is_singular)(n, f))
        return GG_NAME(gg_fill_nan)(n * m, x);
    GG_NAME(gg_take)(n * m, b, x);
    for (k = 0; k < n; k++)
        GG_NAME(gg_exchange)(m, x, k, (size_t)f[n * n + k]);
    GG_NAME(gg_substitute)(n, m, f, n, 1, 1, x);
    GG_NAME(gg_substitute_back)(n, m, f, n, 1, 0, x);
    return GG_OK;
}

GG_EACH gg_status GG_NAME(gg_inline_solve_transposed)(
    size_t n, size_t m, const GG_REAL *f, const GG_REAL *b, GG_REAL *x)
{
    size_t k;

    if (GG_NAME(gg_is_singular)(n, f))
        return GG_NAME(gg_fill_nan)(n * m, x);
    GG_NAME(gg_take)(n * m, b, x);
    GG_NAME(gg_substitute)(n, m, f, 1, n, 0, x);
    GG_NAME(gg_substitute_back)(n, m, f, 1, n, 1, x);
    for (k = n; k-- > 0;)
        GG_NAME(gg_exchange)(m, x, k, (size_t)f[n * n + k]);
    return GG_OK;
}

/* A = L Lᵀ, row by row (Golub & Van Loan, section 4.2): each is solved for with
 * Lᵀ, which stands above the diagonal meanwhile; behind four columns, with these at
 * once. */
GG_EACH gg_status GG_NAME(gg_inline_cholesky)(size_t n, const GG_REAL *a,
                                              GG_REAL *l)
{
    size_t i, k;

    for (i = 0; i < n; i++) {
        GG_REAL *row = l + i * n;

        for (k = 0; k <= i; k++)
            row[k] = a[i * n + k];
        for (k = 0; k < i; k++) {
            const size_t end = k / 4 * 4 + 4;

            row[k] /= l[k * n + k];
            l[k * n + i] = row[k];
            GG_NAME(gg_less)((end <= i ? end - 1 : i) - k, row[k],
                             l + k * n + k + 1, row + k + 1);
            if (end == k + 1)
                GG_NAME(gg_less_four)(i - k, row + k - 3, 1,
                                      l + (k - 3) * n + end, n, row + end);
        }
        if (!(row[i] > 0))
            return GG_NAME(gg_fill_nan)(n * n, l);
        row[i] = GG_NAME(gg_sqrt)(row[i]);
    }
    for (i = 0; i < n; i++)
        for (k = i + 1; k < n; k++)
            l[i * n + k] = (GG_REAL)0;
    return GG_OK;
}
