/* explain_fraction.c: quotients as fractions, one each: of ½ x / y, x over 2y. */
#include "explain_notation.h"

/* Whether it needs brackets behind a factor. */
static bool is_loose(const Tree *tree)
{
    return tree->kind != TREE_POWER && tree->kind != TREE_PRODUCT;
}

/* Of ½ x, or -½ x, the number below and what is left of it; else 0: what is
 * divided stays as it is. */
static int number_below(const Tree *over, const Tree *under, Tree *rest)
{
    static const double quarters[] = {0.5, 0.25};
    const Tree *last = under->kind == TREE_PRODUCT ? under->operands[0] : under;
    bool product = over->kind == TREE_PRODUCT;
    const Tree *first = product ? over->operands[0] : over;
    if (first->kind != TREE_NUMBER || last->kind == TREE_NUMBER)
        return 0;
    *rest = product && over->count == 2 ? *over->operands[1] : *over;
    if (product && over->count > 2)
        rest->operands++, rest->count--;
    if (!product)
        rest->number = 1;
    for (int i = 0; i < 2; i++)
        if (first->number == quarters[i])
            return 2 * (i + 1);
    return 0;
}

static const Tree *bare(const Tree *tree)
{
    return tree->kind == TREE_BRACKET ? tree->operands[0] : tree;
}

void write_fraction(Writer *w, const Tree *over, const Tree *under)
{
    over = bare(over);
    bool minus = over->kind == TREE_NEGATE;
    Tree rest;
    int below = number_below(minus ? over->operands[0] : over, bare(under),
                             &rest);
    put(w, "\\frac{", "<mfrac><mrow>");
    if (below && minus)
        put(w, "-", "<mo>−</mo>");
    write_tree(w, below ? bare(&rest) : over);
    put(w, "}{", "</mrow><mrow>");
    if (below)
        buffer_print(&w->out, w->mathml ? "<mn>%d</mn><mo>\u2062</mo>"
                                        : "%d\\, ", below);
    write_tree(w, below && is_loose(bare(under)) ? under : bare(under));
    put(w, "}", "</mrow></mfrac>");
}
