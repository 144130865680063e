/* matrix_read.h: equations of a graph read as terms.
 *
 * What an equation says is found from its indices alone: a sum over k of
 * A[i, k] B[k, j] is A B, whatever it was written as.
 */
#ifndef GCC_GRAPH_MATRIX_READ_H
#define GCC_GRAPH_MATRIX_READ_H

#include "graph.h"
#include "matrix.h"

/* A place of the first axis: that of an index by name, which runs through a
 * range, and more; or, without a name, a number. */
typedef struct Spot {
    Text    index;
    Range   range;              /* of the index */
    int64_t shift;              /* what is added to it, or the number */
} Spot;

/* -- matrix_read.c -- */

typedef LIST(int64_t) Cuts;

typedef struct MatrixReader {
    Arena       *arena;
    Graph       *graph;
    Text        *names;         /* [arrays]: those that are read as names */
    uint8_t     *facts;         /* [arrays]: of names, bits of Fact */
    double      *divisors;      /* [arrays]: 0, or the number that it stands
                                   for, so that it stays a divisor */
    const bool  *batched;       /* [arrays] */
    const ArrayId *total_of;    /* [arrays]: 0, or what it is the sum of over
                                   the batch */
    int64_t      examples;      /* of the batch */
    TermRef     *terms;         /* [arrays]: of what is read already */
    uint8_t     *states;        /* [arrays] */
    /* The name for an array for which there is no term. */
    Text       (*unsaid)(void *context, ArrayId id);
    /* A name in place of a term; empty: none. */
    Text       (*shared)(void *context, ArrayId id, TermRef term);
    Cuts         cuts;          /* where places have to part, as was found */
    /* What stands at a place of the first axis of what has a name; NULL: the
     * element of that name. */
    TermRef    (*placed)(void *context, ArrayId id, const Spot *place);
    /* The term of a place with names for what is of each row. */
    TermRef    (*said)(void *context, TermRef term, const Spot *place);
    bool         rows;          /* a softmax may have a name at a place */
    bool        *plain;         /* [arrays]: what is of each row in them has no
                                   name at a place */
    bool         bare;          /* what is of each row is read, to be found in
                                   what it is a part of */
    void        *context;
} MatrixReader;

MatrixReader *reader_create(Arena *arena, Graph *graph, const bool *batched,
                      const ArrayId *total_of);
/* The array, by its name if it has one; NULL if there is no term for it. */
TermRef reader_array(MatrixReader *reader, ArrayId id);
/* The name of the array, of that rank. */
TermRef reader_name(const MatrixReader *reader, ArrayId id, TermRank rank,
                    int64_t rows, int64_t cols);
/* What it is defined as. */
TermRef reader_definition(MatrixReader *reader, ArrayId id);

/* -- matrix_table.c -- */
TermRef read_kernel(MatrixReader *reader, const Array *array);
TermRef read_literal(MatrixReader *reader, const Array *array);

/* -- matrix_place.c -- */

/* What stands at the places of a range. */
typedef struct Stretch {
    Range   range;
    TermRef term;
    bool    single;             /* of a number, not of the index */
} Stretch;

typedef LIST(Stretch) Placed;

/* The array as equations of what stands at each place of its first axis, by an
 * index of that name. False: there are none. */
bool    reader_placed(MatrixReader *reader, ArrayId id, Text index,
                      Placed *placed);
/* That another stretch begins at the element, of what is read at the place;
 * false: it does not fall within. */
bool    reader_cut(MatrixReader *reader, const Spot *place, int64_t element);
/* What is of each row alone has no name at a place, nor has that a piece of
 * which is read. */
bool    term_is_sayable(TermRef a);
/* What stands there, if that is one term at all places of the range; or NULL.
 * Bare: with what is of each row, which has no expression. */
TermRef reader_bare_at(MatrixReader *reader, ArrayId id, const Spot *place);
TermRef reader_at(MatrixReader *reader, ArrayId id, const Spot *place);
/* The place i, i + 2 or 3, where the index has this value. */
Spot   spot_moved(const Spot *place, int64_t by);
Text    spot_text(Arena *arena, const Spot *place);

/* -- matrix_contract.c -- */

enum { NO_INDEX = -1 };

/* A term whose axes are bound indices. */
typedef struct Tensor {
    TermRef term;
    int     count;
    int     index[2];
} Tensor;

typedef LIST(Tensor) Tensors;

/* The product of all, summed over the other indices than those of the target,
 * as a tensor of the target's. Sizes are by index. */
TermRef tensors_contract(Arena *arena, Tensors *tensors, int count,
                         const int *target, uint32_t summed,
                         const int64_t *sizes);
/* The tensor with these axes, repeated along those that it has not; a number
 * stays one. */
TermRef tensor_align(Arena *arena, const Tensor *tensor, int count,
                     const int *target, const int64_t *sizes);

/* -- matrix_body.c, matrix_mask.c, matrix_reduce.c -- */

/* A part, and the sizes of its indices. */
typedef struct Body {
    MatrixReader     *r;
    const Part *part;
    uint32_t    fixed;          /* the index that is at a place, or MAX_INDICES */
    Spot       place;
    Tensors     units;          /* more factors: 1 at places of the target */
    Tensors     masks;          /* and those of guards */
    uint32_t    multiplied;     /* products that were multiplied out */
    int64_t     sizes[MAX_INDICES + 2];     /* the last two: of those places */
} Body;

/* onehot(k, n) along the index, for data k. */
Tensor   read_unit(Body *b, const Tensor *data, int index);
/* 1 where the guard, or the condition, of two indices holds, else 0; without a
 * term: it is another. */
Tensor   read_guard(Body *b, SubscriptId guard);
Tensor   read_mask(Body *b, ExprId condition);
typedef struct Factor {
    ExprId id;
    double weight;
} Factor;

typedef LIST(Factor) Factors;

/* X[i, k] - M[j, k] for an element of what that makes, of three axes; else the
 * expression itself. */
ExprId   written_out(const Body *b, ExprId id);
/* The factors of a product, as expressions; its sign is returned. */
double   find_factors(const Body *b, ExprId id, double weight, Factors *list);
/* A tensor over the indices that the expression has; its term may be NULL. */
Tensor   read_expr(Body *b, ExprId id);
/* The part, at a place of the first axis or, with NULL, everywhere. */
Body     body_of(MatrixReader *r, const Part *part, const Spot *place);
/* Whether the part is of the place; without one, always. */
bool     part_acts(const MatrixReader *r, const Part *part, const Spot *place);
/* What a table has at the place. */
TermRef  literal_at(MatrixReader *r, const Array *array, const Spot *place);
/* Whether the subscript is of the index that is fixed alone; what it is. */
bool     subscript_is_placed(const Body *b, const Subscript *s);
TermRef  place_term(const Body *b, const Subscript *s);
TermRef  index_term(const Body *b);
/* What its parts make, at the place if there is one. */
TermRef  read_equation(MatrixReader *r, const Array *array, const Spot *place);
/* What the part makes of its body, as a tensor of the target's indices. */
TermRef  read_plain(Body *b, int count, const int *target);
TermRank rank_of(int count);

#endif
