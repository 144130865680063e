/* print_expr.h: scalar expressions and subscripts in the language.
 *
 * What is printed parses back to the same value. Brackets stand only where the
 * grammar needs them. A node that a body uses several times and that is long
 * to write, or that would be nested too deeply, is a local, printed once.
 */
#ifndef GCC_GRAPH_PRINT_EXPR_H
#define GCC_GRAPH_PRINT_EXPR_H

#include "names.h"

/* What the printer knows of a node of the body at hand. */
typedef struct NodeForm {
    uint32_t uses, size;        /* in the body; nodes written */
    uint32_t local;             /* 1 + its place in locals; 0: none */
    uint16_t depth;             /* of the tree that it parses to */
    uint8_t  level;             /* Binding of its text */
    uint8_t  flags;
} NodeForm;

enum {                          /* NodeForm.flags */
    FORM_NEGATIVE = 1,          /* begins with the sign of a number */
    FORM_SIGNED = 2,            /* begins with a sign */
    FORM_LEADS = 4              /* a number or a power of one: it may lead a
                                   product but not follow in it */
};

typedef struct PrintTask {
    uint8_t     kind, flags;
    uint32_t    id;
    const char *text;
} PrintTask;

typedef struct ExprPrinter {
    const Graph *graph;
    Names       *names;
    Arena       *arena;
    Buffer       line;              /* marked for layout */
    NodeForm    *forms;             /* [graph exprs] */
    ExprIds      order;             /* nodes of the body, operands first */
    ExprIds      locals;            /* nodes to print apart, likewise */
    const Range *ranges;            /* the box of the body */
    bool         clamps;            /* see print_local_value */
    uint32_t     outer;             /* the indices that locals see; over the
                                       others, a local is an array */
    LIST(Text)   local_names;       /* v1, v2, …, of all bodies */
    LIST(PrintTask) tasks;
    uint32_t     depth;             /* of brackets, for layout */
} ExprPrinter;

void printer_init(ExprPrinter *printer, const Graph *graph, Names *names,
                  Arena *arena);

/* Takes up an equation over a box of indices (kept, not copied): sets order and
 * locals. The first root is the body, the others are data of the left side,
 * which sees no locals. Call it before printing anything of the equation. */
void printer_prepare(ExprPrinter *printer, uint32_t root_count,
                     const ExprId *roots, const Range *ranges, uint32_t outer);

/* Whether a product is `a b` and not `a * 2`. */
bool form_is_juxtaposed(const ExprPrinter *printer, const Expr *node);
/* Whether operand k of the node needs brackets. */
bool form_is_bracketed(const ExprPrinter *printer, const Expr *node,
                       uint32_t k);

/* Each appends to line. */
void print_expr(ExprPrinter *printer, ExprId id, Binding level);
/* `v1`, or `v1[k]` over the indices that it does not see. */
void print_local_name(ExprPrinter *printer, uint32_t local);
/* The indices of a local as an array. */
uint32_t local_indices(const ExprPrinter *printer, uint32_t local);
/* A local is computed all over the box, also where conditions keep what uses
 * it from being taken. What would read outside of its array there reads the
 * nearest element. */
void print_local_value(ExprPrinter *printer, uint32_t local);
void print_subscript(ExprPrinter *printer, SubscriptId id);
/* An affine guard s >= 0, as `k <= i`. */
void print_guard(ExprPrinter *printer, SubscriptId id);
void print_number(ExprPrinter *printer, double number);
void print_text(ExprPrinter *printer, Text text);
void print_string(ExprPrinter *printer, const char *string);
/* A space at which the line may be broken, the better the looser what stands
 * around it binds. */
void print_break(ExprPrinter *printer, Binding binding);
void print_open(ExprPrinter *printer, const char *bracket);
void print_close(ExprPrinter *printer, const char *bracket);

/* Whether 0 <= s, and whether s < size, over a box. Data alone has its limit;
 * of data and more nothing is known. */
bool subscript_is_from_zero(const Graph *graph, SubscriptId id,
                            const Range *ranges);
bool subscript_is_below(const Graph *graph, SubscriptId id,
                        const Range *ranges, int64_t size);

#endif
