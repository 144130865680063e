/* command_eval.h: gcc-graph eval model.g x=1 …
 *
 * Prints every output, then the gradients of each output y by every real input
 * and param, with 1 for the cotangent of each element of y: the gradient of y,
 * or of its sum if it is an array. If a seed is given, d_y=…, there is one set
 * of gradients, in which the seeds that are not given are 0.
 *
 * The gradients of y are those of a program that has no other output. One graph
 * with a seed for each output gives the same at less cost, as those of the
 * others are 0; but where one of them has an infinite derivative, 0 ∞ is not a
 * number. So an output that gets such gradients is differentiated alone.
 *
 *     s = 0.88                               {"outputs": {"s": 0.88},
 *     ∂s/∂x = [0.1, 0.2]                      "gradients": {"s": {"x": [0.1, …
 *
 * Behind the outputs stand the next values of states, `next r = …`, in JSON as
 * "next": {"r": …}. With a seed: `d_x = …`, and "gradients": {"x": …}. In JSON, "nan", "inf"
 * and "-inf" stand for what it has no numbers for; they may be given so, too.
 */
#ifndef GCC_GRAPH_COMMAND_EVAL_H
#define GCC_GRAPH_COMMAND_EVAL_H

#include "engine_c.h"
#include "values.h"

typedef struct EvalCommand EvalCommand;

/* Sets graph and engine to those of the program with this output alone, an
 * index in graph->outputs; false, with a message on stderr, for a fault. */
typedef bool EvalAlone(void *context, uint32_t output, EvalCommand *command);

struct EvalCommand {
    Arena         *arena;
    const Graph   *graph;           /* differentiated, simplified or not; one
                                       without gradients prints outputs */
    ValueOptions   values;
    bool           json;
    bool           infer;           /* what infer computes: outputs alone */
    const EngineC *engine;          /* --engine=c; NULL: the interpreter */
    EvalAlone     *alone;           /* or NULL: they stay spoilt */
    void          *context;         /* of it */
};

/* What is to be printed goes to out, messages to problems. The exit status: 0,
 * 1 for an error of the user's, 3 for a fault of the compiler. */
int command_eval(const EvalCommand *command, Buffer *out, Buffer *problems);

#endif
