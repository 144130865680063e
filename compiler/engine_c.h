/* engine_c.h: computing a graph by compiling its C and running it.
 *
 * The generated text is compiled together with a small program that reads
 * inputs, params and seeds from a file and writes outputs and gradients to
 * another, all as doubles; the seed and the step of a state are its arguments. The program runs as a process of its own, so that
 * whatever generated code does is a message and not the end of the compiler.
 */
#ifndef GCC_GRAPH_ENGINE_C_H
#define GCC_GRAPH_ENGINE_C_H

#include "names.h"

/* Derivatives of a loss by the outputs: of each graph->seeds its elements. */
typedef struct SeedSet {
    double **seeds;                 /* [graph seeds] */
    double **gradients;             /* [graph gradients]: room for the result */
} SeedSet;

typedef struct EngineC {
    const Graph *graph;             /* that the names are of: loops->graph */
    const Names *names;
    Text         source, header;    /* the texts of model.c and model.h */
    Text         header_name;       /* as model.c includes it */
    bool         in_double;         /* --real=double */
    bool         infer;             /* call infer, not forward */
    uint64_t     seed, step;        /* of the state */
    Text         include;           /* the folder of gg.h */
    Text         library;           /* the path of libgg.a, or an object */
    Text         compiler;          /* $CC, or empty for cc */
} EngineC;

/* Computes outputs[i] (room for the elements of graph->outputs) and the
 * gradients of each set, and what states become. values[k] are the inputs in
 * the order of graph->inputs, then params and states in theirs. False, with the
 * reason and what the compiler said in problems, if that fails. */
bool engine_c_run(const EngineC *engine, Arena *arena, double *const *values,
                  double *const *outputs, double *const *nexts,
                  uint32_t set_count,
                  const SeedSet *sets, Buffer *problems);

/* The text of the program around the model. */
void engine_c_shim(const EngineC *engine, Arena *arena, Buffer *out);

#endif
