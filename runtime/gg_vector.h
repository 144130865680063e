/* gg_vector.h: vectors of numbers, as wide as the machine has them.
 *
 * gg_f4, gg_f8 and gg_f16 are vectors of float with at most so many lanes,
 * gg_d4 and gg_d8 of double; GG_F4 ... GG_D8 is how many there are.  With gcc and
 * clang they are the compilers' vector types, elsewhere or with GG_PORTABLE
 * plain numbers: one lane.  + - * / work on each lane by itself, and so give the
 * same bits whatever the width.
 *
 * gg_vector_lanes.h has what there is of each of them, with the name of the vector
 * at its end: gg_load_f8.  GG_VECTOR_BITS, defined before the first #include, bounds the
 * width: 128, 256 or 512.
 */
#ifndef GG_VECTOR_H
#define GG_VECTOR_H

#include "gg.h"
#include "gg_model.h"

GG_STRICT_BEGIN

#ifndef GG_VECTOR_BITS
#define GG_VECTOR_BITS 512
#endif

#if !defined(__GNUC__) || defined(GG_PORTABLE) || defined(__TINYC__)
#define GG_VECTOR_BYTES 0
#elif defined(__AVX512F__) && !GG_UNFUSED && GG_VECTOR_BITS >= 512
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
#define GG_INLINE static inline __attribute__((always_inline, unused))
#else
#define GG_INLINE static inline
#endif

#define GG_AT_MOST(BYTES) (GG_VECTOR_BYTES < (BYTES) ? GG_VECTOR_BYTES : (BYTES))

#if defined(__clang__) || (defined(__GNUC__) && __GNUC__ >= 12)
#define GG_SHUFFLE(x, y, a, b, c, d) __builtin_shufflevector(x, y, a, b, c, d)
#define GG_SHUFFLE_TWO(x, y)                                                   \
    __builtin_shufflevector(x, y, 0, 1, 2, 3, 4, 5, 6, 7)
#endif

#define GG_VECTOR gg_f4
#define GG_REAL float
#define GG_LANE int32_t
#define GG_NAME(g) g##_f4
#define GG_LANES GG_F4
#define GG_BYTES GG_AT_MOST(16)
#define GG_QUAD gg_f4
#define GG_QUAD_NAME(g) g##_f4
#define GG_QUAD_BYTES 16
#include "gg_vector_lanes.h"
#undef GG_VECTOR
#undef GG_REAL
#undef GG_LANE
#undef GG_NAME
#undef GG_LANES
#undef GG_BYTES
#undef GG_QUAD
#undef GG_QUAD_NAME
#undef GG_QUAD_BYTES

#define GG_VECTOR gg_f8
#define GG_REAL float
#define GG_LANE int32_t
#define GG_NAME(g) g##_f8
#define GG_LANES GG_F8
#define GG_BYTES GG_AT_MOST(32)
#define GG_QUAD gg_f4
#define GG_QUAD_NAME(g) g##_f4
#define GG_QUAD_BYTES 16
#include "gg_vector_lanes.h"
#undef GG_VECTOR
#undef GG_REAL
#undef GG_LANE
#undef GG_NAME
#undef GG_LANES
#undef GG_BYTES
#undef GG_QUAD
#undef GG_QUAD_NAME
#undef GG_QUAD_BYTES

#define GG_VECTOR gg_f16
#define GG_REAL float
#define GG_LANE int32_t
#define GG_NAME(g) g##_f16
#define GG_LANES GG_F16
#define GG_BYTES GG_AT_MOST(64)
#define GG_QUAD gg_f4
#define GG_QUAD_NAME(g) g##_f4
#define GG_QUAD_BYTES 16
#include "gg_vector_lanes.h"
#undef GG_VECTOR
#undef GG_REAL
#undef GG_LANE
#undef GG_NAME
#undef GG_LANES
#undef GG_BYTES
#undef GG_QUAD
#undef GG_QUAD_NAME
#undef GG_QUAD_BYTES

#define GG_VECTOR gg_d4
#define GG_REAL double
#define GG_LANE int64_t
#define GG_NAME(g) g##_d4
#define GG_LANES GG_D4
#define GG_BYTES GG_AT_MOST(32)
#define GG_QUAD gg_d4
#define GG_QUAD_NAME(g) g##_d4
#define GG_QUAD_BYTES 32
#include "gg_vector_lanes.h"
#undef GG_VECTOR
#undef GG_REAL
#undef GG_LANE
#undef GG_NAME
#undef GG_LANES
#undef GG_BYTES
#undef GG_QUAD
#undef GG_QUAD_NAME
#undef GG_QUAD_BYTES

#define GG_VECTOR gg_d8
#define GG_REAL double
#define GG_LANE int64_t
#define GG_NAME(g) g##_d8
#define GG_LANES GG_D8
#define GG_BYTES GG_AT_MOST(64)
#define GG_QUAD gg_d4
#define GG_QUAD_NAME(g) g##_d4
#define GG_QUAD_BYTES 32
#include "gg_vector_lanes.h"
#undef GG_VECTOR
#undef GG_REAL
#undef GG_LANE
#undef GG_NAME
#undef GG_LANES
#undef GG_BYTES
#undef GG_QUAD
#undef GG_QUAD_NAME
#undef GG_QUAD_BYTES

/* A square of four by four, transposed. */
GG_INLINE void gg_pack_squaref(float *to, int width, const float *from,
                               ptrdiff_t column_step)
{
#if GG_VECTOR_BYTES && defined(GG_SHUFFLE)
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
#else
    for (int k = 0; k < 4; k++)
        for (int c = 0; c < 4; c++)
            to[width * k + c] = from[column_step * c + k];
#endif
}

GG_INLINE void gg_pack_square(double *to, int width, const double *from,
                              ptrdiff_t column_step)
{
#if GG_VECTOR_BYTES >= 32 && defined(GG_SHUFFLE)
    const gg_d4 a = gg_load_d4(from), b = gg_load_d4(from + column_step);
    const gg_d4 c = gg_load_d4(from + 2 * column_step);
    const gg_d4 d = gg_load_d4(from + 3 * column_step);
    const gg_d4 p = GG_SHUFFLE(a, b, 0, 4, 2, 6);
    const gg_d4 q = GG_SHUFFLE(a, b, 1, 5, 3, 7);
    const gg_d4 r = GG_SHUFFLE(c, d, 0, 4, 2, 6);
    const gg_d4 s = GG_SHUFFLE(c, d, 1, 5, 3, 7);

    gg_store_d4(to, GG_SHUFFLE(p, r, 0, 1, 4, 5));
    gg_store_d4(to + width, GG_SHUFFLE(q, s, 0, 1, 4, 5));
    gg_store_d4(to + 2 * width, GG_SHUFFLE(p, r, 2, 3, 6, 7));
    gg_store_d4(to + 3 * width, GG_SHUFFLE(q, s, 2, 3, 6, 7));
#else
    for (int k = 0; k < 4; k++)
        for (int c = 0; c < 4; c++)
            to[width * k + c] = from[column_step * c + k];
#endif
}

#define GG_REAL float
#define GG_NAME(g) g##f
#include "gg_vector_real.h"
#undef GG_REAL
#undef GG_NAME

#define GG_REAL double
#define GG_NAME(g) g
#include "gg_vector_real.h"
#undef GG_REAL
#undef GG_NAME

GG_STRICT_END

#endif
