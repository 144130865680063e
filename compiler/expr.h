/* expr.h: scalar expressions and subscripts, hash-consed.
 *
 * An expression is a number, a bound index, an element of an array, a scalar
 * function of expressions or a choice. Equal expressions are one node: making
 * a node that exists returns it. Operands have smaller ids than their users,
 * so ascending ids are a topological order. Bound indices are numbered within
 * the part that binds them. Nothing here simplifies: what is made is what was
 * asked for.
 *
 * A subscript is base + Σ factor·index + scale·data. Its data is any whole-
 * valued expression (an element of an array of index values, `i div 2`, …)
 * that is not affine in the indices.
 */
#ifndef GCC_GRAPH_EXPR_H
#define GCC_GRAPH_EXPR_H

#include "functions.h"
#include "range.h"
#include "table.h"

typedef uint32_t ExprId, ArrayId, SubscriptId;      /* 0 is none */

enum { MAX_RANK = 8, MAX_INDICES = 32 };

typedef struct Term {
    uint32_t index;
    int64_t  factor;
} Term;

typedef struct Subscript {
    int64_t     base;
    uint32_t    term_count;
    const Term *terms;              /* ascending index, factor != 0 */
    ExprId      data;               /* 0: none */
    int64_t     scale;              /* of the data; 0 without */
} Subscript;

typedef enum ExprKind { NUMBER, INDEX, ACCESS, APPLY, CHOOSE } ExprKind;

enum {
    EXPR_PARTIAL = 1,       /* not finite for some values of its accesses */
    EXPR_WHOLE = 2,         /* a whole number, exact in a double */
    EXPR_CONDITION = 4,
    /* what there is at a node or below it: */
    EXPR_CALLS = 8,         /* a costly function */
    EXPR_DIVIDES = 16,      /* a quotient or a logarithm */
    EXPR_DECIDES = 32,      /* a comparison, min, max, div or mod of whole
                               numbers */
    EXPR_READS = 64,        /* an element of an array */
    EXPR_BELOW = EXPR_CALLS | EXPR_DIVIDES | EXPR_DECIDES | EXPR_READS
};

typedef struct Expr {
    uint8_t  kind;
    uint8_t  function;              /* of APPLY */
    uint16_t flags;
    uint32_t depends;               /* set of bound indices below this node */
    union {
        double   number;
        uint32_t index;
        struct {
            ArrayId            array;
            uint32_t           rank;
            const SubscriptId *subscripts;
        } access;
        ExprId   operand[3];        /* CHOOSE: condition, then, otherwise */
    } as;
} Expr;

typedef struct NodeTable {
    ExprId  *slots;                 /* 0: free */
    uint32_t count, capacity;       /* of the first count nodes; capacity is a
                                       power of two or 0 */
} NodeTable;

typedef struct Exprs {
    Arena *arena;
    LIST(Expr) nodes;               /* nodes.at[0] is unused */
    LIST(Subscript) subscripts;     /* subscripts.at[0] is unused */
    LIST(uint32_t) subscript_depends;
    NodeTable node_table;
    Table subscript_table;
    struct Marks *walk;             /* scratch of walks */
    struct Doubts *doubts;          /* of what is folded (doubts.h); or NULL */
    struct Walked *walked;          /* what they have found */
} Exprs;

typedef LIST(ExprId) ExprIds;
typedef LIST(ArrayId) ArrayIds;

void exprs_init(Exprs *exprs, Arena *arena);
/* Room for as many nodes as there are in another. */
void exprs_reserve(Exprs *exprs, const Exprs *like);

/* -- making -- */
ExprId expr_number(Exprs *exprs, double number);
ExprId expr_index(Exprs *exprs, uint32_t index);
/* `whole`: the array holds index values. */
ExprId expr_access(Exprs *exprs, ArrayId array, bool whole, uint32_t rank,
                   const SubscriptId *subscripts);
ExprId expr_apply(Exprs *exprs, Function function, ExprId a, ExprId b);
ExprId expr_choose(Exprs *exprs, ExprId condition, ExprId then,
                   ExprId otherwise);

/* -- looking -- */
static inline const Expr *expr_at(const Exprs *exprs, ExprId id)
{
    return &exprs->nodes.at[id];
}
bool     expr_is_number(const Exprs *exprs, ExprId id, double number);
/* The data in the subscripts of an access; returns how many. */
uint32_t expr_data(const Exprs *exprs, const Expr *access,
                   ExprId out[MAX_RANK]);
/* The direct operands, data of subscripts included; returns how many. */
static inline uint32_t expr_operands(const Exprs *exprs, ExprId id,
                                     ExprId out[MAX_RANK])
{
    const Expr *node = expr_at(exprs, id);
    uint32_t count = 0;
    if (node->kind == ACCESS)
        return node->as.access.rank ? expr_data(exprs, node, out) : 0;
    while (node->kind >= APPLY && count < 3 && node->as.operand[count]) {
        out[count] = node->as.operand[count];
        count++;
    }
    return count;
}

/* Marks on nodes that are forgotten in O(1), for walks whose cost is that of
 * what they visit. */
typedef struct Marks {
    LIST(uint32_t) stamp;
    uint32_t epoch;
    ExprIds stack, order;           /* scratch of walks */
} Marks;

/* The lists of walks, each found once: nodes never change. */
typedef struct Walked {
    LIST(uint32_t) place;           /* of a root, in `lists`; 0: none */
    ExprIds lists;                  /* how many nodes, and these */
    uint32_t last;                  /* taken without marks; 0: none */
    bool     closed;                /* nothing is kept any more */
} Walked;

/* Gives the lists back, and keeps none from now on. */
void exprs_forget_walks(const Exprs *exprs);

/* All nodes below and including root, each once, operands first, appended to
 * list. `fresh` forgets earlier marks; otherwise what is marked is left out.
 * Without marks, those of `exprs` are taken, which the next such walk forgets:
 * for lists that are made in one go. */
void expr_postorder(const Exprs *exprs, Arena *arena, Marks *marks, bool fresh,
                    ExprId root, ExprIds *list);

/* -- taking over -- */

/* The node that is equal to this one, or it as a new one. */
ExprId      expr_intern(Exprs *exprs, const Expr *node);
/* A node or subscript whose like is not there yet, put there without a look:
 * its operands, subscripts and terms are ids of `exprs`. The tables catch up
 * when something is next made. */
ExprId      expr_adopt(Exprs *exprs, const Expr *node);
SubscriptId subscript_adopt(Exprs *exprs, const Subscript *subscript);

/* Gives back the table, which is made again when something is next made, and room
 * for more nodes. */
void exprs_settle(Exprs *exprs);

/* -- rewriting -- */

/* A memo from node to node, forgotten in O(1). */
typedef struct Memo {
    LIST(ExprId) to;
    LIST(uint32_t) stamp;
    uint32_t epoch;
    SubscriptId map[MAX_INDICES];   /* what this epoch substitutes */
    ExprIds  order;                 /* scratch */
} Memo;

/* The node id of `from` rebuilt in `to` (which may be the same) with other
 * operands (as many and in the order of expr_operands) and, if it is an
 * access, another array. `whole` of the array is kept. */
ExprId expr_rebuild(Exprs *to, const Exprs *from, ExprId id,
                    const ExprId *operands, ArrayId array);

/* root with every bound index i for which map[i] is not 0 replaced by the
 * subscript map[i]. Forgets the memo first. */
ExprId expr_substitute(Exprs *exprs, Memo *memo, ExprId root,
                       const SubscriptId map[MAX_INDICES]);

/* -- subscripts -- */
static inline const Subscript *subscript_at(const Exprs *exprs, SubscriptId id)
{
    return &exprs->subscripts.at[id];
}
/* Terms may be in any order and repeat; they are added up and sorted. */
SubscriptId subscript_make(Exprs *exprs, int64_t base, uint32_t term_count,
                           const Term *terms, ExprId data, int64_t scale);
SubscriptId subscript_constant(Exprs *exprs, int64_t base);
SubscriptId subscript_index(Exprs *exprs, uint32_t index);
/* a + factor·b */
SubscriptId subscript_add(Exprs *exprs, SubscriptId a, int64_t factor,
                          SubscriptId b);
SubscriptId subscript_substitute(Exprs *exprs, Memo *memo, SubscriptId id,
                                 const SubscriptId map[MAX_INDICES]);
/* The set of bound indices in it, those of its data included. */
uint32_t    subscript_depends(const Exprs *exprs, SubscriptId id);
bool        subscript_is_index(const Exprs *exprs, SubscriptId id,
                               uint32_t index);
/* Whether it is *index + *base, of one index. */
bool        subscript_is_shifted(const Exprs *exprs, SubscriptId id,
                                 uint32_t *index, int64_t *base);
/* Whether a is b + *by wherever the indices are. */
bool        subscripts_are_apart(const Exprs *exprs, SubscriptId a,
                                 SubscriptId b, int64_t *by);
/* Whether it has another value wherever its indices have, counting as digits
 * do: i + 4 j for i < 4. *reach is from the first value to the last, which are
 * *all there are in between or not. */
bool        subscript_counts(const Exprs *exprs, SubscriptId id,
                             const Range *ranges, Range *reach, bool *all);
/* The value of a subscript as an expression, and the subscript whose value is
 * a whole expression (affine where it is affine, else as data). False if a
 * coefficient leaves 64 bits. */
ExprId      expr_of_subscript(Exprs *exprs, SubscriptId id);
bool        subscript_of_expr(Exprs *exprs, ExprId id, SubscriptId *out);

#endif
