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

/* Loops over the rows and vectors of a tile have no more turns than a tile has
 * registers; unrolled, these are locals. */
#if defined(__clang__)
#define GG_UNROLL _Pragma("clang loop unroll(full)")
#elif defined(__GNUC__) && __GNUC__ >= 8
#define GG_UNROLL _Pragma("GCC unroll 16")
#else
#define GG_UNROLL
#endif

#if defined(__GNUC__)
#define GG_INLINE static inline __attribute__((always_inline))
#else
#define GG_INLINE static inline
#endif

#if GG_VECTOR_BYTES
#define GG_COPY_BYTES(to, from, n) (void)__builtin_memcpy((to), (from), (n))
#define GG_VECTOR(NAME, REAL, BYTES)                                           \
    typedef REAL gg_##NAME __attribute__((vector_size(BYTES)));                    \
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
    /* p[m] += x[m] for the last n lanes. */                                   \
    GG_INLINE void gg_add_last_##NAME(REAL *p, gg_##NAME x, int n)                  \
    {                                                                          \
        for (int m = (int)(sizeof x / sizeof *p) - n;                          \
             m < (int)(sizeof x / sizeof *p); m++)                             \
            p[m] += x[m];                                                      \
    }
#else
#define GG_VECTOR(NAME, REAL, BYTES)                                           \
    typedef REAL gg_##NAME;                                                         \
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
    GG_INLINE void gg_add_last_##NAME(REAL *p, gg_##NAME x, int n)                  \
    {                                                                          \
        if (n)                                                                 \
            *p += x;                                                           \
    }
#endif

#define GG_AT_MOST(BYTES) (GG_VECTOR_BYTES < (BYTES) ? GG_VECTOR_BYTES : (BYTES))

GG_VECTOR(f4, float, GG_AT_MOST(16))
GG_VECTOR(f8, float, GG_AT_MOST(32))
GG_VECTOR(f16, float, GG_AT_MOST(64))
GG_VECTOR(d4, double, GG_AT_MOST(32))
GG_VECTOR(d8, double, GG_AT_MOST(64))

/* How many lanes there are. */
enum {
    GG_F4 = (int)(sizeof(gg_f4) / sizeof(float)),
    GG_F8 = (int)(sizeof(gg_f8) / sizeof(float)),
    GG_F16 = (int)(sizeof(gg_f16) / sizeof(float)),
    GG_D4 = (int)(sizeof(gg_d4) / sizeof(double)),
    GG_D8 = (int)(sizeof(gg_d8) / sizeof(double))
};

#endif
