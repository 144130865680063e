/* matrix.h: terms of matrix notation.
 *
 * A term is a number, a vector, a row or a matrix. Terms are immutable and are
 * made by functions that keep a normal form: what can be written in several
 * ways is one term. Its text is in the language; two terms are equal if their
 * texts are. Where something cannot be said, the term is NULL, and so is what is
 * made of it.
 */
#ifndef GCC_GRAPH_MATRIX_H
#define GCC_GRAPH_MATRIX_H

#include "functions.h"

typedef enum TermKind {
    TERM_NUMBER,
    TERM_NAME,              /* an array, or a piece of one: x, A[:, 2] */
    TERM_EYE, TERM_ONES,
    TERM_SUM,               /* Σ weight · term */
    TERM_PRODUCT,           /* number · Π ⊙ term^weight; some may be numbers */
    TERM_CHAIN,             /* A B x */
    TERM_TRANSPOSE, TERM_INVERSE,
    TERM_APPLY,             /* of each element */
    TERM_CHOOSE,            /* operands: condition, then, otherwise */
    TERM_CALL               /* of whole arrays: softmax(z) */
} TermKind;

typedef enum TermRank { RANK_NUMBER, RANK_VECTOR, RANK_MATRIX, RANK_ROW } TermRank;

typedef enum Fact {
    FACT_WILD = 1,          /* it may be infinite, or no number */
    FACT_SUMS = 2,          /* its elements, or those of each row, add up to 1 */
    FACT_POSITIVE = 4,      /* all of it is above 0 */
    FACT_MASK = 8,          /* all of it is 0 or 1 */
    FACT_SYMMETRIC = 16,    /* it is its transpose */
    FACT_UNSIGNED = 32      /* none of it is below 0 */
} Fact;

typedef struct MatrixTerm {
    uint8_t  kind, rank;
    uint8_t  function;      /* of TERM_APPLY */
    uint8_t  level;         /* Binding of its text */
    bool     batched;       /* each example has its own */
    bool     back;          /* an error signal is in it */
    bool     by_rows;       /* TERM_CALL: of each row; it must have a name */
    uint8_t  facts;         /* TERM_NAME: bits of Fact */
    bool     divided;       /* its number is a quotient: / 50, not 0.02 */
    int64_t  rows, cols;
    double   number;        /* TERM_NUMBER; TERM_PRODUCT: its coefficient;
                               of a sum over the batch, its examples */
    Text     name;          /* TERM_NAME, TERM_CALL */
    uint32_t count;
    const struct MatrixTerm *const *of;
    const double *weights;       /* TERM_SUM, TERM_PRODUCT */
    const bool *quotients;       /* TERM_SUM: weights that are quotients */
    Text     text;
} MatrixTerm;

typedef const MatrixTerm *TermRef;
typedef LIST(TermRef) Terms;

/* -- making -- */
TermRef term_number(Arena *arena, double number);
/* The number, as a quotient perhaps. */
TermRef term_number_as(Arena *arena, double number, bool divided);
/* The coefficient of a product, or the number itself. */
TermRef term_coefficient(Arena *arena, TermRef a);
/* The weight in a sum, as a number. */
TermRef term_weight(Arena *arena, TermRef sum, uint32_t at);
/* Zeros of that shape. */
TermRef term_zero(Arena *arena, TermRank rank, int64_t rows, int64_t cols);
TermRef term_name(Arena *arena, Text name, TermRank rank, int64_t rows,
                  int64_t cols, bool batched);
/* The name of what these bits of Fact are known of. */
TermRef term_known(Arena *arena, TermRef name, uint8_t facts);
TermRef term_eye(Arena *arena, int64_t size);
TermRef term_ones(Arena *arena, int64_t size);
TermRef term_add(Arena *arena, uint32_t count, const TermRef *terms,
                 const double *weights);
TermRef term_plus(Arena *arena, TermRef a, double weight, TermRef b);
TermRef term_scale(Arena *arena, double factor, TermRef a);
/* Element by element, or by a number. */
TermRef term_times(Arena *arena, TermRef a, TermRef b);
TermRef term_power(Arena *arena, TermRef a, double exponent);
/* The product of matrices, vectors and rows. */
TermRef term_chain(Arena *arena, TermRef a, TermRef b);
/* The product of some neighbours in a chain. */
TermRef chain_part(Arena *arena, TermRef chain, uint32_t from, uint32_t to);
TermRef term_transpose(Arena *arena, TermRef a);
TermRef term_inverse(Arena *arena, TermRef a);
TermRef term_apply(Arena *arena, Function function, TermRef a, TermRef b);
TermRef term_choose(Arena *arena, TermRef condition, TermRef then,
                    TermRef otherwise);
/* A function of whole arrays; the shape is that of its value. */
TermRef term_call(Arena *arena, const char *name, uint32_t count,
                  const TermRef *of, TermRank rank, int64_t rows,
                  int64_t cols);
/* u × v */
TermRef term_cross(Arena *arena, TermRef u, TermRef v);
/* [a, b, c], or rows of it; a cross product as such. */
TermRef term_list(Arena *arena, uint32_t count, const TermRef *of,
                  TermRank rank, int64_t rows, int64_t cols);
/* f(A[i]) for each row i, as a vector or a matrix. */
TermRef term_by_rows(Arena *arena, const char *name, uint32_t count,
                     const TermRef *of, TermRank rank, int64_t rows,
                     int64_t cols);
/* Whether the largest element of each row is in it. */
bool    term_has_shift(TermRef a);
TermRef term_total(Arena *arena, TermRef a);    /* the sum of all elements */
TermRef term_trace(Arena *arena, TermRef a);
TermRef term_norm(Arena *arena, TermRef a);
TermRef term_largest(Arena *arena, TermRef a);
TermRef term_diagonal(Arena *arena, TermRef a); /* of a vector, or of a matrix */
/* Over so many examples. */
TermRef term_batch_sum(Arena *arena, TermRef a, int64_t examples);

/* -- looking -- */
bool term_equal(TermRef a, TermRef b);
/* Whether b is a or a factor of it. */
bool term_within(TermRef a, TermRef b);
bool term_is_number(TermRef a, double number);
/* Whether it is finite wherever what is in it is. */
bool term_is_tame(TermRef a);
bool term_is_positive(TermRef a);       /* as exp(x) is, for any x */
bool term_is_unsigned(TermRef a);       /* no element is below 0 */
/* The sum of all elements of a vector, or of those of each row, if it is one
 * number for all; or NULL. */
TermRef term_row_sum(Arena *arena, TermRef a);
/* Whether the elements, or those of each row, are known to add up to 1. */
bool term_adds_up(TermRef a);
/* How often the name stands in the term. */
uint32_t term_uses(TermRef a, Text name);
/* The same with other terms for names, made anew. NULL: keeps the name. */
typedef TermRef TermFor(void *context, TermRef name);
TermRef term_replace(Arena *arena, TermRef a, TermFor *with, void *context);
/* The same for all that is in the term, from outside in. */
TermRef term_mapped(Arena *arena, TermRef a, TermFor *with, void *context);

/* The same with a product for each choice between something and 0. */
TermRef term_settled(Arena *arena, TermRef a);

/* -- matrix_scaled.c -- */

/* The exponent of the factor in the product, or 0. */
double  term_weight_of(TermRef product, TermRef factor);
/* Whether all factors of the second are among those of the first. */
bool    term_has_factors(TermRef a, TermRef of);
/* The chain with a name for what is diag(v) P, or P diag(v), also where P is
 * multiplied by more; NULL: it has none. */
TermRef scaled_named(Arena *arena, TermRef chain, TermRef form, TermRef name);
/* (diag(u) X) ⊙ P as diag(u) (X ⊙ P), for the factor at that place; NULL: it is
 * not scaled. */
TermRef scale_pulled(Arena *arena, TermRef product, uint32_t at);

/* -- matrix_text.c -- */

/* Sets the text and its level. */
void term_write(Arena *arena, MatrixTerm *term);

/* -- matrix_laws.c, matrix_known.c: forms that are known by name -- */

/* A product whose factors are given, sorted out: sigmoid, softmax. Takes them
 * away by the weight 0. */
void    factors_known(Arena *arena, uint32_t *count, TermRef *of,
                      double *weights, double *number);
TermRef sum_known(Arena *arena, uint32_t count, const TermRef *of,
                  const double *weights);
TermRef apply_known(Arena *arena, Function function, TermRef a);
/* The exponent x of exp(x), or NULL. */
TermRef term_exponent(TermRef a);

#endif
