/* emit_selftest.h: a function that tests a model where it runs.
 *
 * At each of a few points it computes u·(J v) by the tangent, a function of its
 * own, and (Jᵀ u)·v by backward, and compares them to what rounding explains;
 * and hashes of outputs and gradients with those that the compiler computed.
 * What a point is: streams of random numbers under its seed.
 */
#ifndef GCC_GRAPH_EMIT_SELFTEST_H
#define GCC_GRAPH_EMIT_SELFTEST_H

#include "emit_c.h"

enum { SELFTEST_POINTS = 2 };

typedef enum SelftestStream {
    SELFTEST_PARAM, SELFTEST_STATE, SELFTEST_INPUT, SELFTEST_DIRECTION,
    SELFTEST_SEED
} SelftestStream;

/* The number of a stream: of the array `at` of its kind. */
static inline uint32_t selftest_stream(SelftestStream kind, uint32_t at)
{
    return (uint32_t)kind << 24 | at;
}

typedef struct SelftestPoint {
    uint64_t seed;
    double   bound, vague;          /* … and relative to what is compared */
    uint64_t outputs, gradients;    /* hashes */
} SelftestPoint;

typedef struct Selftest {
    const Plan  *tangent;
    Names       *names;             /* of its graph */
    bool         hashed;
    double       low, high;         /* of inputs, and of params where: */
    double       near;              /* 0, or how far params are moved from where
                                       they start */
    const double **inputs;          /* [graph inputs]: index data and what the
                                       author gives, or NULL */
    const double **params, **states;    /* the same */
    bool        *definite_inputs;   /* [graph inputs]: made definite matrices */
    bool        *definite_params;
    double      *reach;             /* [graph gradients]: directions lie between
                                       ∓ this */
    SelftestPoint point[SELFTEST_POINTS];
} Selftest;

/* How far states are moved, and between what weights lie. */
#define SELFTEST_MOVE 0.25
#define SELFTEST_WEIGHT_LOW 0.5
#define SELFTEST_WEIGHT_HIGH 1.5

/* Names of members of the work area of the test; made before anything of it is
 * written. */
typedef struct SelftestNames {
    Text  model, tangent;           /* areas */
    Text *directions;               /* [graph gradients] */
    Text *tangents;                 /* [graph seeds] */
} SelftestNames;

SelftestNames *selftest_names(const Plan *plan, Names *names);

/* The struct of the work area and the prototype, for the header. */
void emit_selftest_interface(const Plan *plan, const Names *names,
                             const EmitOptions *options, Buffer *out);
/* The function; returns the bytes of its tables. */
int64_t emit_selftest(const Plan *plan, const Names *names,
                      const EmitOptions *options, Arena *arena, Buffer *out);

#endif
