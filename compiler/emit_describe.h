/* emit_describe.h: what a model takes and needs, for --describe. */
#ifndef GCC_GRAPH_EMIT_DESCRIBE_H
#define GCC_GRAPH_EMIT_DESCRIBE_H

#include "emit_needs.h"
#include "names.h"

/* An array of the interface. */
typedef struct Described {
    Text         name, c_name;      /* in the author's letters, and in C */
    ArrayId      id;
    const Array *array;
    int64_t      at;                /* of a param: elements before it */
    Text         by;                /* of a gradient: by what it is */
} Described;

typedef LIST(Described) DescribedList;

/* Arrays that are stored, and the bytes of all. */
typedef struct DescribedStore {
    ArrayIds ids;
    int64_t  bytes;
} DescribedStore;

typedef struct DescribedRecurrence {
    const Recurrence *recurrence;
    DescribedStore    kept;         /* for backward, of all steps */
} DescribedRecurrence;

typedef struct Description {
    const Plan  *plan;
    const Graph *graph;
    const Needs *needs;
    const Names *names, *c_names;
    Arena       *arena;
    int64_t      param_count;       /* elements of all params */
    DescribedList params, inputs, drawn, states, outputs, gradients;
    LIST(DescribedRecurrence) recurrences;
    const Segments *segments;       /* NULL: no checkpoints */
    DescribedStore  saved, remade;  /* of segments */
} Description;

/* Params with their places in the flat vector, inputs, what is drawn, states,
 * outputs, gradients, the bytes that the model needs, and of each recurrence
 * what is stored for its derivative. `c_names` are those of the graph of the
 * plan. */
Description describe_plan(const Plan *plan, const Needs *needs,
                          const Names *c_names, Arena *arena);

/* Lines for people, and an object for machines. */
void emit_describe_text(const Description *description, Buffer *out);
void emit_describe_json(const Description *description, Buffer *out);

#endif
