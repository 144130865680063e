/* simplify_zero.c: sums over elements that are 0 by where they stand.
 *
 *     Σ_k L[i, k] x[k], where L[i, k] is a if k < i, b if k == i, else 0, is
 *     Σ_{k : k <= i} L[i, k] x[k]
 *
 * The conditions stand in the equation of L, which is kept, as others read it
 * too. A guard that all its other values obey is one of the sum.
 */
#include "product.h"
#include "simplifying.h"

enum { MAX_CHOICES = 8, CLOSE = 2 };

/* What an element is by its conditions. */
typedef struct Choices {
    ExprId   condition[MAX_CHOICES];
    uint32_t count;                 /* of conditions, one for each value but the
                                       last */
    ExprId   value[MAX_CHOICES + 1];
} Choices;

/* `v0 if c0 else v1 if c1 else …`; false if no value is 0, or if some value
 * that is not has a choice within it. */
static bool choices_of(const Exprs *exprs, ExprId root, Choices *out)
{
    bool zero = false;
    out->count = 0;
    for (;;) {
        const Expr *e = expr_at(exprs, root);
        bool choice = e->kind == CHOOSE && out->count < MAX_CHOICES;
        ExprId value = choice ? e->as.operand[1] : root;
        out->value[out->count] = value;
        zero = zero || expr_is_number(exprs, value, 0);
        if (!choice)
            return zero && out->count;
        out->condition[out->count++] = e->as.operand[0];
        root = e->as.operand[2];
    }
}

/* Whether guard >= 0 wherever a value of the part's element is not 0. */
static bool holds(Simplifier *simplifier, const Part *part,
                  const Choices *choices, SubscriptId guard)
{
    Graph *graph = simplifier->graph;
    Domain domain;
    domain_of_part(&domain, simplifier->arena, part);
    for (uint32_t i = 0; i <= choices->count; i++) {
        uint32_t before = domain.guards.count;
        if (i < choices->count)
            domain_assume(&domain, simplifier->arena, &graph->exprs,
                          choices->condition[i], true);
        if (!expr_is_number(&graph->exprs, choices->value[i], 0)
            && !domain_is_empty(&domain, graph)
            && domain_bounds(&domain, graph, guard).low < 0)
            return false;
        domain.guards.count = before;
        if (i < choices->count)
            domain_assume(&domain, simplifier->arena, &graph->exprs,
                          choices->condition[i], false);
    }
    return true;
}

Part part_under(Simplifier *simplifier, const Part *part, SubscriptId guard)
{
    Part made = *part;
    SubscriptId *guards =
        NEW_ARRAY(simplifier->arena, SubscriptId, part->guard_count + 1u);
    for (uint32_t n = 0; n < part->guard_count; n++)
        guards[n] = part->guards[n];
    guards[made.guard_count++] = guard;
    made.guards = guards;
    return made;
}

/* Whether it is an equation with a guard of the part: 0 is left of both. */
static bool is_equation(Exprs *exprs, const Part *part, SubscriptId guard)
{
    for (uint32_t g = 0; g < part->guard_count; g++) {
        const Subscript *both = subscript_at(
            exprs, subscript_add(exprs, part->guards[g], 1, guard));
        if (!both->data && !both->term_count && both->base <= 0)
            return true;
    }
    return false;
}

/* What the conditions say of the part's indices where they hold, and where they
 * do not. */
static void find_guards(Simplifier *simplifier, const Part *part,
                        const Choices *choices, Domain *domain)
{
    SubscriptId found[4 * MAX_CHOICES];
    uint32_t count = 0;
    domain_of_part(domain, simplifier->arena, part);
    uint32_t given = domain->guards.count;
    for (uint32_t i = 0; i < 2 * choices->count; i++) {
        domain_assume(domain, simplifier->arena, &simplifier->graph->exprs,
                      choices->condition[i / 2], i % 2);
        for (uint32_t g = given; g < domain->guards.count; g++)
            if (count < 4 * MAX_CHOICES)
                found[count++] = domain->guards.at[g];
        domain->guards.count = given;
    }
    domain->guards.count = 0;
    for (uint32_t i = 0; i < count; i++)
        list_push(simplifier->arena, &domain->guards, found[i]);
}

/* Gives the part a guard on summed indices that all its terms obey which are not
 * 0, if that leaves fewer; those tried are the conditions and what is next to
 * them. */
static bool guard_by(Simplifier *simplifier, Part *part, uint32_t reduced,
                     const Choices *choices)
{
    Exprs *exprs = &simplifier->graph->exprs;
    Cost *cost = &simplifier->rewriter.cost;
    double had = cost_part(cost, simplifier->graph, part);
    Domain domain;
    find_guards(simplifier, part, choices, &domain);
    for (uint32_t i = 0; i < CLOSE * domain.guards.count; i++) {
        SubscriptId guard = subscript_add(
            exprs, domain.guards.at[i / CLOSE], 1,
            subscript_constant(exprs, i % CLOSE));
        if (part->guard_count == UINT8_MAX
            || !(subscript_depends(exprs, guard) & reduced)
            || subscript_at(exprs, guard)->data
            || is_equation(exprs, part, guard)
            || !holds(simplifier, part, choices, guard))
            continue;
        if (holds(simplifier, part, choices,
                  subscript_add(exprs, subscript_constant(exprs, 0), -1,
                                guard)))
            return false;               /* one term: sketch_pick's */
        Part made = part_under(simplifier, part, guard);
        if (cost_part(cost, simplifier->graph, &made) >= had)
            continue;
        *part = made;
        return true;
    }
    return false;
}

static bool zero_part(Simplifier *simplifier, const Sketch *sketch, Part *part)
{
    const Exprs *exprs = &simplifier->graph->exprs;
    uint32_t reduced = part_reduced(simplifier->graph, sketch->rank, part);
    Product product;
    Choices choices;
    if (part->combine != SUM || !reduced)
        return false;
    product_of(simplifier->graph, part->body, &product);
    for (uint32_t i = 0; i < product.count; i++) {
        ExprId factor = product.factors[i].expr;
        ExprId element = product.factors[i].under
                           ? 0
                           : rewrite_through(&simplifier->rewriter, factor);
        if (element && expr_at(exprs, factor)->depends & reduced
            && choices_of(exprs, element, &choices)
            && guard_by(simplifier, part, reduced, &choices))
            return true;
    }
    return false;
}

/* After the first round: guards keep sums from being taken apart. */
bool sketch_zero_terms(Simplifier *simplifier, Sketch *sketch)
{
    for (uint32_t i = 0; !simplifier->first && i < sketch->parts.count;
         i++)
        if (zero_part(simplifier, sketch, &sketch->parts.at[i]))
            return true;
    return false;
}
