/* laws.h: the scalar laws of simplify, each one equation in text.
 *
 * `x - x = 0`: what matches the left side becomes the right side. Letters
 * stand for expressions: c d for numbers, p q for conditions, i j k for whole
 * numbers, u v for what may be large (it is not proved to be at most 0), any
 * others for anything.
 */
#ifndef GCC_GRAPH_LAWS_H
#define GCC_GRAPH_LAWS_H

#include "expr.h"
#include "formula.h"

enum {
    LAW_THROUGH = 1,    /* sees what stands in the equation of an accessed
                           array as if it stood here */
    LAW_STABLE = 2,     /* for accuracy; may cost a few operations */
    LAW_STRICT = 4      /* only where it saves, by hoisting out of a loop */
};

typedef struct LawRow {
    const char *text;   /* left = right */
    const char *needs;  /* a comparison that must be proved, or NULL */
    uint8_t     flags;
} LawRow;

/* A set of heads: a bit for each function, and for each other kind of node. */
typedef uint64_t Heads;

static inline Heads expr_head(const Expr *e)
{
    return (Heads)1 << (e->kind == APPLY ? e->function : F_COUNT + e->kind);
}

_Static_assert(F_COUNT + CHOOSE < 64, "heads are bits of a word");

typedef struct Law {
    const LawRow  *row;
    const Formula *left, *right, *needs;    /* needs may be NULL */
    const Heads   *heads;                   /* [left nodes]: of what may match */
    Heads          operands[3];             /* those of the operands of the left
                                               side; those it has not match
                                               anything */
    bool           common;                  /* both its operands are functions
                                               that have one letter */
} Law;

typedef struct Laws {
    uint32_t   count;
    const Law *laws;                        /* by root, then as in the table */
    uint32_t   first[F_COUNT + 1];          /* of a root; F_NONE: a choice */
} Laws;

/* The table, parsed. A row that does not parse is left out; `failed` counts
 * these, for a test that wants none. */
const Laws *laws_create(Arena *arena, uint32_t *failed);

typedef enum LawLetter {
    LETTER_ANY, LETTER_NUMBER, LETTER_CONDITION, LETTER_WHOLE, LETTER_LARGE
} LawLetter;

LawLetter law_letter(char variable);

#endif
