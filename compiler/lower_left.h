/* lower_left.h: pieces of one name, for lower_equation.c and lower_outline.c. */
#ifndef GCC_GRAPH_LOWER_LEFT_H
#define GCC_GRAPH_LOWER_LEFT_H

#include "lowering.h"

typedef struct Left {           /* the pieces of one name, being collected */
    Lowering *low;
    Text      name;
    LIST(Piece) pieces;
    LIST(Span) places;
    LIST(uint32_t) sets;        /* which pieces are `=` */
    int64_t   shape[MAX_RANK];  /* as left sides tell it */
    int64_t   sizes[MAX_RANK];  /* as both sides tell it; 0: not yet */
    uint32_t  context;          /* see Piece */
    uint32_t  heads;            /* the most indices that a piece has */
} Left;

/* What a piece binds, while it is lowered. */
typedef struct Opened {
    Scope   *scope;
    Bounds   bounds;
    uint32_t which;             /* of the statement's heads */
    uint32_t first_guard;       /* of those that its ranges add */
} Opened;

/* The right side for one of several heads: its own, or a result of a call. */
Value right_side(Lowering *low, Scope *scope, const Statement *statement,
                 uint32_t which);
/* Binds what the piece binds, with ranges; false if something is wrong. */
bool open_piece(Left *left, Scope *outer, const Statement *statement,
                Opened *to);
bool bounds_are_empty(const Lowering *low, const Bounds *bounds);
/* The subscripts of the left side, and the sizes that they tell. */
bool lower_heads(Left *left, Scope *scope, const Tree *head, Piece *piece);
/* The axes that a value has behind so many on the left. */
void rest_sizes(Left *left, uint32_t heads, const Value *value);
/* The statements of a name, those that need sizes of others last. */
const Statement *const *late_last(Left *left, Scope *scope, uint32_t count,
                                  const Statement *const *statements);
bool lacks_sizes(Left *left, Scope *scope, const Statement *statement);

#endif
