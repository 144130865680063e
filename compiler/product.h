/* product.h: an expression as a product of factors. */
#ifndef GCC_GRAPH_PRODUCT_H
#define GCC_GRAPH_PRODUCT_H

#include "rewrite.h"

enum { MAX_FACTORS = 32 };

typedef struct Factor {
    ExprId expr;
    bool   under;                   /* divides */
} Factor;

typedef struct Product {
    bool     negative;
    uint32_t count;
    Factor   factors[MAX_FACTORS];  /* from left to right */
} Product;

/* The factors of products, quotients and signs from the root down. */
void product_of(const Graph *graph, ExprId root, Product *product);

/* The product of the factors in the set (bit i for factor i), numbers first,
 * then the others from left to right, then the divisors; with the sign if
 * `sign`. */
ExprId product_build(Rewriter *rewriter, const Product *product, uint32_t set,
                     bool sign);

#endif
