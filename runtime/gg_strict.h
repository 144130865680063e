/* gg_strict.h: one meaning for floating-point arithmetic.
 *
 * Generated code and the runtime promise the same bits with every compiler,
 * at every level of optimisation, on every machine.  That needs arithmetic in
 * which each operation is the IEEE 754 operation, rounded once, in the order
 * written.  This header asks for it where a compiler can be asked, and stops
 * the compilation where the options given make it impossible.
 *
 * What works was found by looking at the assembly:
 *  - gcc ignores (and warns about) the standard pragma, but obeys
 *    `#pragma GCC optimize ("fp-contract=off")` even against
 *    -ffp-contract=fast and in its gnu modes, which contract by default;
 *  - clang obeys `#pragma STDC FP_CONTRACT OFF`, which is enough for its
 *    default, -ffp-contract=on; under an explicit -ffp-contract=fast it
 *    fuses in the back end whatever the source says, and defines no macro by
 *    which one could notice. On x86 functions can do without the instructions:
 *    those between GG_STRICT_BEGIN and GG_STRICT_END, all of a file, as others
 *    would not be inlined into them. AVX-512 is with them only for clang, so
 *    that strict code has AVX2 there. Other machines have no such choice, and
 *    the one thing that stops it there, assembly between each product and its
 *    sum, stops vectors as well: functions of models look at run time, and
 *    refuse (GG_REFUSE_FUSED);
 *  - gcc tells by macros of the options that allow sums to be reordered,
 *    divisions to become products, and signs of zeros to be lost; clang does
 *    not, but obeys `#pragma float_control(precise, on)` against them on x86,
 *    and elsewhere `#pragma clang fp reassociate(off)` against the first;
 *  - gcc's -fassociative-math alone is ignored, without a macro, until a pragma
 *    says no-trapping-math: it has to be undone by one, too;
 *  - gcc's -fsingle-precision-constant changes what 16777217.0 is;
 *  - clang's -fno-honor-nans alone is told by no macro, and leaves comparisons
 *    as they are, but not choices by them;
 *  - for s390x, gcc -std=c99 computes with floats in double, though it has the
 *    instructions for float, and obeys `excess-precision=fast`, by which every
 *    operation is one of float;
 *  - gcc before 14, where the machine has masks, gives each vector of such reads
 *    of short unrolled rows as stand under conditions the mask of the first. It
 *    puts them there itself, where it sees that one condition decides another
 *    and joins their branches (GG_GUARDED in gg_model.h is about others).
 *
 * A program that wants speed rather than equal bits defines GG_RELAXED before
 * the first #include (gcc-graph -Ofast does) and may then be compiled with
 * any option.
 */
#ifndef GG_STRICT_H
#define GG_STRICT_H

#include <float.h>

#ifndef GG_RELAXED
#define GG_STRICT 1             /* 0: with GG_RELAXED */

#if defined(__FAST_MATH__)
#error "gcc-graph: compile without -ffast-math and -Ofast, or define GG_RELAXED"
#endif

#if defined(__FINITE_MATH_ONLY__)
#if __FINITE_MATH_ONLY__
#error "gcc-graph: compile without -ffinite-math-only, or define GG_RELAXED"
#endif
#endif

/* Parts of -ffast-math, of which gcc tells. */
#if defined(__ASSOCIATIVE_MATH__)
#error "gcc-graph: compile without -fassociative-math and -funsafe-math-optimizations, or define GG_RELAXED"
#endif
#if defined(__RECIPROCAL_MATH__)
#error "gcc-graph: compile without -freciprocal-math, or define GG_RELAXED"
#endif
#if defined(__NO_SIGNED_ZEROS__)
#error "gcc-graph: compile without -fno-signed-zeros, or define GG_RELAXED"
#endif

/* -fsingle-precision-constant rounds constants of double to float. */
enum { gg_compile_without_fsingle_precision_constant =
    1 / (int)(sizeof(double) == sizeof(float) || (long)16777217.0 == 16777217L) };

/* 16 is the same promise for float and double, with _Float16 besides. tcc says
 * nothing, and keeps it where it does not compute on the stack of the x87. */
#if !defined(FLT_EVAL_METHOD)
#if !defined(__TINYC__) || defined(__i386__)
#error "gcc-graph: <float.h> does not define FLT_EVAL_METHOD; use C99 or later"
#endif
#elif FLT_EVAL_METHOD != 0 && FLT_EVAL_METHOD != 16 && !defined(__s390__)
#error "gcc-graph: float is evaluated in a wider type; on x86 use -mfpmath=sse"
#endif

#if defined(__clang__)
#if __clang_major__ >= 12
#pragma clang fp reassociate(off)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wignored-pragmas"
#pragma float_control(precise, on)
#pragma clang diagnostic pop
#endif
#pragma STDC FP_CONTRACT OFF
#elif defined(__GNUC__)
#pragma GCC optimize ("fp-contract=off", "no-trapping-math")
#pragma GCC optimize ("no-associative-math")
#if defined(__s390__)
#pragma GCC optimize ("excess-precision=fast")
#endif
#else
#pragma STDC FP_CONTRACT OFF
#endif

#else /* GG_RELAXED */
#define GG_STRICT 0

#if defined(__clang__)
#pragma STDC FP_CONTRACT ON
#elif defined(__GNUC__)
#pragma GCC optimize ("fp-contract=fast", "no-trapping-math")
#endif

#endif /* GG_RELAXED */

/* Around the functions of each file. By itself gcc's -O2 makes vectors only of loops
 * for which that is sure to pay. */
#if !GG_STRICT || !defined(__clang__)                                          \
    || !(defined(__FMA__) || defined(__FMA4__))
#define GG_UNFUSED 0            /* 1: without instructions that fuse */
#define GG_STRICT_BEGIN
#define GG_STRICT_END
#if defined(__AVX__) && defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 14
#pragma GCC optimize ("no-thread-jumps")
#endif
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 12                 \
    && defined(__OPTIMIZE__) && !defined(__OPTIMIZE_SIZE__)
#pragma GCC optimize ("vect-cost-model=dynamic")
#endif
#else
#define GG_UNFUSED 1
#if defined(__FMA4__)
#define GG_STRICT_BEGIN                                                        \
    _Pragma("clang attribute push(__attribute__((target(\"no-xop,no-fma4,no-fma\"))), apply_to = function)")
#else
#define GG_STRICT_BEGIN                                                        \
    _Pragma("clang attribute push(__attribute__((target(\"no-fma\"))), apply_to = function)")
#endif
#define GG_STRICT_END _Pragma("clang attribute pop")
#endif

#ifdef __cplusplus
extern "C" {
#endif

GG_STRICT_BEGIN

/* Inlined into a function that is not strict, gg_is_strict() answers for that. */
#if defined(__clang__)
#define GG_APART __attribute__((noinline))
#else
#define GG_APART
#endif

/* 1 if strict functions of float, compiled as the including file is, fuse products
 * with sums; otherwise 0.  The operands are volatile so that the machine answers
 * and not the compiler.
 *
 * (1 + 2^-12)^2 = 1 + 2^-11 + 2^-24 rounds to 1 + 2^-11 in float. */
static inline GG_APART int gg_fuses(void)
{
    volatile float a = 1.000244140625f;
    volatile float b = -1.00048828125f;
    const float fused = a * a + b;

    return fused > 0.0f || fused < 0.0f;
}

/* What each function of a model begins with: it returns GG_FUSED if its bits would
 * be others, where a compiler fuses unseen. No machine fuses double alone, which
 * the software of small ones would have to compute. */
#if GG_STRICT && defined(__clang__)                                            \
    && !(defined(__x86_64__) || defined(__i386__))                             \
    && !(defined(__arm__) && !defined(__ARM_FEATURE_FMA))                      \
    && !(defined(__riscv) && !defined(__riscv_flen))
#define GG_REFUSE_FUSED                                                        \
    if (gg_fuses()) {                                                          \
        return GG_FUSED;                                                       \
    }
#else
#define GG_REFUSE_FUSED
#endif

/* 1 if the arithmetic of strict functions, compiled as the including file is, is
 * the one promised: products are rounded before they are added, rounding is to
 * nearest even, and numbers below the normal range are not flushed to zero;
 * otherwise 0. */
static inline GG_APART int gg_is_strict(void)
{
    volatile float one = 1.0f;
    volatile float ulp = 5.9604644775390625e-8f;
    volatile float tiny = 1.17549435e-38f;
    volatile float half = 0.5f;
    volatile double c = 1.000000007450580596923828125;
    volatile double d = -1.00000001490116119384765625;
    const double wide = c * c + d;
    const float up = one + ulp * 3.0f;
    const float even = one + ulp;
    const float down = -one - ulp;

    return !gg_fuses() && !(wide > 0.0) && !(wide < 0.0)
        && up > one + 2.0f * ulp && !(even > one)
        && !(down < -one) && tiny * half > 0.0f;
}

GG_STRICT_END

#ifdef __cplusplus
}
#endif

#endif
