/* explain_derivation.h: a derivation as it is printed. */
#ifndef GCC_GRAPH_EXPLAIN_DERIVATION_H
#define GCC_GRAPH_EXPLAIN_DERIVATION_H

#include "explain_print.h"

typedef struct Derivation {
    Explain *e;
    Page    *page;
    const bool *wanted;         /* [nodes] */
    bool    *needed;            /* [nodes]: on a way from what is wanted to J */
    bool    *said;              /* [signals]: what they are */
    const Explain *before;      /* what is said already; or NULL */
    const Explain *whole;       /* of which these are the steps; or NULL */
} Derivation;

/* -- explain_derivation.c -- */

/* ∂J/∂n = …, with its shape. */
Equality derivative_by(Derivation *d, uint32_t n);
void     add_side(Equality *q, Text side);
/* The name that the derivative by a node has from here on. */
void     add_name(Derivation *d, Equality *q, uint32_t n);
/* The term by the names of now; empty: there is none. */
Text     named_text(Explain *e, TermRef term);

/* -- explain_fanout.c -- */

/* The sum over all that use it. */
void     print_fanout(Derivation *d, uint32_t n);
/* What a block hands back to a node that a recurrence carries, step by step;
 * false: all of it is to be said. */
bool     print_steps_of_gift(Derivation *d, uint32_t n, const Gift *gift);
/* That each step uses these nodes. */
void     say_steps(Derivation *d, const Numbers *nodes);
/* That the signal is all of ∂J/∂h, and whose parts it adds up, if it is. */
void     print_whole(Derivation *d, const Signal *signal);

#endif
