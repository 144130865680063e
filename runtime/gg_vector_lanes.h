/* gg_vector_lanes.h: a part of gg_vector.h, of one vector.
 *
 * GG_VECTOR is its type, with at most GG_BYTES of lanes of GG_REAL, GG_LANE a whole
 * number as wide as one, GG_NAME(g) the name of a function, GG_LANES that of the
 * number of lanes. GG_QUAD, with the functions GG_QUAD_NAME(g), is the vector of four
 * lanes where the machine has vectors of GG_QUAD_BYTES.
 */

#if GG_VECTOR_BYTES
typedef GG_REAL GG_VECTOR __attribute__((vector_size(GG_BYTES)));
#else
typedef GG_REAL GG_VECTOR;
#endif

/* How many lanes there are. */
enum { GG_LANES = (int)(sizeof(GG_VECTOR) / sizeof(GG_REAL)) };

GG_INLINE GG_VECTOR GG_NAME(gg_zero)(void)
{
    GG_VECTOR x = {0};
    return x;
}

GG_INLINE GG_VECTOR GG_NAME(gg_load)(const GG_REAL *p)
{
    GG_VECTOR x;
    GG_COPY(&x, p, sizeof x);
    return x;
}

GG_INLINE void GG_NAME(gg_store)(GG_REAL *p, GG_VECTOR x)
{
    GG_COPY(p, &x, sizeof x);
}

GG_INLINE int GG_NAME(gg_lanes)(void)
{
    return (int)(sizeof(GG_VECTOR) / sizeof(GG_REAL));
}

GG_INLINE GG_REAL GG_NAME(gg_get)(GG_VECTOR x, int m)
{
#if GG_VECTOR_BYTES
    return x[m];
#else
    (void)m;
    return x;
#endif
}

GG_INLINE void GG_NAME(gg_set)(GG_VECTOR *x, int m, GG_REAL y)
{
#if GG_VECTOR_BYTES
    (*x)[m] = y;
#else
    (void)m;
    *x = y;
#endif
}

/* The same of n lanes alone: the first n, or all if there are not so many; of
 * gg_add_last the last n. */
GG_INLINE GG_VECTOR GG_NAME(gg_load_some)(const GG_REAL *p, int n)
{
    GG_VECTOR x = GG_NAME(gg_zero)();
    if (n >= GG_NAME(gg_lanes)())
        return GG_NAME(gg_load)(p);
    for (int m = 0; m < GG_NAME(gg_lanes)(); m++)
        if (m < n)
            GG_NAME(gg_set)(&x, m, p[m]);
    return x;
}

GG_INLINE void GG_NAME(gg_store_some)(GG_REAL *p, GG_VECTOR x, int n)
{
    if (n >= GG_NAME(gg_lanes)())
        GG_NAME(gg_store)(p, x);
    else
        for (int m = 0; m < GG_NAME(gg_lanes)(); m++)
            if (m < n)
                p[m] = GG_NAME(gg_get)(x, m);
}

GG_INLINE void GG_NAME(gg_add_some)(GG_REAL *p, GG_VECTOR x, int n)
{
    if (n >= GG_NAME(gg_lanes)())
        GG_NAME(gg_store)(p, GG_NAME(gg_load)(p) + x);
    else
        for (int m = 0; m < GG_NAME(gg_lanes)(); m++)
            if (m < n)
                p[m] += GG_NAME(gg_get)(x, m);
}

GG_INLINE void GG_NAME(gg_add_last)(GG_REAL *p, GG_VECTOR x, int n)
{
    const int lanes = GG_NAME(gg_lanes)();
    if (n >= lanes)
        GG_NAME(gg_store)(p, GG_NAME(gg_load)(p) + x);
    else
        for (int m = lanes - n; m < lanes; m++)
            p[m] += GG_NAME(gg_get)(x, m);
}

/* The same where the numbers lie `step` apart. */
GG_INLINE void GG_NAME(gg_spread_store)(GG_REAL *p, GG_VECTOR x, int step)
{
    for (int m = 0; m < GG_NAME(gg_lanes)(); m++)
        p[m * step] = GG_NAME(gg_get)(x, m);
}

GG_INLINE void GG_NAME(gg_spread_add_last)(GG_REAL *p, GG_VECTOR x, int n,
                                           int step)
{
    const int lanes = GG_NAME(gg_lanes)();
    for (int m = n < lanes ? lanes - n : 0; m < lanes; m++)
        p[m * step] += GG_NAME(gg_get)(x, m);
}

/* The n vectors at x added up: the second half of all lanes is added to the
 * first, until there is one lane.  They change. */
GG_INLINE GG_REAL GG_NAME(gg_total)(GG_VECTOR *x, int n)
{
    GG_REAL y[GG_VECTOR_BYTES ? 16 : 1];
    for (int h = n / 2; h > 0; h /= 2)
        for (int v = 0; v < h; v++)
            x[v] += x[v + h];
    GG_NAME(gg_store)(y, x[0]);
    for (int h = GG_NAME(gg_lanes)() / 2; h > 0; h /= 2)
        for (int m = 0; m < h; m++)
            y[m] += y[m + h];
    return y[0];
}

/* x with 0 in the lanes before the first; in those from the end on. */
#if GG_VECTOR_BYTES
typedef GG_LANE GG_NAME(gg_lane) __attribute__((vector_size(GG_BYTES)));

GG_INLINE GG_NAME(gg_lane) GG_NAME(gg_lane_less)(int n)
{
    GG_NAME(gg_lane) x, y = {0};
    for (int m = 0; m < GG_NAME(gg_lanes)(); m++)
        x[m] = (GG_LANE)m;
    return x < y + (GG_LANE)n;
}

GG_INLINE GG_VECTOR GG_NAME(gg_from)(GG_VECTOR x, int first)
{
    return (GG_VECTOR)((GG_NAME(gg_lane))x & ~GG_NAME(gg_lane_less)(first));
}

GG_INLINE GG_VECTOR GG_NAME(gg_below)(GG_VECTOR x, int end)
{
    return (GG_VECTOR)((GG_NAME(gg_lane))x & GG_NAME(gg_lane_less)(end));
}
#else
GG_INLINE GG_VECTOR GG_NAME(gg_from)(GG_VECTOR x, int first)
{
    return first > 0 ? 0 : x;
}

GG_INLINE GG_VECTOR GG_NAME(gg_below)(GG_VECTOR x, int end)
{
    return end > 0 ? x : 0;
}
#endif

#if defined(GG_SHUFFLE) && GG_VECTOR_BYTES >= GG_QUAD_BYTES
GG_INLINE GG_QUAD GG_NAME(gg_fold)(GG_VECTOR *x, int n)
{
    GG_REAL y[16];
    for (int h = n / 2; h > 0; h /= 2)
        for (int v = 0; v < h; v++)
            x[v] += x[v + h];
    GG_NAME(gg_store)(y, x[0]);
    if (GG_NAME(gg_lanes)() == 16)
        return (GG_QUAD_NAME(gg_load)(y) + GG_QUAD_NAME(gg_load)(y + 8))
             + (GG_QUAD_NAME(gg_load)(y + 4) + GG_QUAD_NAME(gg_load)(y + 12));
    if (GG_NAME(gg_lanes)() == 8)
        return GG_QUAD_NAME(gg_load)(y) + GG_QUAD_NAME(gg_load)(y + 4);
    return GG_QUAD_NAME(gg_load)(y);
}

GG_INLINE GG_QUAD GG_NAME(gg_four)(GG_VECTOR *x, int n)
{
    const GG_QUAD a = GG_NAME(gg_fold)(x, n);
    const GG_QUAD b = GG_NAME(gg_fold)(x + n, n);
    const GG_QUAD c = GG_NAME(gg_fold)(x + 2 * n, n);
    const GG_QUAD d = GG_NAME(gg_fold)(x + 3 * n, n);
    const GG_QUAD p = GG_SHUFFLE(a, b, 0, 1, 4, 5)
                    + GG_SHUFFLE(a, b, 2, 3, 6, 7);
    const GG_QUAD q = GG_SHUFFLE(c, d, 0, 1, 4, 5)
                    + GG_SHUFFLE(c, d, 2, 3, 6, 7);
    return GG_SHUFFLE(p, q, 0, 2, 4, 6) + GG_SHUFFLE(p, q, 1, 3, 5, 7);
}

GG_INLINE void GG_NAME(gg_store_two)(GG_REAL *to, GG_QUAD x, GG_QUAD y)
{
#if GG_VECTOR_BYTES >= 2 * GG_QUAD_BYTES
    const __typeof__(GG_SHUFFLE_TWO(x, y)) z = GG_SHUFFLE_TWO(x, y);
    GG_COPY(to, &z, sizeof z);
#else
    GG_QUAD_NAME(gg_store)(to, x);
    GG_QUAD_NAME(gg_store)(to + 4, y);
#endif
}

GG_INLINE int GG_NAME(gg_fours)(GG_REAL *to, GG_VECTOR *x, int n, int rows)
{
    int r = 0;
    GG_UNROLL
    for (; r + 8 <= rows; r += 8)
        GG_NAME(gg_store_two)(to + r, GG_NAME(gg_four)(x + n * r, n),
                              GG_NAME(gg_four)(x + n * (r + 4), n));
    if (r + 4 <= rows) {
        GG_QUAD_NAME(gg_store)(to + r, GG_NAME(gg_four)(x + n * r, n));
        r += 4;
    }
    return r;
}
#endif

/* to[r] is the total of the n vectors at x + n r, as gg_total adds it up, for
 * r < rows.  Four rows, or eight, are added up side by side: what is stored in
 * one vector can be read as one at once. */
GG_INLINE void GG_NAME(gg_totals)(GG_REAL *to, GG_VECTOR *x, int n, int rows)
{
    int r = 0;
#if defined(GG_SHUFFLE) && GG_VECTOR_BYTES >= GG_QUAD_BYTES
    r = GG_NAME(gg_fours)(to, x, n, rows);
#endif
    GG_UNROLL
    for (; r < rows; r++)
        to[r] = GG_NAME(gg_total)(x + n * r, n);
}
