/* remap.c: parts whose expressions are written another way. */
#include "remap.h"

/* The subscript with its data replaced, in terms if they are affine. */
static SubscriptId image_of(Remap *r, SubscriptId id)
{
    Exprs *exprs = &r->graph->exprs;
    const Subscript at = *subscript_at(exprs, id);
    SubscriptId data;
    if (!at.data || r->image.at[at.data] == at.data)
        return id;
    if (!subscript_of_expr(exprs, r->image.at[at.data], &data))
        return subscript_make(exprs, at.base, at.term_count, at.terms,
                              r->image.at[at.data], at.scale);
    return subscript_add(exprs,
                         subscript_make(exprs, at.base, at.term_count,
                                        at.terms, 0, 0),
                         at.scale, data);
}

static ExprId rebuilt_access(Remap *r, ExprId id)
{
    Exprs *exprs = &r->graph->exprs;
    const Expr e = *expr_at(exprs, id);
    SubscriptId subscripts[MAX_RANK];
    for (uint32_t i = 0; i < e.as.access.rank; i++)
        subscripts[i] = image_of(r, e.as.access.subscripts[i]);
    return expr_access(exprs, e.as.access.array, e.flags & EXPR_WHOLE,
                       e.as.access.rank, subscripts);
}

static ExprId rebuilt(Remap *r, ExprId id)
{
    Exprs *exprs = &r->graph->exprs;
    ExprId operands[MAX_RANK];
    uint32_t count = expr_operands(exprs, id, operands);
    bool changed = false;
    for (uint32_t k = 0; k < count; k++) {
        changed |= r->image.at[operands[k]] != operands[k];
        operands[k] = r->image.at[operands[k]];
    }
    if (!changed)
        return id;
    return expr_at(exprs, id)->kind == ACCESS
             ? rebuilt_access(r, id)
             : expr_rebuild(exprs, exprs, id, operands, 0);
}

bool part_remap(Remap *r, Part *part, uint32_t rank)
{
    Graph *graph = r->graph;
    bool changed = false;
    r->order.count = 0;
    part_postorder(graph, r->arena, NULL, true, part, rank, &r->order);
    for (uint32_t i = 0; i < r->order.count; i++) {
        ExprId id = r->order.at[i], to = r->node(r, rebuilt(r, id));
        list_reserve(r->arena, &r->image, id + 1);
        r->image.at[id] = to;
        changed |= to != id;
    }
    if (!changed)
        return false;
    SubscriptId *target = NEW_ARRAY(graph->arena, SubscriptId, rank);
    for (uint32_t d = 0; d < rank; d++)
        target[d] = image_of(r, part->target[d]);
    part->target = target;
    if (part->body)
        part->body = r->image.at[part->body];
    return true;
}
