/* matrix_term.h: what the files that make terms share. */
#ifndef GCC_GRAPH_MATRIX_TERM_H
#define GCC_GRAPH_MATRIX_TERM_H

#include "matrix.h"

/* The term as a copy, with its text; NULL if it is too long. */
TermRef term_finish(Arena *arena, MatrixTerm *term);
bool    term_is_zero(TermRef a);
/* Of two numbers that are multiplied, or added: whether what is made is a
 * quotient; as a decimal is what a decimal is in. */
bool    is_quotient(double a, bool divided, double b, bool other);
/* The sum with other terms. */
TermRef term_sum_of(Arena *arena, TermRef sum, const TermRef *of);
/* Factors of a product that are no numbers. */
uint32_t count_array_factors(TermRef product);
/* The numbers among the factors of a product, and the product of the rest. */
TermRef term_numbers_apart(Arena *arena, TermRef product, TermRef *rest);
/* The term where a condition of choices in it is known. */
TermRef term_rebuilt(Arena *arena, TermRef a, TermRef condition, bool holds);

/* Whether it is that function of each element, or of whole arrays. */
bool     is_apply(TermRef a, Function function);
bool     is_call(TermRef a, const char *name);
/* The one that has axes. */
TermRef  term_shaped(TermRef a, TermRef b);
/* Whether both have one shape, or one is a number. */
bool     terms_meet(TermRef a, TermRef b);

/* -- matrix_factors.c -- */

/* The text, in brackets if it binds less. */
Text term_bracketed(Arena *arena, const MatrixTerm *term, Binding least);
void write_number(Arena *arena, MatrixTerm *term);
void write_product(Arena *arena, MatrixTerm *term);

/* -- matrix_choice.c -- */

/* The condition in other words; NULL: as it is. */
TermRef compare_known(Arena *arena, Function function, TermRef a, TermRef b);

/* max(0, a), which has a name. */
TermRef term_relu(Arena *arena, TermRef a);

/* -- matrix_mask.c -- */

/* 1 where the column is at most the row and the number, else 0. */
TermRef term_mask(Arena *arena, int64_t rows, int64_t cols, int64_t shift);
bool    term_is_mask(TermRef a);
/* 1 - a */
TermRef mask_opposite(Arena *arena, TermRef a);

/* -- matrix_rows.c -- */

/* The product of a and b, where it is of a softmax; else NULL. */
TermRef rows_softmax(Arena *arena, TermRef a, TermRef b);
/* diag(v) exp(Z), where a mask is 1, else 0, as a softmax; NULL: it is none. */
TermRef rows_chosen(Arena *arena, TermRef mask, TermRef then);
/* Whether it is the sums along rows of exp(Z), or of as much as a mask leaves of
 * each. */
bool    rows_are_positive(TermRef a);
/* Factors as those of a softmax. */
bool    find_row_softmax(Arena *arena, uint32_t count, TermRef *of,
                         double *weights);
/* Takes away a mask of what is 0 without it. */
bool find_masked(uint32_t count, TermRef *of, double *weights);
/* The sum of both as a logsumexp; or NULL. */
TermRef join_row_logs(Arena *arena, TermRef a, TermRef b);

/* -- matrix_join.c -- */

typedef struct Pair {
    TermRef of[2];
    double  weights[2];
    bool    quotients[2];
} Pair;

/* Both terms of a sum as one, which has the weight of the first; or NULL.
 * `choices`: those alone that are chosen by one condition. */
TermRef term_joined(Arena *arena, const Pair *pair, bool choices);

#endif
