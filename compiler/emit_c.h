/* emit_c.h: model.c from a plan. */
#ifndef GCC_GRAPH_EMIT_C_H
#define GCC_GRAPH_EMIT_C_H

#include "emit_needs.h"
#include "emit_profile.h"
#include "names.h"
#include "plan.h"

typedef struct EmitOptions {
    Text source;                /* the program's file name, for comments */
    Text header;                /* of #include "…" */
    Text model;                 /* its equations as written, for the head */
    bool relaxed;               /* the C compiler may fuse operations */
    bool standalone;            /* what is needed of the runtime comes in the
                                   place of `#include "gg.h"` */
    int  vector_bits;           /* of vectors, at most; 0: as many as there are */
    double *const *baked;       /* [graph arrays]: the values of params that are
                                   constants; NULL: they are arguments */
    Text section_params, section_work;  /* of objects, or empty */
    const Plan *step;           /* of a step of training, or NULL */
    Names *step_names;
    Profile *profile;           /* of --profile, or NULL: emit_c adds the rows
                                   that emit_h declares */
    bool marks;                 /* comments say what they are of */
    const struct Selftest *selftest;    /* of --selftest, or NULL, … */
    const struct SelftestNames *selftest_names;
    const Needs *needs;         /* what emit_c has returned, for emit_h; or NULL */
} EmitOptions;

/* The C file: its head, tables, forward, backward (if there are gradients),
 * infer and init, with training step, or gradient and update, and state_init;
 * in pieces, as a long text is never in one place.
 * Passes before it, in this order, on a simplified graph:
 *
 *     const Loops *loops = schedule(graph, arena);
 *     const Plan *p = plan(loops, arena, real_double, accumulate);
 *     Names *names = names_in_c(loops->graph, arena, stem);
 *     emit_c(p, names, &options, arena, &pieces);
 *
 * Returns what the model needs.
 */
Needs emit_c(const Plan *plan, Names *names, const EmitOptions *options,
             Arena *arena, TextList *pieces);

/* With options->marks, a comment above what an equation does begins
 *
 *     MARK_BEGIN forward a12 MARK_END h[i] = …
 *
 * with the function and the number of the array (a) of the source that it makes, or
 * of the definition (d) whose elements it moves. */
#define MARK_BEGIN "\1"
#define MARK_END   "\2"

/* --section-params and --section-work: the objects in the header, and in the C
 * file. */
void emit_object_declarations(const Names *names, const EmitOptions *options,
                              Buffer *out);
void emit_objects(const Names *names, const EmitOptions *options, Buffer *out);

#endif
