/* compare_form.h: expressions in a normal form.
 *
 * Sums of products are multiplied out, like terms are collected, and constants
 * folded where that is exact in double: 2 (x + y) is 2 x + 2 y, and
 * (x - y) (x + y) is x² - y². A quotient is a product with what 1 is divided by;
 * what cancels in it only where it is not 0 stays. Beyond MOST_TERMS terms a sum
 * is a factor or a term like any other. What has one form is equal; what is equal
 * may have two.
 */
#ifndef GCC_GRAPH_COMPARE_FORM_H
#define GCC_GRAPH_COMPARE_FORM_H

#include "expr.h"

enum { MOST_TERMS = 64 };

/* A term of a sum: a product of atoms (1: none) and its coefficient; or a factor
 * of a product: an atom and its power. */
typedef struct Item {
    ExprId id;
    double count;
} Item;

typedef struct Items {
    const Item *at;
    uint32_t    count;
} Items;

typedef struct Forms {
    Arena *arena;
    Exprs *exprs;
    LIST(Items) sums, products;     /* [exprs]; count 0: the node itself */
} Forms;

/* The node that this application to nodes in normal form has the form of. */
ExprId form_apply(Forms *forms, Function function, ExprId a, ExprId b);

#endif
