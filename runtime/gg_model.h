/* gg_model.h: words that generated code uses beside the functions of gg.h.
 *
 * GG_SHARE … GG_SHARE_END stand around members of a work area that are never
 * needed at the same time. They make an anonymous union of them, and GG_BESIDE …
 * GG_BESIDE_END an anonymous struct in it, where members stand beside each other
 * with gaps of so many bytes. With GG_PROOF, and for compilers that have no such
 * things, all these are nothing, and every member has its own storage. GG_UNNAMED
 * begins a struct that has nothing but such members, which C99 knows not.
 */
#ifndef GG_MODEL_H
#define GG_MODEL_H

#include "gg_strict.h"

#include <stdbool.h>
#include <stdint.h>

#ifndef GG_UNNAMED
#if !defined(GG_PROOF) && defined(__GNUC__)
#define GG_UNNAMED __extension__
#define GG_SHARE __extension__ union {
#define GG_BESIDE __extension__ struct {
#elif !defined(GG_PROOF)                                                       \
    && (defined(__cplusplus) || __STDC_VERSION__ >= 201112L)
#define GG_UNNAMED
#define GG_SHARE union {
#define GG_BESIDE struct {
#endif
#if defined(GG_SHARE)
#define GG_SHARE_END };
#define GG_BESIDE_END };
#define GG_GAP(bytes) GG_GAP_AT(bytes, __LINE__)
#define GG_GAP_AT(bytes, line) GG_GAP_NAMED(bytes, line)
#define GG_GAP_NAMED(bytes, line) char gg_gap_##line[bytes];
#else
#define GG_UNNAMED
#define GG_SHARE
#define GG_SHARE_END
#define GG_BESIDE
#define GG_BESIDE_END
#define GG_GAP(bytes)
#endif
#endif

/* The section of an object. */
#ifndef GG_SECTION
#if defined(__GNUC__)
#define GG_SECTION(name) __attribute__((section(name)))
#else
#define GG_SECTION(name)
#endif
#endif

/* Pieces of a long function stay apart: put together again by the optimiser,
 * they take it time that grows as the square of their length. And nothing is
 * to be concluded from what they do: GCC 12.2 loses sight of stores in loops like
 * y[i] = x[2 i] z[i], takes a function of these alone for one that does nothing,
 * and removes its calls. */
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 8
#define GG_PIECE __attribute__((noipa))
#elif defined(__GNUC__)
#define GG_PIECE __attribute__((noinline))
#else
#define GG_PIECE
#endif
/* The same for pieces of the body of a loop, which are called in each turn. */
#define GG_TURN GG_PIECE

/* What is short stays a function where the code is to be: as part of its callers
 * it takes their stack for as long as they run. */
#if defined(__GNUC__) && defined(__OPTIMIZE_SIZE__)
#define GG_OUTLINE __attribute__((noinline, unused))
#else
#define GG_OUTLINE inline
#endif

/* What stands behind such a pointer is reached by nothing else. */
#ifndef GG_RESTRICT
#if defined(__GNUC__)
#define GG_RESTRICT __restrict__
#elif !defined(__cplusplus) && __STDC_VERSION__ >= 199901L
#define GG_RESTRICT restrict
#else
#define GG_RESTRICT
#endif
#endif

/* Loops over the rows and vectors of a tile, or over arrays of a few numbers in
 * the body of a loop, have no more turns than there are registers; unrolled,
 * these are locals. Where the code is to be short, they stay loops: that takes less
 * stack too. The row of a window is unrolled even then, which is hardly longer: its
 * loop lies in many others, whose addresses need the registers. */
#if defined(__clang__)
#define GG_WINDOW _Pragma("clang loop unroll(full)")
#elif defined(__GNUC__) && __GNUC__ >= 8
#define GG_WINDOW _Pragma("GCC unroll 16")
#else
#define GG_WINDOW
#endif
#if defined(__OPTIMIZE_SIZE__)
#define GG_UNROLL
#else
#define GG_UNROLL GG_WINDOW
#endif

/* The loop around these becomes vectors, or this one, if it is not written out
 * before. */
#if defined(__clang__)
#define GG_ROLLED _Pragma("clang loop unroll(disable)")
#elif defined(__GNUC__) && __GNUC__ >= 8
#define GG_ROLLED _Pragma("GCC unroll 1")
#else
#define GG_ROLLED
#endif

/* No turn of the loop touches what another one writes. */
#if defined(__GNUC__) && !defined(__clang__) && !defined(__TINYC__)
#define GG_IVDEP _Pragma("GCC ivdep")
#else
#define GG_IVDEP
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

GG_STRICT_BEGIN

#define GG_INTEGER int32_t
#define GG_NAME(g) g##32
#include "gg_model_whole.h"
#undef GG_INTEGER
#undef GG_NAME

#define GG_INTEGER int64_t
#define GG_NAME(g) g##64
#include "gg_model_whole.h"
#undef GG_INTEGER
#undef GG_NAME

GG_STRICT_END

#ifdef __cplusplus
}
#endif

#endif
