/* adjoint.h: the pieces that differentiate is made of.
 *
 * One rule covers all: for y[ψ(l)] ⊕= e(l) over a domain, each access A[φ(l)]
 * in e contributes d_A[φ(l)] += d_y[ψ(l)] ∂e/∂A[φ] over the same domain. The
 * scalar ∂e/∂A[φ] is found by a sweep (adjoint_sweep.c), whose results become
 * parts (adjoint_part.c), after what several of them compute has been made an
 * array of its own (adjoint_share.c).
 */
#ifndef GCC_GRAPH_ADJOINT_H
#define GCC_GRAPH_ADJOINT_H

#include "affine.h"
#include "formula.h"

/* -- rules (adjoint_rule.c) -- */

/* The derivative rules of the function table, parsed. */
typedef struct Rules {
    const Formula *rule[F_COUNT][2];
} Rules;

const Rules *rules_create(Arena *arena);
/* Whether the derivative by this operand is 0 everywhere. */
bool rule_is_flat(const Rules *rules, Function function, uint32_t operand);

/* Arithmetic with what costs nothing left out: numbers are folded, signs are
 * pulled to the front and cancel. */
ExprId make_sum(Exprs *exprs, ExprId a, ExprId b);
ExprId make_product(Exprs *exprs, ExprId a, ExprId b);
ExprId make_negative(Exprs *exprs, ExprId a);

/* cotangent · ∂node/∂operand, with `value` for the value of the node. If that
 * is 0 under a condition, *condition and *holds say where it is not;
 * otherwise *condition is 0. */
ExprId rule_apply(const Rules *rules, Exprs *exprs, ExprId node,
                  uint32_t operand, ExprId value, ExprId cotangent,
                  ExprId *condition, bool *holds);

/* -- conditions (adjoint_context.c) -- */

/* The conditions under which a value is used, as a path in a tree: context 0
 * is always, a context holds within its parent if its condition has the
 * truth value `holds`. Parents have smaller numbers than children. */
typedef struct Context {
    uint32_t parent;
    ExprId   condition;
    bool     holds;
} Context;

typedef struct Contexts {
    Arena *arena;
    LIST(Context) at;
    Table table;
} Contexts;

void     contexts_clear(Contexts *contexts, Arena *arena);
uint32_t context_enter(Contexts *contexts, uint32_t parent, ExprId condition,
                       bool holds);
/* The context of the opposite truth value; 0 if there is none yet. */
uint32_t context_sibling(const Contexts *contexts, uint32_t context);
/* `a if condition else 0`, or `0 if condition else a`. */
ExprId   context_wrap(Exprs *exprs, const Context *context, ExprId a);
/* Adds to the domain what the context implies. */
void     context_assume(const Contexts *contexts, uint32_t context,
                        Domain *domain, Arena *arena, Exprs *exprs);

/* -- what varies (liveness.c) -- */

/* Of arrays; valid for those that were there when it was found. */
typedef struct Activity {
    const Graph *graph;
    const Rules *rules;
    Arena *arena;
    uint32_t count;             /* of arrays */
    ArrayId by;                 /* the one that varies; 0: all real inputs and
                                   params */
    uint32_t step;              /* see Ends */
    bool  *varies;              /* depends on a real input or param */
    bool  *used;                /* varies, and a real output varies with it */
    bool  *unsafe;              /* used in untaken branches only, and perhaps
                                   not finite there */
    LIST(bool) active;          /* [exprs]: varies */
    Marks   marks;              /* of what is in `active` */
    ExprIds order;              /* scratch */
    LIST(uint8_t) reach;        /* [exprs], scratch */
} Activity;

/* What is differentiated by what: all outputs by all real inputs and params if
 * it is NULL. */
typedef struct Ends {
    ArrayId of, by;
    uint32_t step;              /* a recurrence within a step of which is
                                   differentiated: what it carries from earlier
                                   ones is constant; 0: none */
} Ends;

void activity_find(Activity *activity, Arena *arena, const Graph *graph,
                   const Rules *rules, const Ends *ends);
/* Whether an expression varies; also of one made later. */
bool activity_of_expr(Activity *activity, ExprId id);
/* Not finite for some values of the operands. */
bool expr_is_partial(const Exprs *exprs, ExprId id);

/* -- products (products.c) -- */

/* The array `id` of copy->from, a product, taken over as arrays whose bodies
 * are products of a few factors. */
ArrayId product_expand(Copy *copy, ArrayId id);

/* -- copies (differentiate.c) -- */

/* The arrays of the graph in a new one, products that are differentiated as
 * products of few factors. */
Graph *differentiable(Arena *arena, const Graph *from, const Rules *rules);

/* -- extrema (adjoint_extremum.c) -- */

/* The use of an array's elements that a body is differentiated in. */
typedef struct Use {
    ArrayId  id;
    Part     part;              /* its domain and target */
    ExprId   body, value, cotangent;
    uint32_t context;
} Use;

/* Prepares the use of an extremum: at κ, or where k is κ. */
void use_extremum(Graph *graph, Contexts *contexts, uint32_t serves, Use *use);

/* -- the sweep through a body (adjoint_sweep.c) -- */

/* access[…] gets `cotangent`, where the context holds. */
typedef struct Contribution {
    ExprId   access;
    uint32_t context;
    ExprId   cotangent;
} Contribution;

/* A cotangent on its way to a node. */
typedef struct Pending {
    uint32_t context;
    ExprId   cotangent;
    ExprId   used;              /* 0, or where in the context it is not 0 */
    uint32_t next;              /* of the same node; 0: the last */
} Pending;

typedef struct Sweep {
    Arena    *arena;
    Graph    *graph;
    Activity *activity;
    Contexts  contexts;
    Domain    domain;
    bool      has_outside;      /* some access needs a condition to be inside */
    ExprIds   order;            /* the body, operands first */
    LIST(uint32_t) place;       /* [exprs]: where in order */
    LIST(uint32_t) first;       /* [order]: its pending cotangents */
    LIST(uint8_t)  traits;      /* [order] */
    LIST(bool)     used;        /* [order], scratch */
    LIST(bool)     results;     /* [order]: where it is used, it is the value of
                                   the body */
    LIST(Pending)  pending;     /* [0] is unused */
    LIST(Pending)  groups;      /* scratch of merging, as are the following */
    LIST(uint32_t) group_of;    /* [contexts]: in groups, + 1 */
    LIST(uint32_t) heap;        /* of contexts, the largest first */
    LIST(Contribution) found;   /* the result, last access first */
} Sweep;

void sweep_init(Sweep *sweep, Arena *arena, Graph *graph, Activity *activity);
/* Forgets the contexts of the last part. */
void sweep_begin(Sweep *sweep);
/* Finds what the accesses of a body over the domain of the part get if the
 * body gets `cotangent` in `context`. `value` is the value of the body. */
void sweep_run(Sweep *sweep, const Part *part, ExprId body, ExprId value,
               ExprId cotangent, uint32_t context);
/* The condition p and q, in which q is looked at only where p holds if it
 * reads something that is not inside otherwise. */
ExprId condition_both(Sweep *sweep, ExprId p, ExprId q);
/* Whether the access is inside its array wherever the domain holds. */
bool access_is_inside(const Graph *graph, const Domain *domain, ExprId access);
/* Whether an access below the node, or in its subscripts, is outside its array
 * under the domain of the sweep. */
bool reads_outside(Sweep *sweep, ExprId root);

/* -- what contributions share (adjoint_share.c) -- */

typedef struct Share {
    Arena *arena;
    Graph *graph;
    ExprIds order;
    LIST(uint32_t) place;       /* [exprs]: where in order */
    LIST(uint32_t) owner;       /* [order] */
    LIST(uint8_t)  weight, chosen;      /* [order] */
    LIST(ExprId)   to;          /* [order] */
} Share;

/* Makes arrays of what more than one of the expressions over the box of the
 * part compute, and replaces it by accesses; `shape` is that of the array
 * whose part it is. */
void share_run(Share *share, const Part *part, uint32_t rank,
               const int64_t *shape, uint32_t serves, ExprId *exprs,
               uint32_t count);

/* -- contributions as parts (adjoint_part.c) -- */

/* A contribution to the elements that an access reads: what is added, where
 * the part's domain and these guards hold. */
typedef struct Guarded {
    ExprId      body;
    uint32_t    guard_count;
    SubscriptId *guards;        /* those of the part included */
} Guarded;

/* `a` under the context: affine conditions as guards, the others wrapped. */
Guarded adjoint_guard(Sweep *sweep, ExprId access, uint32_t context, ExprId a);
/* `a` under the context, all conditions wrapped. */
ExprId adjoint_wrap(Sweep *sweep, uint32_t context, ExprId a);
/* The condition of a context that is not 0. */
ExprId adjoint_condition(Sweep *sweep, uint32_t context);

/* The part over the box of `part` that adds to the elements of the access,
 * turned to a plain target where that can be. */
Part adjoint_part(Graph *graph, const Part *part, ExprId access,
                  const Guarded *guarded);
/* Whether each element of the array is accessed once, at its own indices or
 * these in another order, so that what it gets is an expression in them;
 * *map takes the indices of the part to those of the array. */
bool access_is_pointwise(Graph *graph, const Part *part, ExprId access,
                         SubscriptId map[MAX_INDICES]);
/* Whether the part gives each element of the array one value. */
bool part_is_pointwise(const Graph *graph, const Array *array,
                       const Part *part);

/* -- kernels (adjoint_kernel.c) -- */

/* What the elements at an access get: the cotangent over the part's box. */
typedef struct KernelTerm {
    Part   part;
    ExprId access, cotangent;
} KernelTerm;

typedef struct KernelTerms {
    KernelTerm at[2];
    uint32_t   count;
} KernelTerms;

/* What the operands of a kernel get; what that is made of is made. */
void kernel_terms(Graph *graph, ArrayId id, ArrayId cotangent,
                  uint32_t serves, KernelTerms *terms);

/* The tangent of a kernel from those of other arrays; 0 is zero. */
ArrayId tangent_of_kernel(Graph *graph, ArrayId id, const ArrayId *tangents);

/* -- reverse mode (adjoint_walk.c) -- */

/* What one use contributes to an array: a value at each of its elements, or a
 * part. */
typedef struct Item {
    ExprId   value;                 /* over the array's indices; 0: a part */
    Part     part;
    uint32_t next;
} Item;

/* In a recurrence what is read at earlier steps gets its cotangents before
 * what is read of the same step. */
typedef enum Reads { ALL_READS, CARRIED_READS, DIRECT_READS } Reads;

typedef struct Reverse {
    Arena    *arena;
    Graph    *graph;
    const Rules *rules;
    Activity  activity;
    Sweep     sweep;
    Share     share;
    LIST(Item) items;               /* [0] is unused */
    uint32_t *cotangents;           /* [arrays]: the first item, in the order
                                       of users */
    uint32_t *seeds;                /* [arrays]: likewise, the last first */
    uint32_t *lives;                /* [arrays]: likewise, where an unsafe
                                       array is used */
    bool     *always;               /* [arrays]: an unsafe one that is used
                                       after all, in both branches */
    ArrayId  *adjoint;              /* [arrays]: the cotangent, or 0 */
    uint32_t *definition;           /* [arrays]: the first, or 0 */
    bool      named;                /* cotangents of definitions are named */
    Table     names;                /* of definitions */
    uint8_t   reads;                /* Reads: which accesses get something */
    ExprIds   values;               /* scratch */
    LIST(Guarded) guarded;          /* scratch */
    LIST(Part) parts;               /* scratch */
} Reverse;

/* `named`: cotangents of named arrays are defined as d_NAME. */
void     reverse_init(Reverse *reverse, Arena *arena, Graph *graph,
                      const Rules *rules, const Ends *ends, bool named);
/* Adds `value`, over the indices of the array, to its cotangent. */
void     reverse_seed(Reverse *reverse, ArrayId id, ExprId value);
/* The cotangents of all arrays. What is made for them is not walked. */
void     reverse_walk(Reverse *reverse);
/* The cotangent of the array; 0 everywhere if it has none. */
ArrayId  reverse_adjoint(Reverse *reverse, ArrayId id);
/* Defines d_NAME of a definition, with a number behind it if there is such a
 * name already. */
uint32_t reverse_define(Reverse *reverse, uint32_t of, ArrayId array);

/* -- what is added to a cotangent (adjoint_items.c) -- */

/* Puts an item before those of a list, by its first. */
void    item_add(Reverse *reverse, uint32_t *first, Item item);
/* The array that the items add up to, of the shape of `shaped`. */
ArrayId items_array(Reverse *reverse, ArrayId shaped, uint32_t first,
                    uint32_t serves);
/* The array, of the shape of another, that the expression is element by element;
 * 0: it is none. */
ArrayId whole_array(const Graph *graph, ArrayId shaped, ExprId value);
/* 0 everywhere, in the shape of an array. */
ArrayId adjoint_zero(Graph *graph, ArrayId shaped, uint32_t serves);

/* -- forward mode (adjoint_tangent.c) -- */

/* of[id] is 0 or the tangent of the array, and becomes that of all arrays on the
 * ways from these; 0 where it is zero. */
void tangents_run(Arena *arena, Graph *graph, const Rules *rules,
                  const Ends *ends, ArrayId *of);
/* The tangent of ends->of if that of ends->by is the array `seed`; 0 if it is
 * zero. */
ArrayId tangent_run(Arena *arena, Graph *graph, const Rules *rules,
                    const Ends *ends, ArrayId seed);

/* -- many seeds at once (adjoint_lift.c) -- */

/* `result` for a family of seeds: arrays from `first` on that depend on `seed`
 * are made anew with `rank` axes of these sizes behind the first `at`, or all
 * where there are fewer, with `lifted_seed` in place of the seed. 0 if the result does not depend on the seed; *fits is
 * false if it needs too many axes. */
ArrayId lift_run(Arena *arena, Graph *graph, ArrayId first, ArrayId result,
                 ArrayId seed, ArrayId lifted_seed, uint32_t at,
                 uint32_t rank, const int64_t *shape, bool *fits);

#endif
