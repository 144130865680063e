/* graph.h: a program as the compiler holds it.
 *
 * A graph is a list of arrays, operands before users. An array that an
 * equation defines is a list of parts, and every part has the one form
 *
 *     y[ψ(l)] ⊕= e(l)     for the bound indices l in a box, where guards hold
 *
 * with a scalar expression e that holds no reduction. Bound indices of a part
 * are numbered: those of its target first where it is plain (a plain target
 * is the first indices in order), then the others in the order written.
 *
 * Arrays are immutable and hash-consed: equal equations are one array. Names
 * and places stand beside them, in definitions.
 *
 * An array may be made of earlier elements of itself: those are read through
 * a CARRY, which stands before it. Arrays that read each other so are the
 * members of a recurrence, see recurrence.h.
 */
#ifndef GCC_GRAPH_GRAPH_H
#define GCC_GRAPH_GRAPH_H

#include "expr.h"
#include "source.h"

typedef enum Combine { SET, SUM, PROD, MAX, MIN, ARGMAX, ARGMIN } Combine;

/* A sum that is gathered stretch by stretch: the index takes `size` values
 * from low + n size on, for n from 0 or, with direction -1, from count - 1
 * on. With NO_STRETCH all is added in the stretch n = low. */
#define NO_STRETCH UINT8_MAX
typedef struct Stretches {
    uint8_t index;
    int     direction;
    int64_t low, size, count;
} Stretches;

typedef struct Part {
    uint8_t            combine;
    uint8_t            component;           /* ARGMAX, ARGMIN: index it keeps */
    uint8_t            index_count;
    uint8_t            guard_count;
    uint16_t           lanes;               /* of a sum; 1: ascending order */
    uint32_t           at;                  /* where its statement begins, if
                                               it is one of several; or 0 */
    ExprId             body;
    const Range       *ranges;              /* [index_count] */
    const SubscriptId *guards;              /* affine, each >= 0 */
    const SubscriptId *target;              /* [rank] */
    const Stretches   *stretches;           /* NULL: at once; outside equality */
} Part;

typedef enum ArrayKind {
    INPUT, PARAM, LITERAL, EQUATION,
    KERNEL,                                 /* made by a routine (kernel.h) */
    CARRY,
    HELD,                                   /* an array again, for derivatives
                                               by it; in loops what is saved of
                                               it (segment.h) */
    DERIVATIVE,                             /* until derive */
    STATE,                                  /* kept between calls */
    DRAWN,                                  /* an input drawn at each call */
    TRAINING,                               /* 1 or 0; until specialise */
    PACKED                                  /* of loops: room for what a tile
                                               packs (tile.h) */
} ArrayKind;
typedef enum ArrayType { REAL, WHOLE } ArrayType;   /* WHOLE: 0 <= v < limit */

/* A derivative that is still to be made (derive.h). */
typedef enum DerivativeKind {
    BY_REVERSE,                             /* seed ∂of/∂by */
    BY_FORWARD,                             /* ∂of/∂by seed */
    BY_EITHER                               /* without seed: a Jacobian */
} DerivativeKind;

/* Axes of `of` are aligned with axes of `by`, at equal indices of which they
 * are looked at alone; or free: the derivative has them, in order, before the
 * axes of `by`; or, in reverse mode, summed with the seed. In forward mode it
 * has the axes of `of`. */
typedef struct Derivative {
    uint8_t kind;
    ArrayId of, by, seed;                   /* seed 0: ones */
    uint8_t free;                           /* set of axes of `of` */
    uint8_t aligned[MAX_RANK];              /* axis of `by`, + 1; 0: not */
} Derivative;

typedef struct Array {
    uint8_t        kind, type, rank;
    uint8_t        routine, slice;          /* of KERNEL: what makes slices of
                                               how many axes */
    bool           stored;                  /* even where its users could read
                                               what it is made of; outside
                                               equality */
    bool           spread;                  /* put into its users where it can be;
                                               outside equality */
    uint32_t       serves;                  /* index of the Definition it is
                                               made for; outside equality */
    uint32_t       recurrence;              /* the innermost whose member it
                                               is, or 0; outside equality */
    uint32_t       again;                   /* 0, or a number of its own: it is
                                               made again (plan_again.h) */
    uint32_t       apart;                   /* 0, or it is what infer alone reads
                                               in place of an array that all
                                               else reads: 1 + the definition
                                               of that, or 1 */
    uint32_t       part_count;
    int64_t        limit;                   /* of WHOLE */
    const int64_t *shape;
    union {
        const Part   *parts;                /* EQUATION; they act in order.
                                               KERNEL: one, see kernel.h */
        const double *values;               /* LITERAL, row by row */
        ArrayId       carried;              /* CARRY: the member that it reads,
                                               at earlier steps; HELD: the
                                               array that it is, or is of;
                                               PACKED: what is packed there */
        const Derivative *derivative;       /* DERIVATIVE */
    } as;
} Array;

/* Members run step by step: at step s, the elements of each member whose
 * subscript on its axis is s - shift. They are the arrays first … last. */
typedef struct Recurrence {
    uint32_t outer;                         /* the recurrence around it, or 0 */
    int      direction;                     /* +1 or -1 */
    Range    steps;
    ArrayId  first, last;
    const uint8_t *axis;                    /* [last - first + 1] */
    const int64_t *shift;                   /* [last - first + 1] */
} Recurrence;

typedef struct Definition {
    Text    name;                           /* in the author's letters */
    Span    span;                           /* of the statement, or nowhere */
    uint32_t last;                          /* where its last one begins, of
                                               several */
    ArrayId array;
    bool    batched;                        /* each example has its own of what
                                               is given */
    bool    row;                            /* rank 1: a row, as xᵀ is */
    uint32_t within;                        /* of a local equation, which has no
                                               array of its own: the one that it
                                               stands behind; else 0 */
    ArrayId value;                          /* of a local: what it is, where that
                                               is an array; not kept for it */
    uint32_t adjoint;                       /* of a cotangent: the definition that
                                               it is the derivative by; else 0 */
} Definition;

typedef enum Draw {
    DRAW_NONE, DRAW_NORMAL, DRAW_UNIFORM, DRAW_BERNOULLI, DRAW_DROPOUT
} Draw;

/* How a param or a state starts: drawn, or a value that the compiler knows;
 * and how an input is drawn. */
typedef struct Initial {
    ArrayId array;                          /* PARAM, STATE or DRAWN */
    Draw    draw;
    double  a, b;                           /* normal: mean, deviation;
                                               uniform: low, high;
                                               bernoulli: a of 1;
                                               dropout: a of 0 */
    ArrayId value;                          /* DRAW_NONE: a constant array of
                                               the same shape, or rank 0 */
} Initial;

typedef struct Next {
    ArrayId  state;
    uint32_t definition;                    /* of what it becomes */
} Next;

typedef struct Dim {                        /* for the header of the output */
    Text    name;
    int64_t value;
} Dim;

typedef struct Seed {                       /* of a gradient graph */
    uint32_t output;                        /* which of outputs */
    ArrayId  array;                         /* an INPUT of its shape, d_y */
} Seed;

typedef struct Gradient {
    ArrayId by;                             /* the input or param */
    ArrayId array;                          /* Σ over outputs y of d_y ∂y/∂by */
} Gradient;

typedef enum Method {
    METHOD_NONE, METHOD_SGD, METHOD_MOMENTUM, METHOD_NESTEROV, METHOD_ADAGRAD,
    METHOD_RMSPROP, METHOD_ADAM, METHOD_ADAMW
} Method;

typedef enum MethodOption {
    OPTION_RATE, OPTION_DECAY, OPTION_CLIP, OPTION_MOMENTUM, OPTION_RHO,
    OPTION_BETA1, OPTION_BETA2, OPTION_EPS, OPTION_COUNT
} MethodOption;

/* A param, or a box of its elements, that is trained. Where it is read by data
 * alone the training is sparse: only the elements that were read along `axis`
 * are updated. Then `rows` is, for each read, 1 + its subscript there, or 0
 * where none is made, and the gradient has along `axis` either one place for
 * each read or, `gathered`, one for each subscript. */
typedef struct Trained {
    ArrayId  param;
    Range    box[MAX_RANK];
    ArrayId  gradient;                      /* after differentiate */
    ArrayId  rows;                          /* 0: all of the box is updated */
    uint32_t axis;
    bool     gathered;
} Trained;

/* What `minimize` asks for. */
typedef struct Training {
    uint8_t  method;                        /* METHOD_NONE: nothing */
    Span     span;                          /* of the statement */
    ArrayId  objective;                     /* of rank 0, or one for each
                                               example; 0 once it is
                                               differentiated */
    ArrayId  step;                          /* an INPUT: steps before this one;
                                               0 if nothing needs it */
    ArrayId  options[OPTION_COUNT];         /* of rank 0; 0: not given */
    LIST(Trained) trained;
} Training;

/* What index data choose in a recurrence is of an earlier step: the values v of
 * the input at the places i of the axis are v < i + offset or, where it runs
 * down, v > i + offset. That is checked as their limit is. */
typedef struct Ordered {
    ArrayId input;
    uint8_t axis;
    int8_t  direction;                      /* +1 or -1 */
    Range   places;
    int64_t offset;
} Ordered;

typedef struct Graph {
    Arena *arena;
    Exprs  exprs;
    LIST(Array) arrays;                     /* arrays.at[0] is unused */
    Table  array_table;
    ArrayId interned;                       /* the last one in the table */
    LIST(Recurrence) recurrences;           /* [0] is unused; outer ones before
                                               inner ones */
    LIST(Definition) definitions;           /* in source order; [0] is unused */
    LIST(uint32_t) inputs, params;          /* definitions, as declared */
    LIST(uint32_t) states, draws;           /* definitions, as declared */
    LIST(Next) nexts;
    LIST(uint32_t) outputs;                 /* definitions, as declared */
    ArrayIds inferred;                      /* [outputs]: what infer gives for
                                               them; empty: the same */
    LIST(Initial) initials;
    LIST(Ordered) ordered;
    LIST(Dim) dims;
    int64_t batch;                          /* examples at once; 0: no batch */
    int64_t truncate;                       /* backward passes nothing from each
                                               such step of a recurrence to
                                               those before; 0: passes all */
    LIST(Seed) seeds;                       /* after differentiate */
    LIST(Gradient) gradients;               /* after differentiate */
    Training training;
    bool   vectors;                         /* sums are ordered for vectors
                                               (lanes.h) */
    uint32_t threads;                       /* that share large sums; 0: none */
    bool   split;                           /* a step of training is two
                                               functions: gradient, update */
    bool   blas;                            /* a library multiplies large
                                               matrices */
    Memo   memo;                            /* scratch of part_canonical and
                                               part_turn */
} Graph;

Graph *graph_create(Arena *arena);

/* Gives back what only helps to make more of it. */
void graph_settle(Graph *graph);

static inline const Array *graph_array(const Graph *graph, ArrayId id)
{
    return &graph->arrays.at[id];
}

/* -- making arrays -- */
ArrayId graph_input(Graph *graph, ArrayKind kind, ArrayType type,
                    int64_t limit, uint32_t rank, const int64_t *shape,
                    uint32_t serves);
ArrayId graph_literal(Graph *graph, ArrayType type, int64_t limit,
                      uint32_t rank, const int64_t *shape,
                      const double *values, uint32_t serves);
/* The array that the parts define; they are copied. `limit` > 0 makes it an
 * array of index values. Returns the equal one if there is one already. */
ArrayId graph_equation(Graph *graph, int64_t limit, uint32_t rank,
                       const int64_t *shape, uint32_t part_count,
                       const Part *parts, uint32_t serves);
/* The same for an array that a routine makes. */
ArrayId graph_kernel(Graph *graph, uint8_t routine, uint32_t slice,
                     int64_t limit, uint32_t rank, const int64_t *shape,
                     const Part *part, uint32_t serves);
/* An array like this one, of another graph perhaps, with other parts. */
ArrayId graph_remade(Graph *graph, const Array *like, const Part *parts);
/* The same without a look for an equal one. */
ArrayId graph_adopt(Graph *graph, const Array *like, const Part *parts);
/* What a member of a recurrence reads of another at earlier steps; the member
 * is said later, by graph_carry_of. */
ArrayId graph_carry(Graph *graph, ArrayType type, int64_t limit, uint32_t rank,
                    const int64_t *shape, uint32_t serves);
void    graph_carry_of(Graph *graph, ArrayId carry, ArrayId carried);
/* A new array that is this one, and that no other is equal to. */
ArrayId graph_held(Graph *graph, ArrayId source, uint32_t serves);
ArrayId graph_derivative(Graph *graph, const Derivative *derivative,
                         uint32_t rank, const int64_t *shape, uint32_t serves);
uint32_t graph_define(Graph *graph, Text name, Span span, ArrayId array);
/* That of a local equation behind the definition, or behind a local of it. */
uint32_t graph_define_within(Graph *graph, Text name, uint32_t definition);
/* Of a local equation, the definition that it stands behind; else itself. */
uint32_t graph_whole(const Graph *graph, uint32_t definition);
/* The part y[i, j, …] = body over these ranges, or over all of a shape. */
Part     part_plain(Graph *graph, uint32_t rank, const Range *ranges,
                    ExprId body);
Part     part_whole(Graph *graph, uint32_t rank, const int64_t *shape,
                    ExprId body);

/* -- looking -- */
/* What forward, or infer, gives for an output. */
ArrayId graph_output(const Graph *graph, uint32_t output, bool infer);
ArrayId graph_next(const Graph *graph, uint32_t next);
/* How the array starts or is drawn; NULL if nothing says so. */
const Initial *graph_initial(const Graph *graph, ArrayId id);
/* Whether something is kept between calls. */
bool    graph_has_state(const Graph *graph);
/* Whether the array is made of others, by parts or by a routine. */
static inline bool array_is_computed(const Array *array)
{
    return array->kind == EQUATION || array->kind == KERNEL;
}
int64_t array_size(const Array *array);     /* number of elements */
/* As an author writes it, `[2, 3]`; empty for a number. */
Text array_shape(Arena *arena, const Array *array);
/* Whether each element has the value that one body gives it. */
bool    array_is_set(const Array *array);
/* The nodes of a part of an array of that rank, of its body and of the data in its
 * target, each once, operands first, appended to list; `fresh` as in
 * expr_postorder. */
void    part_postorder(const Graph *graph, Arena *arena, Marks *marks,
                       bool fresh, const Part *part, uint32_t rank,
                       ExprIds *list);
/* The same of all parts of a computed array; nothing of any other. */
void    array_postorder(const Graph *graph, Arena *arena, ArrayId id,
                        ExprIds *list);
/* Sets reached[id] for each array that the parts of the array read; the last of
 * those for which it was not set. */
ArrayId array_mark_reads(const Graph *graph, ArrayId id, bool *reached);
bool    part_is_plain(const Graph *graph, const Array *array, const Part *part);
/* The values that an element of an index input may have: low <= v < high. */
Range   graph_index_range(const Graph *graph, ArrayId id, int64_t element);
/* The definition whose array this is: the one that made it, or else the first in
 * the source; 0 if there is none. */
uint32_t graph_definition_of(const Graph *graph, ArrayId id);
/* The array whose elements they are: of a CARRY what it carries. */
static inline ArrayId graph_source(const Graph *graph, ArrayId id)
{
    const Array *array = graph_array(graph, id);
    return array->kind == CARRY ? array->as.carried : id;
}
/* The outermost recurrence that the array is a member of; 0: none. */
uint32_t graph_outermost(const Graph *graph, ArrayId id);
/* Whether the arrays, or what they carry, are members of one recurrence. */
bool     graph_are_recurrent(const Graph *graph, ArrayId a, ArrayId b);
/* An access to an array at these subscripts, its type looked up. */
ExprId  graph_access(Graph *graph, ArrayId array,
                     const SubscriptId *subscripts);
/* An access at the indices 0, 1, …, rank - 1. */
ExprId  graph_access_plain(Graph *graph, ArrayId array);

/* -- copying from graph to graph -- */

/* What a CARRY is read as in a copy: `array` of the new graph at these
 * subscripts of the old one, over the axes of the CARRY. */
typedef struct StandIn {
    ArrayId array;                          /* 0: as it is */
    const SubscriptId *subscripts;
} StandIn;

/* What has gone over. A pass fills arrays[] for those that it makes anew;
 * copy_array takes the others over as they are. */
typedef struct Copy {
    const Graph *from;
    Graph       *to;
    Arena       *arena;                     /* of all below */
    ArrayId     *arrays;                    /* [from arrays], 0: not yet */
    ExprId      *exprs;                     /* [from exprs], 0: not yet */
    SubscriptId *subscripts;                /* [from subscripts], 0: not yet */
    bool         alone;                     /* nothing else is put into `to`, so
                                               images are not yet there */
    const StandIn *stand_ins;               /* [from arrays], or NULL */
    Memo         memo;                      /* scratch */
    ExprIds      order;                     /* scratch */
} Copy;

/* A Copy into a graph that gets the same definitions, dims and, later, the
 * same interface. Definitions are taken over, names and all, with array 0;
 * copy_interface sets them. What is copied does not refer to `from`, so its
 * arena may be closed. */
void copy_init(Copy *copy, Arena *arena, const Graph *from, Graph *to);
/* The same without the definitions: for a few arrays, and no interface. */
void copy_init_bare(Copy *copy, Arena *arena, const Graph *from, Graph *to);
/* Room in `to` for as much as there is in `from`. */
void copy_reserve(Copy *copy);
/* The array of `to` for an array of `from`; its operands must be there. */
ArrayId copy_array(Copy *copy, ArrayId id);
ExprId  copy_expr(Copy *copy, ExprId id);
SubscriptId copy_subscript(Copy *copy, SubscriptId id);
Part    copy_part(Copy *copy, const Part *part, uint32_t rank);
/* Sets definitions, inputs, params, outputs, initials, seeds and gradients of
 * `to` to the images of those of `from`, and carries; definitions of arrays
 * that have no image get array 0. */
void copy_interface(Copy *copy);
/* reached[id] for every array that outputs, gradients, inputs, params and
 * initial values need. */
bool *graph_reached(const Graph *graph, Arena *arena);
/* The same of the outputs of infer alone. */
bool *graph_inferred(const Graph *graph, Arena *arena);
/* Whether the gradients of all elements of the param are made. */
bool trained_is_whole(const Graph *graph, const Trained *trained);
/* The arrays that training needs beside the interface, appended to list. */
void training_arrays(const Graph *graph, Arena *arena, ArrayIds *list);
/* The graph in the order in which its arrays are computed, without what
 * nothing needs and with its recurrences found, copied into the arena, which
 * it shares with nothing else that this makes. Its expressions grow by
 * distances between subscripts; nothing else of it changes. Circles must have
 * an order (recurrence.h). */
Graph *graph_compact(Arena *arena, Graph *graph);
/* The same of a graph whose arrays may stand before what they read. */
Graph *graph_sorted(Arena *arena, Graph *graph);

/* Carries of `to` carry the images of what those of `from` do. */
void copy_carries(Copy *copy);

#endif
