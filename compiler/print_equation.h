/* print_equation.h: an array that an equation defines, as statements of the
 * language.
 */
#ifndef GCC_GRAPH_PRINT_EQUATION_H
#define GCC_GRAPH_PRINT_EQUATION_H

#include "emit_g.h"
#include "print_expr.h"

struct Equations {
    const Graph *graph;
    Arena       *arena;
    Names       *names;
    ExprPrinter  printer;
    size_t       width;         /* of a line */
    bool         says_ranges;   /* also where axes say them */
    bool         some;          /* only parts of the statement that begins */
    uint32_t     at;            /* here */
    Buffer      *out;
};

/* Appends the array's statements to out. */
void print_equation(Equations *e, ArrayId id);

/* -- print_kernel.c -- */
void print_kernel(Equations *e, ArrayId id);

/* Ends the line that the printer holds. */
void print_line_end(Equations *e);
void print_integer(Equations *e, int64_t number);

#endif
