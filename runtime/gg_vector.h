/* gg_vector.h: vectors of numbers, as wide as the machine has them.
 *
 * gg_f4, gg_f8 and gg_f16 are vectors of float with at most so many lanes,
 * gg_d4 and gg_d8 of double; GG_F4 ... GG_D8 is how many there are.  With gcc and
 * clang they are the compilers' vector types, elsewhere or with GG_PORTABLE
 * plain numbers: one lane.  + - * / work on each lane by itself, and so give the
 * same bits whatever the width.
 *
 * GG_VECTOR_BITS, defined before the first #include, bounds the width: 128, 256
 * or 512.
 */
#ifndef GG_VECTOR_H
#define GG_VECTOR_H

#include "gg_strict.h"

#include <stddef.h>
#include <stdint.h>

#ifndef GG_VECTOR_BITS
#define GG_VECTOR_BITS 512
#endif

#if !defined(__GNUC__) || defined(GG_PORTABLE) || defined(__TINYC__)
#define GG_VECTOR_BYTES 0
#elif defined(__AVX512F__) && GG_VECTOR_BITS >= 512
#define GG_VECTOR_BYTES 64
#elif defined(__AVX__) && GG_VECTOR_BITS >= 256
#define GG_VECTOR_BYTES 32
#elif (defined(__SSE2__) || defined(__ARM_NEON) || defined(__aarch64__)        \
       || defined(__VSX__) || defined(__VX__))                                \
    && GG_VECTOR_BITS >= 128
#define GG_VECTOR_BYTES 16
#else
#define GG_VECTOR_BYTES 0
#endif

/* The turns of a loop are shared among threads, with -fopenmp. */
#if defined(_OPENMP)
#define GG_PARALLEL _Pragma("omp parallel for")
#else
#define GG_PARALLEL
#endif

#if defined(__GNUC__)
#define GG_INLINE static inline __attribute__((always_inline))
#else
#define GG_INLINE static inline
#endif

/* The same of n lanes alone: the first n, or all if there are not so many; of
 * gg_add_last the last n. */
#define GG_PARTLY(NAME, REAL)                                                  \
    GG_INLINE gg_##NAME gg_load_some_##NAME(const REAL *p, int n)              \
    {                                                                          \
        gg_##NAME x = gg_zero_##NAME();                                        \
        if (n >= gg_lanes_##NAME())                                            \
            return gg_load_##NAME(p);                                          \
        for (int m = 0; m < gg_lanes_##NAME(); m++)                            \
            if (m < n)                                                         \
                gg_set_##NAME(&x, m, p[m]);                                    \
        return x;                                                              \
    }                                                                          \
    GG_INLINE void gg_store_some_##NAME(REAL *p, gg_##NAME x, int n)           \
    {                                                                          \
        if (n >= gg_lanes_##NAME())                                            \
            gg_store_##NAME(p, x);                                             \
        else                                                                   \
            for (int m = 0; m < gg_lanes_##NAME(); m++)                        \
                if (m < n)                                                     \
                    p[m] = gg_get_##NAME(x, m);                                \
    }                                                                          \
    GG_INLINE void gg_add_some_##NAME(REAL *p, gg_##NAME x, int n)             \
    {                                                                          \
        if (n >= gg_lanes_##NAME())                                            \
            gg_store_##NAME(p, gg_load_##NAME(p) + x);                         \
        else                                                                   \
            for (int m = 0; m < gg_lanes_##NAME(); m++)                        \
                if (m < n)                                                     \
                    p[m] += gg_get_##NAME(x, m);                               \
    }                                                                          \
    GG_INLINE void gg_add_last_##NAME(REAL *p, gg_##NAME x, int n)             \
    {                                                                          \
        const int lanes = gg_lanes_##NAME();                                   \
        if (n >= lanes)                                                        \
            gg_store_##NAME(p, gg_load_##NAME(p) + x);                         \
        else                                                                   \
            for (int m = lanes - n; m < lanes; m++)                            \
                p[m] += gg_get_##NAME(x, m);                                   \
    }                                                                          \
    /* The same where the numbers lie `step` apart. */                         \
    GG_INLINE void gg_spread_store_##NAME(REAL *p, gg_##NAME x, int step)      \
    {                                                                          \
        for (int m = 0; m < gg_lanes_##NAME(); m++)                            \
            p[m * step] = gg_get_##NAME(x, m);                                 \
    }                                                                          \
    GG_INLINE void gg_spread_add_last_##NAME(REAL *p, gg_##NAME x, int n,      \
                                             int step)                         \
    {                                                                          \
        const int lanes = gg_lanes_##NAME();                                   \
        for (int m = n < lanes ? lanes - n : 0; m < lanes; m++)                \
            p[m * step] += gg_get_##NAME(x, m);                                \
    }                                                                          \
    /* The n vectors at x added up: the second half of all lanes is added to   \
     * the first, until there is one lane.  They change. */                    \
    GG_INLINE REAL gg_total_##NAME(gg_##NAME *x, int n)                        \
    {                                                                          \
        REAL y[GG_VECTOR_BYTES ? 16 : 1];                                      \
        for (int h = n / 2; h > 0; h /= 2)                                     \
            for (int v = 0; v < h; v++)                                        \
                x[v] += x[v + h];                                              \
        gg_store_##NAME(y, x[0]);                                              \
        for (int h = gg_lanes_##NAME() / 2; h > 0; h /= 2)                     \
            for (int m = 0; m < h; m++)                                        \
                y[m] += y[m + h];                                              \
        return y[0];                                                           \
    }

#if defined(__GNUC__)
#define GG_COPY_BYTES(to, from, n) (void)__builtin_memcpy((to), (from), (n))
#else
#include <string.h>
#define GG_COPY_BYTES(to, from, n) (void)memcpy((to), (from), (n))
#endif

/* gg_from: x with 0 in the lanes before the first; gg_below: in those from the
 * end on. */
#if GG_VECTOR_BYTES
#define GG_VECTOR(NAME, REAL, WHOLE, BYTES)                                    \
    typedef REAL gg_##NAME __attribute__((vector_size(BYTES)));                    \
    typedef WHOLE gg_lane_##NAME __attribute__((vector_size(BYTES)));          \
    GG_INLINE gg_lane_##NAME gg_lane_less_##NAME(int n)                        \
    {                                                                          \
        static const WHOLE lanes[16] = {0, 1, 2,  3,  4,  5,  6,  7,           \
                                        8, 9, 10, 11, 12, 13, 14, 15};         \
        gg_lane_##NAME x, y = {0};                                             \
        GG_COPY_BYTES(&x, lanes, sizeof x);                                    \
        return x < y + (WHOLE)n;                                               \
    }                                                                          \
    GG_INLINE gg_##NAME gg_from_##NAME(gg_##NAME x, int first)                 \
    {                                                                          \
        return (gg_##NAME)((gg_lane_##NAME)x & ~gg_lane_less_##NAME(first));   \
    }                                                                          \
    GG_INLINE gg_##NAME gg_below_##NAME(gg_##NAME x, int end)                  \
    {                                                                          \
        return (gg_##NAME)((gg_lane_##NAME)x & gg_lane_less_##NAME(end));      \
    }                                                                          \
    GG_INLINE gg_##NAME gg_zero_##NAME(void)                                        \
    {                                                                          \
        gg_##NAME x = {0};                                                          \
        return x;                                                              \
    }                                                                          \
    GG_INLINE gg_##NAME gg_load_##NAME(const REAL *p)                               \
    {                                                                          \
        gg_##NAME x;                                                                \
        GG_COPY_BYTES(&x, p, sizeof x);                                        \
        return x;                                                              \
    }                                                                          \
    GG_INLINE void gg_store_##NAME(REAL *p, gg_##NAME x)                            \
    {                                                                          \
        GG_COPY_BYTES(p, &x, sizeof x);                                        \
    }                                                                          \
    GG_INLINE int gg_lanes_##NAME(void)                                        \
    {                                                                          \
        return (int)(sizeof(gg_##NAME) / sizeof(REAL));                        \
    }                                                                          \
    GG_INLINE REAL gg_get_##NAME(gg_##NAME x, int m)                           \
    {                                                                          \
        return x[m];                                                           \
    }                                                                          \
    GG_INLINE void gg_set_##NAME(gg_##NAME *x, int m, REAL y)                  \
    {                                                                          \
        (*x)[m] = y;                                                           \
    }                                                                          \
    GG_PARTLY(NAME, REAL)
#else
#define GG_VECTOR(NAME, REAL, WHOLE, BYTES)                                    \
    typedef REAL gg_##NAME;                                                         \
    GG_INLINE gg_##NAME gg_from_##NAME(gg_##NAME x, int first)                 \
    {                                                                          \
        return first > 0 ? 0 : x;                                              \
    }                                                                          \
    GG_INLINE gg_##NAME gg_below_##NAME(gg_##NAME x, int end)                  \
    {                                                                          \
        return end > 0 ? x : 0;                                                \
    }                                                                          \
    GG_INLINE gg_##NAME gg_zero_##NAME(void)                                        \
    {                                                                          \
        return 0;                                                              \
    }                                                                          \
    GG_INLINE gg_##NAME gg_load_##NAME(const REAL *p)                               \
    {                                                                          \
        return *p;                                                             \
    }                                                                          \
    GG_INLINE void gg_store_##NAME(REAL *p, gg_##NAME x)                            \
    {                                                                          \
        *p = x;                                                                \
    }                                                                          \
    GG_INLINE int gg_lanes_##NAME(void)                                        \
    {                                                                          \
        return 1;                                                              \
    }                                                                          \
    GG_INLINE REAL gg_get_##NAME(gg_##NAME x, int m)                           \
    {                                                                          \
        (void)m;                                                               \
        return x;                                                              \
    }                                                                          \
    GG_INLINE void gg_set_##NAME(gg_##NAME *x, int m, REAL y)                  \
    {                                                                          \
        (void)m;                                                               \
        *x = y;                                                                \
    }                                                                          \
    GG_PARTLY(NAME, REAL)
#endif

#define GG_AT_MOST(BYTES) (GG_VECTOR_BYTES < (BYTES) ? GG_VECTOR_BYTES : (BYTES))

GG_VECTOR(f4, float, int32_t, GG_AT_MOST(16))
GG_VECTOR(f8, float, int32_t, GG_AT_MOST(32))
GG_VECTOR(f16, float, int32_t, GG_AT_MOST(64))
GG_VECTOR(d4, double, int64_t, GG_AT_MOST(32))
GG_VECTOR(d8, double, int64_t, GG_AT_MOST(64))

/* How many lanes there are. */
enum {
    GG_F4 = (int)(sizeof(gg_f4) / sizeof(float)),
    GG_F8 = (int)(sizeof(gg_f8) / sizeof(float)),
    GG_F16 = (int)(sizeof(gg_f16) / sizeof(float)),
    GG_D4 = (int)(sizeof(gg_d4) / sizeof(double)),
    GG_D8 = (int)(sizeof(gg_d8) / sizeof(double))
};

/* What a tile reads of its columns, side by side: to[width k + c] is
 * from[column_step c + term_step k] for k < terms and c < columns, and 0 for
 * columns <= c < width. */
#if defined(__clang__) || (defined(__GNUC__) && __GNUC__ >= 12)
#define GG_SHUFFLE(x, y, a, b, c, d) __builtin_shufflevector(x, y, a, b, c, d)
#endif

/* to[r] is the total of the n vectors at x + n r, as gg_total adds it up, for
 * r < rows.  Four rows, or eight, are added up side by side: what is stored in one
 * vector can be read as one at once. */
#define GG_TOTALS(NAME, REAL, FOURS)                                           \
    GG_INLINE void gg_totals_##NAME(REAL *to, gg_##NAME *x, int n, int rows)   \
    {                                                                          \
        int r = FOURS(to, x, n, rows);                                         \
        GG_UNROLL                                                              \
        for (; r < rows; r++)                                                  \
            to[r] = gg_total_##NAME(x + n * r, n);                             \
    }
#define GG_NO_FOURS(to, x, n, rows) 0

/* Those of as many rows as there are fours. */
#define GG_FOURS(NAME, REAL, QUAD)                                             \
    GG_INLINE gg_##QUAD gg_fold_##NAME(gg_##NAME *x, int n)                    \
    {                                                                          \
        REAL y[16];                                                            \
        for (int h = n / 2; h > 0; h /= 2)                                     \
            for (int v = 0; v < h; v++)                                        \
                x[v] += x[v + h];                                              \
        gg_store_##NAME(y, x[0]);                                              \
        if (gg_lanes_##NAME() == 16)                                           \
            return (gg_load_##QUAD(y) + gg_load_##QUAD(y + 8))                 \
                 + (gg_load_##QUAD(y + 4) + gg_load_##QUAD(y + 12));           \
        if (gg_lanes_##NAME() == 8)                                            \
            return gg_load_##QUAD(y) + gg_load_##QUAD(y + 4);                  \
        return gg_load_##QUAD(y);                                              \
    }                                                                          \
    GG_INLINE gg_##QUAD gg_four_##NAME(gg_##NAME *x, int n)                    \
    {                                                                          \
        const gg_##QUAD a = gg_fold_##NAME(x, n);                              \
        const gg_##QUAD b = gg_fold_##NAME(x + n, n);                          \
        const gg_##QUAD c = gg_fold_##NAME(x + 2 * n, n);                      \
        const gg_##QUAD d = gg_fold_##NAME(x + 3 * n, n);                      \
        const gg_##QUAD p = GG_SHUFFLE(a, b, 0, 1, 4, 5)                       \
                          + GG_SHUFFLE(a, b, 2, 3, 6, 7);                      \
        const gg_##QUAD q = GG_SHUFFLE(c, d, 0, 1, 4, 5)                       \
                          + GG_SHUFFLE(c, d, 2, 3, 6, 7);                      \
        return GG_SHUFFLE(p, q, 0, 2, 4, 6) + GG_SHUFFLE(p, q, 1, 3, 5, 7);    \
    }                                                                          \
    GG_INLINE int gg_fours_##NAME(REAL *to, gg_##NAME *x, int n, int rows)     \
    {                                                                          \
        int r = 0;                                                             \
        GG_UNROLL                                                              \
        for (; r + 8 <= rows; r += 8)                                          \
            gg_store_two_##QUAD(to + r, gg_four_##NAME(x + n * r, n),          \
                                gg_four_##NAME(x + n * (r + 4), n));           \
        if (r + 4 <= rows) {                                                   \
            gg_store_##QUAD(to + r, gg_four_##NAME(x + n * r, n));             \
            r += 4;                                                            \
        }                                                                      \
        return r;                                                              \
    }                                                                          \
    GG_TOTALS(NAME, REAL, gg_fours_##NAME)

#if defined(GG_SHUFFLE) && GG_VECTOR_BYTES >= 16
GG_INLINE void gg_store_two_f4(float *to, gg_f4 x, gg_f4 y)
{
#if GG_VECTOR_BYTES >= 32
    gg_store_f8(to, __builtin_shufflevector(x, y, 0, 1, 2, 3, 4, 5, 6, 7));
#else
    gg_store_f4(to, x);
    gg_store_f4(to + 4, y);
#endif
}

GG_FOURS(f4, float, f4)
GG_FOURS(f8, float, f4)
GG_FOURS(f16, float, f4)
#else
GG_TOTALS(f4, float, GG_NO_FOURS)
GG_TOTALS(f8, float, GG_NO_FOURS)
GG_TOTALS(f16, float, GG_NO_FOURS)
#endif

#if defined(GG_SHUFFLE) && GG_VECTOR_BYTES >= 32
GG_INLINE void gg_store_two_d4(double *to, gg_d4 x, gg_d4 y)
{
    gg_store_d4(to, x);
    gg_store_d4(to + 4, y);
}

GG_FOURS(d4, double, d4)
GG_FOURS(d8, double, d4)
#else
GG_TOTALS(d4, double, GG_NO_FOURS)
GG_TOTALS(d8, double, GG_NO_FOURS)
#endif

#if GG_VECTOR_BYTES && defined(GG_SHUFFLE)
/* A square of four by four, transposed. */
GG_INLINE void gg_pack_squaref(float *to, int width, const float *from,
                               ptrdiff_t column_step)
{
    const gg_f4 a = gg_load_f4(from), b = gg_load_f4(from + column_step);
    const gg_f4 c = gg_load_f4(from + 2 * column_step);
    const gg_f4 d = gg_load_f4(from + 3 * column_step);
    const gg_f4 p = GG_SHUFFLE(a, b, 0, 4, 1, 5);
    const gg_f4 q = GG_SHUFFLE(a, b, 2, 6, 3, 7);
    const gg_f4 r = GG_SHUFFLE(c, d, 0, 4, 1, 5);
    const gg_f4 s = GG_SHUFFLE(c, d, 2, 6, 3, 7);

    gg_store_f4(to, GG_SHUFFLE(p, r, 0, 1, 4, 5));
    gg_store_f4(to + width, GG_SHUFFLE(p, r, 2, 3, 6, 7));
    gg_store_f4(to + 2 * width, GG_SHUFFLE(q, s, 0, 1, 4, 5));
    gg_store_f4(to + 3 * width, GG_SHUFFLE(q, s, 2, 3, 6, 7));
}
#else
GG_INLINE void gg_pack_squaref(float *to, int width, const float *from,
                               ptrdiff_t column_step)
{
    for (int k = 0; k < 4; k++)
        for (int c = 0; c < 4; c++)
            to[width * k + c] = from[column_step * c + k];
}
#endif

GG_INLINE void gg_pack_square(double *to, int width, const double *from,
                              ptrdiff_t column_step)
{
    for (int k = 0; k < 4; k++)
        for (int c = 0; c < 4; c++)
            to[width * k + c] = from[column_step * c + k];
}

#define GG_PACK(REAL, F)                                                       \
    GG_INLINE void gg_pack##F(REAL *to, int width, const REAL *from,           \
                              ptrdiff_t column_step, ptrdiff_t term_step,      \
                              int columns, int terms)                          \
    {                                                                          \
        int k = 0;                                                             \
        if (term_step == 1 && columns == width && width % 4 == 0)              \
            for (; k + 4 <= terms; k += 4)                                     \
                for (int c = 0; c < width; c += 4)                             \
                    gg_pack_square##F(to + width * k + c, width,               \
                                      from + column_step * c + k,              \
                                      column_step);                            \
        if (column_step == 1 && columns == width)                              \
            for (; k < terms; k++)                                             \
                GG_COPY_BYTES(to + width * k, from + term_step * k,            \
                              (size_t)width * sizeof *to);                     \
        for (; k < terms; k++)                                                 \
            for (int c = 0; c < width; c++)                                    \
                to[width * k + c] =                                            \
                    c < columns ? from[column_step * c + term_step * k] : 0;   \
    }

GG_PACK(float, f)
GG_PACK(double, )

#endif
