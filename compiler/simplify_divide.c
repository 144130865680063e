/* simplify_divide.c: divisors that several terms of a sum have in common.
 *
 *     y[i, j] = Σ_k f[k, j] m[k] / d[k, i] / sqrt(d[k, i])
 *
 * is Σ_k f[k, j] w[k, i] with w[k, i] = m[k] / d[k, i] / sqrt(d[k, i]): divisions and
 * roots take as long as many products, and what is left is a sum of products.
 */
#include "product.h"
#include "simplifying.h"

enum { FEWEST_USES = 2 };           /* of a quotient that becomes an array */

/* The indices of the divisors, of several values. */
static uint32_t divisor_indices(const Graph *graph, const Product *product)
{
    uint32_t set = 0;
    for (uint32_t i = 0; i < product->count; i++)
        if (product->factors[i].under)
            set |= expr_at(&graph->exprs, product->factors[i].expr)->depends;
    return set;
}

/* The factors of no other indices, numbers apart; whether there are more. */
static bool find_group(const Graph *graph, const Product *product,
                       uint32_t indices, uint32_t *group)
{
    bool more = false;
    *group = 0;
    for (uint32_t i = 0; i < product->count; i++) {
        const Expr *e = expr_at(&graph->exprs, product->factors[i].expr);
        if (e->kind == NUMBER)
            continue;
        if (e->depends & ~indices)
            more = true;
        else
            *group |= 1u << i;
    }
    return more;
}

static bool divide_part(Simplifier *simplifier, Sketch *sketch, uint32_t at)
{
    const Graph *graph = simplifier->graph;
    const Part part = sketch->parts.at[at];
    Product product, rest = {0};
    uint32_t group, reduced = part_reduced(graph, sketch->rank, &part);
    if (part.combine != SUM || !reduced || part.guard_count)
        return false;
    product_of(graph, part.body, &product);
    uint32_t indices = divisor_indices(graph, &product);
    if (product.count == MAX_FACTORS || !(indices & reduced)
        || !find_group(graph, &product, indices, &group)
        || box_points(&part, UINT32_MAX)
               < FEWEST_USES * box_points(&part, indices))
        return false;
    ExprId quotient =
        product_build(&simplifier->rewriter, &product, group, false);
    for (uint32_t i = 0; i < part.index_count; i++)
        if ((indices >> i & 1) && part.ranges[i].low < 0)
            return false;
    if (!part_stands_alone(simplifier, &part, quotient))
        return false;
    rest.negative = product.negative;
    for (uint32_t i = 0; i < product.count; i++)
        if (!(group >> i & 1))
            rest.factors[rest.count++] = product.factors[i];
    rest.factors[rest.count++] =
        (Factor){part_cut_out(simplifier, &part, quotient, sketch->serves),
                 false};
    sketch->parts.at[at].body = product_build(
        &simplifier->rewriter, &rest, (uint32_t)((UINT64_C(1) << rest.count) - 1), true);
    return true;
}

/* The factors that do not divide, and stand within one that does. */
static uint32_t find_within(Simplifier *simplifier, const Product *product)
{
    const Exprs *exprs = &simplifier->graph->exprs;
    uint32_t found = 0;
    ExprIds order = {0};
    for (uint32_t i = 0; i < product->count; i++)
        if (product->factors[i].under)
            expr_postorder(exprs, simplifier->arena, NULL, true,
                           product->factors[i].expr, &order);
    for (uint32_t i = 0; i < product->count; i++)
        for (uint32_t n = 0; n < order.count && !product->factors[i].under; n++)
            if (order.at[n] == product->factors[i].expr
                && expr_at(exprs, order.at[n])->kind != NUMBER)
                found |= UINT32_C(1) << i;
    return found;
}

/* m (a - b) / d is (m / d) (a - b) where d is made of a - b, as the derivative of
 * a norm is: then sums over the coordinates have m / d in common. */
static bool divide_first(Simplifier *simplifier, Sketch *sketch, uint32_t at)
{
    Part *part = &sketch->parts.at[at];
    Rewriter *rewriter = &simplifier->rewriter;
    Product product;
    if (part->combine != SUM
        || !part_reduced(simplifier->graph, sketch->rank, part))
        return false;
    product_of(simplifier->graph, part->body, &product);
    uint32_t all = (uint32_t)((UINT64_C(1) << product.count) - 1);
    uint32_t within = find_within(simplifier, &product);
    if (product.count == MAX_FACTORS || !within)
        return false;
    ExprId quotient = product_build(rewriter, &product, all & ~within, true);
    ExprId body = rewrite_apply(
        rewriter, F_MUL, quotient,
        product_build(rewriter, &product, within, false));
    if (body == part->body)
        return false;
    part->body = body;
    return true;
}

bool sketch_divide(Simplifier *simplifier, Sketch *sketch)
{
    bool changed = false;
    for (uint32_t i = 0; !simplifier->readers && i < sketch->parts.count; i++)
        changed = divide_part(simplifier, sketch, i)
               || divide_first(simplifier, sketch, i) || changed;
    return changed;
}
