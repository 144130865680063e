/* explain_print.h: what is printed of an output. */
#ifndef GCC_GRAPH_EXPLAIN_PRINT_H
#define GCC_GRAPH_EXPLAIN_PRINT_H

#include "explain.h"
#include "explain_page.h"

/* --emit=gradients: the formulas of the output at hand, one line each, and
 * those of the signals that they name. */
void print_formulas(Explain *e, const bool *wanted, Buffer *out);

/* -- explain_derivation.c -- */

/* The derivation of the gradients of the output at hand by these nodes. With
 * `steps`, the same program with the equation of the output as several, as it
 * goes there, by nodes of the same names. */
void print_derivation(Explain *e, Explain *steps, const bool *wanted,
                      Page *page);

/* -- explain_print.c -- */

/* What the formula says: of itself, or in index notation. */
Text formula_text(const Explain *e, const Formula *formula);
Text signal_text(const Explain *e, const Signal *signal);
/* Marks the signals that the text speaks of, and those that these do. */
void show_signals(Explain *e, Text text);

/* Adds a signal that is shown behind those that it speaks of, unless they go
 * round. */
void order_signals(const Explain *e, uint32_t at, bool *said, Numbers *order);

#endif
