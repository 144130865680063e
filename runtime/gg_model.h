/* gg_model.h: words that generated code uses beside the functions of gg.h.
 *
 * GG_SHARE … GG_SHARE_END stand around members of a work area that are never
 * needed at the same time. They make an anonymous union of them; with
 * GG_PROOF, and for compilers that have no anonymous unions, they are nothing,
 * and every member has its own storage.
 */
#ifndef GG_MODEL_H
#define GG_MODEL_H

#include <stdint.h>

#if defined(GG_PROOF)
#define GG_SHARE
#define GG_SHARE_END
#elif defined(__GNUC__)
#define GG_SHARE __extension__ union {
#define GG_SHARE_END };
#elif defined(__cplusplus) || __STDC_VERSION__ >= 201112L
#define GG_SHARE union {
#define GG_SHARE_END };
#else
#define GG_SHARE
#define GG_SHARE_END
#endif

/* Pieces of a long function stay apart: put together again by the optimiser,
 * they take it time that grows as the square of their length. */
#if defined(__GNUC__)
#define GG_PIECE __attribute__((noinline))
#else
#define GG_PIECE
#endif

/* What stands behind such a pointer is reached by nothing else. */
#if defined(__GNUC__)
#define GG_RESTRICT __restrict__
#elif !defined(__cplusplus) && __STDC_VERSION__ >= 199901L
#define GG_RESTRICT restrict
#else
#define GG_RESTRICT
#endif

/* Loops over the rows and vectors of a tile, or over arrays of a few numbers in
 * the body of a loop, have no more turns than there are registers; unrolled,
 * these are locals. */
#if defined(__clang__)
#define GG_UNROLL _Pragma("clang loop unroll(full)")
#elif defined(__GNUC__) && __GNUC__ >= 8
#define GG_UNROLL _Pragma("GCC unroll 16")
#else
#define GG_UNROLL
#endif

#if defined(__GNUC__)
#define GG_INFINITY __builtin_inf()
#define GG_INFINITYF __builtin_inff()
#define GG_NAN __builtin_nan("")
#define GG_NANF __builtin_nanf("")
#else
#define GG_INFINITY (1e300 * 1e300)
#define GG_INFINITYF ((float)(1e300 * 1e300))
#define GG_NAN (GG_INFINITY * 0.0)
#define GG_NANF (GG_INFINITYF * 0.0f)
#endif

/* GG_GUARDED(x): x, which may be read only under the condition before it, in a
 * loop so short that compilers unroll it. Where a machine has masks, gcc 12
 * makes vectors of such reads, each with the mask of the first; what is
 * volatile stays as it is. */
#if defined(__AVX__) && defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 14
#define GG_GUARDED(x) (*(const volatile __typeof__(x) *)&(x))
#else
#define GG_GUARDED(x) (x)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Arithmetic of whole numbers. Quotients and remainders round down,
 * a = b div(a, b) + mod(a, b); by zero both are 0. */
#define GG_WHOLE(TYPE, BITS)                                                   \
    static inline TYPE gg_div##BITS(TYPE a, TYPE b)                            \
    {                                                                          \
        const TYPE q = b == 0 ? 0 : (TYPE)(a / b);                             \
        return b != 0 && a % b != 0 && (a < 0) != (b < 0) ? (TYPE)(q - 1) : q; \
    }                                                                          \
    static inline TYPE gg_mod##BITS(TYPE a, TYPE b)                            \
    {                                                                          \
        return b == 0 ? 0 : (TYPE)(a - b * gg_div##BITS(a, b));                \
    }                                                                          \
    static inline TYPE gg_min##BITS(TYPE a, TYPE b)                            \
    {                                                                          \
        return b < a ? b : a;                                                  \
    }                                                                          \
    static inline TYPE gg_max##BITS(TYPE a, TYPE b)                            \
    {                                                                          \
        return b > a ? b : a;                                                  \
    }                                                                          \
    static inline TYPE gg_abs##BITS(TYPE a)                                    \
    {                                                                          \
        return a < 0 ? (TYPE)-a : a;                                           \
    }                                                                          \
    static inline TYPE gg_sign##BITS(TYPE a)                                   \
    {                                                                          \
        return (TYPE)((a > 0) - (a < 0));                                      \
    }

GG_WHOLE(int32_t, 32)
GG_WHOLE(int64_t, 64)

#ifdef __cplusplus
}
#endif

#endif
