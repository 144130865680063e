/* explain_notation.h: what the files that write LaTeX and MathML share. */
#ifndef GCC_GRAPH_EXPLAIN_NOTATION_H
#define GCC_GRAPH_EXPLAIN_NOTATION_H

#include "explain_page.h"
#include "tree.h"

typedef struct Writer {
    Arena *arena;
    bool   mathml;
    Buffer out;
    uint32_t closed;            /* within what no line breaks, as a fraction */
    uint32_t depth;             /* of chains that are broken */
    size_t   column;            /* about, in letters of the language */
} Writer;

void put(Writer *w, const char *latex, const char *mathml);

/* -- explain_latex.c -- */

/* A letter with its marks, within a formula. */
void put_latex_letter(Buffer *out, Text letter);

/* -- explain_letters.c -- */
void put_name(Writer *w, Text name);
void put_letters(Writer *w, Text letters);
/* What stands in ∂J/∂K. */
bool split_derivative(Text name, Text *over, Text *under);

/* -- explain_notation.c -- */
void write_tree(Writer *w, const Tree *tree);
void write_list(Writer *w, uint32_t count, Tree *const *operands);
/* Brackets that grow with what is in them, if that is on one line. */
/* Whether the tree takes several lines; then its brackets are not stretched. */
bool is_broken(const Writer *w, const Tree *tree);
void bracket(Writer *w, const char *open, const Tree *tree, const char *close);
void open_bracket(Writer *w, const char *open, bool broken);
void close_bracket(Writer *w, const char *close, bool broken);
/* Whether a line breaks within. */
bool is_broken(const Writer *w, const Tree *tree);

/* -- explain_fraction.c -- */
void write_fraction(Writer *w, const Tree *over, const Tree *under);

/* -- explain_call.c -- */
void write_call(Writer *w, const Tree *tree);
void write_reduction(Writer *w, const Tree *tree);
void write_binders(Writer *w, uint32_t count, const Binder *binders);

#endif
