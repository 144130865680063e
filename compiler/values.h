/* values.h: the values that a user gives to the inputs and params of a graph.
 *
 *     x=1  w=[1,2,3]  A=[[1,2],[3,4]]  W=@weights.npy  --params=trained.json
 *
 * Params that are not given start as the program says, drawn from a seed with
 * the generator of the runtime, as the init function of the generated code
 * draws them.
 */
#ifndef GCC_GRAPH_VALUES_H
#define GCC_GRAPH_VALUES_H

#include "graph.h"

typedef struct ValueOptions {
    uint32_t    count;
    const Text *assignments;        /* name=value */
    Text        params;             /* a file of params, or empty */
    uint64_t    seed, step;         /* of what is drawn: step only of inputs */
    bool        in_double;          /* what the generator draws; as in float,
                                       the numbers are those of the float one */
    bool        infer;              /* what infer does not need may be missing */
    bool        partial;            /* anything may be missing: it is not set */
} ValueOptions;

/* Sets values[id] of every INPUT, PARAM, STATE and DRAWN array. The seeds of a gradient
 * graph are inputs too, called d_y after their output y; those that are not
 * given are 0, and so is what infer does not need.
 * given[id] says which were given. Problems are printed one to a
 * line; false if there was one. */
bool values_read(const Graph *graph, Arena *arena, const ValueOptions *options,
                 double **values, bool *given, Buffer *problems);

/* Sets values[id] of every param from a file that has all of them, as finite
 * numbers of the real type. */
bool values_read_params(const Graph *graph, Arena *arena, Text path,
                        bool in_double, double **values, Buffer *problems);

/* Whether inputs, params and seeds take no more than EVAL_BYTES; if not, says so
 * in problems. */
bool values_fit(const Graph *graph, Buffer *problems);

/* Sets values[id] of every param and state as the program says, and of every
 * drawn input as the generated code draws it at the step. False, with a line in
 * problems, if a value cannot be computed. */
bool values_initialise(const Graph *graph, Arena *arena, uint64_t seed,
                       uint64_t step, bool in_double, double **values,
                       Buffer *problems);
/* The same but for what is known: [arrays]; NULL: nothing. */
bool values_initialise_rest(const Graph *graph, Arena *arena, uint64_t seed,
                            uint64_t step, bool in_double, const bool *known,
                            double **values, Buffer *problems);

/* Element i of a stream of the runtime's random numbers: normal, or uniform
 * between 0 and 1. */
double values_normal(uint64_t seed, uint32_t stream, uint64_t i);
double values_uniform(uint64_t seed, uint32_t stream, uint64_t i);

/* Programs that factorise what is given may need it positive definite: square
 * matrices become so. */
void values_make_definite(const Array *array, double *values);

/* The name of an input, a param or (`d_y`) a seed. */
Text values_name(const Graph *graph, Arena *arena, ArrayId id);

/* A file that the runtime's gg_save_params wrote: `count` numbers. */
bool params_file_read(Arena *arena, Text text, uint64_t count, double *values,
                      Buffer *problem);

#endif
