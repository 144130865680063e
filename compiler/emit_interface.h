/* emit_interface.h: the C interface of a model, printed once for both its
 * header and its definitions, so that they cannot differ.
 *
 *     int scorer_forward(const scorer_params *p, const float x[20], float *s,
 *                        scorer_work *work)
 *     int scorer_backward(const scorer_params *p, const float x[20], float d_s,
 *                         scorer_params *d_p, float d_x[20], scorer_work *work)
 *     int scorer_infer(const scorer_params *p, const float x[20], float *s,
 *                      scorer_infer_work *work)
 *     void scorer_init(scorer_params *p, uint64_t seed)
 *     int scorer_step(scorer_params *p, scorer_state *state, const float x[20],
 *                     float *s, scorer_work *work)
 *     int scorer_gradient(const scorer_params *p, scorer_state *state,
 *                         const float x[20], float *s, scorer_params *d_p,
 *                         float E_reads[40], scorer_work *work)
 *     void scorer_update(scorer_params *p, scorer_state *state,
 *                        const scorer_params *d_p, const float E_reads[40],
 *                        const scorer_work *work)
 *     void scorer_state_init(scorer_state *state, uint64_t seed)
 *
 * Arguments are called as the names say: inputs names->arrays, outputs
 * names->outputs, seeds names->arrays, gradients names->gradients; beside them
 * `p`, `d_p` (the gradients of the params) and `work`. A graph without params
 * has neither p nor d_p nor init; where something is kept between calls,
 * `state` stands behind p. What is of rank 0 is passed by value where
 * it goes in and by pointer where it comes out. Index data is int32_t.
 */
#ifndef GCC_GRAPH_EMIT_INTERFACE_H
#define GCC_GRAPH_EMIT_INTERFACE_H

#include "names.h"

typedef enum Entry {
    ENTRY_FORWARD, ENTRY_BACKWARD, ENTRY_INFER, ENTRY_INIT, ENTRY_STEP,
    ENTRY_GRADIENT, ENTRY_UPDATE, ENTRY_STATE_INIT,
    ENTRY_TANGENT               /* forward of the graph of tangents */
} Entry;

typedef enum ArgumentKind {
    ARGUMENT_PARAMS, ARGUMENT_ARRAY, ARGUMENT_RESULT, ARGUMENT_GRADIENTS,
    ARGUMENT_READS, ARGUMENT_WORK, ARGUMENT_SEED, ARGUMENT_STATE,
    ARGUMENT_INDEX              /* of a loop around the call */
} ArgumentKind;

typedef struct Argument {
    ArgumentKind kind;
    uint32_t     at;            /* ARRAY: its ArrayId; RESULT: which output, or
                                   which gradient; READS: which trained */
    Text         name;
    const Array *array;         /* of its type and shape; NULL for others */
    const char  *type;          /* of an INDEX */
} Argument;

typedef LIST(Argument) Arguments;

/* "forward", "backward", … */
const char *entry_name(Entry entry);

/* The C type of the elements: float or double, int32_t or int64_t. */
const char *element_type(const Array *array, bool in_double);

/* `float W[8][20]`, or `float t` of rank 0: a member or a local. */
void emit_declarator(const Array *array, Text name, bool in_double,
                     Buffer *out);

/* `0.5f`, `-1.0`, `GG_INFINITYF`: a constant of the real type. */
void emit_real(double number, bool in_double, Buffer *out);

/* The arguments of an entry, in their order. */
Arguments entry_arguments(const Graph *graph, const Names *names, Entry entry);

/* `start(const float x[20], float *s)`: the head of a function that has some
 * of the arguments of the entry, broken before column 80. */
void emit_head(Text start, const Arguments *arguments, const Names *names,
               Entry entry, bool in_double, bool defines, Buffer *out);

/* The prototype of the entry without its semicolon, or the head of its
 * definition. */
void emit_signature(const Graph *graph, const Names *names, bool in_double,
                    Entry entry, bool defines, Buffer *out);

/* The gradient for an input, and not for a param, which goes out through d_p;
 * in the order of graph->gradients. */
bool gradient_is_argument(const Graph *graph, const Gradient *gradient);

/* Whether the method keeps a first (order 1) or a second (order 2) moment of
 * each number that it trains. */
bool moments_kept(const Training *training, uint32_t order);

/* `GG_SECTION("name")` and a new line, unless the name is empty. */
void emit_section(Text name, Buffer *out);

/* The number of elements of all params. */
int64_t params_size(const Graph *graph);

#endif
