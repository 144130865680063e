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
    FORM_LEADS = 4,             /* a number or a power of one: it may lead a
                                   product but not follow in it */
    FORM_INSIDE = 8             /* reads within its arrays in all the box */
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
    Marks        marks;
    ExprIds      order;             /* nodes of the body, operands first */
    ExprIds      locals;            /* nodes to print apart, likewise */
    uint32_t     outer;             /* the indices that locals see; over the
                                       others, a local is an array */
    LIST(Text)   local_names;       /* v1, v2, …, of all bodies */
    LIST(PrintTask) tasks;
    uint32_t     depth;             /* of brackets, for layout */
} ExprPrinter;

void printer_init(ExprPrinter *printer, const Graph *graph, Names *names,
                  Arena *arena);

/* Takes up a body, of which the roots are the parts, over a box of indices:
 * sets order and locals. No node that reads outside of its array at some point
 * of the box is a local. Call it before printing anything of the body. */
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
void print_local_value(ExprPrinter *printer, uint32_t local);
void print_subscript(ExprPrinter *printer, SubscriptId id);
/* An affine guard s >= 0, as `k <= i`. */
void print_guard(ExprPrinter *printer, SubscriptId id);
void print_number(ExprPrinter *printer, double number);
void print_text(ExprPrinter *printer, Text text);
void print_string(ExprPrinter *printer, const char *string);
/* A space at which the line may be broken. */
void print_break(ExprPrinter *printer);
void print_open(ExprPrinter *printer, const char *bracket);
void print_close(ExprPrinter *printer, const char *bracket);

/* low <= value < high for a subscript without data, over a box; a whole axis
 * that nothing bounds for one with data. */
bool subscript_is_within(const Graph *graph, SubscriptId id,
                         const Range *ranges, int64_t size);

#endif
