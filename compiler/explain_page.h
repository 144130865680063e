/* explain_page.h: what is said of a derivation, in any notation.
 *
 * A page has headings, sentences and equations. An equation is a left side, and
 * one or several right sides in the language; in the margin stands its shape.
 */
#ifndef GCC_GRAPH_EXPLAIN_PAGE_H
#define GCC_GRAPH_EXPLAIN_PAGE_H

#include "compile.h"

typedef enum ExplainFormat {
    EXPLAIN_TEXT, EXPLAIN_LATEX, EXPLAIN_MARKDOWN, EXPLAIN_MATHML
} ExplainFormat;

typedef struct Page {
    Arena        *arena;
    ExplainFormat format;
    size_t        width;
    Buffer       *out;
    bool          started;      /* something stands before */
} Page;

void page_begin(Page *page);
void page_end(Page *page);
void page_heading(Page *page, Text text);
/* The same, of a word and equations: each has its line. */
void page_way(Page *page, const char *word, const TextList *equations);
void page_note(Page *page, Text text);
/* Statements of the language, as they are, one line each but for lines that
 * are indented. */
void page_statement(Page *page, Text statement, Text margin);
/* head = sides[0] = sides[1] …; head may be the derivative of one by another:
 * `over` and `under` then, or else under is empty. */
typedef struct Equality {
    Text     over, under;
    Text     operand;           /* ∂(d_y·y)/∂W: what is derived, or empty */
    Text     through;           /* the part of it through this, or these: J,g;
                                   or empty */
    uint32_t count;
    Text     sides[4];
    Text     margin;
} Equality;

void page_equality(Page *page, const Equality *equality);

/* Rows of two cells, the second of which begins with the equation sign. */
#define MATHML_CELL "</mtd><mtd style=\"text-align:left\">"
#define MATHML_ROW "</mtd></mtr>\n<mtr><mtd>" MATHML_CELL

/* -- explain_notation.c, explain_letters.c -- */

/* An expression, or a statement, of the language in another notation. */
Text notation_of(Arena *arena, ExplainFormat format, Text statement);
/* A statement in a line of LaTeX; empty: it is not one of the language. */
Text notation_within(Arena *arena, Text statement);
/* Whether a side of an equation needs no brackets between others. */
bool notation_binds(Arena *arena, Text side);
Text notation_of_name(Arena *arena, ExplainFormat format, Text name);

/* A sentence of letters, of which some may mean something else there. */
Text notation_escape(Arena *arena, ExplainFormat format, Text text);
/* The same within a formula: in Markdown, too, that is LaTeX. */
Text notation_escape_within(Arena *arena, ExplainFormat format, Text text);

#endif
