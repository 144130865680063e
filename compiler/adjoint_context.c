/* adjoint_context.c: paths of conditions. */
#include "adjoint.h"

void contexts_clear(Contexts *contexts, Arena *arena)
{
    contexts->arena = arena;
    if (contexts->at.count > 1)
        contexts->table = (Table){0};
    contexts->at.count = 0;
    list_push(arena, &contexts->at, (Context){0});
}

static uint64_t context_hash(const Context *c)
{
    return hash_mix(hash_mix(c->parent, c->condition), c->holds);
}

static uint32_t context_find(const Contexts *contexts, const Context *c)
{
    uint64_t hash = context_hash(c);
    uint32_t id;
    for (uint32_t at = table_first(&contexts->table, hash);
         (id = table_id(&contexts->table, at));
         at = table_next(&contexts->table, at, hash)) {
        const Context *have = &contexts->at.at[id];
        if (have->parent == c->parent && have->condition == c->condition
            && have->holds == c->holds)
            break;
    }
    return id;
}

uint32_t context_enter(Contexts *contexts, uint32_t parent, ExprId condition,
                       bool holds)
{
    Context made = {parent, condition, holds};
    uint32_t id = context_find(contexts, &made);
    if (!id) {
        id = contexts->at.count;
        list_push(contexts->arena, &contexts->at, made);
        table_add(contexts->arena, &contexts->table, context_hash(&made), id);
    }
    return id;
}

uint32_t context_sibling(const Contexts *contexts, uint32_t context)
{
    Context other = contexts->at.at[context];
    other.holds = !other.holds;
    return context_find(contexts, &other);
}

ExprId context_wrap(Exprs *exprs, const Context *context, ExprId a)
{
    ExprId zero = expr_number(exprs, 0);
    return context->holds ? expr_choose(exprs, context->condition, a, zero)
                          : expr_choose(exprs, context->condition, zero, a);
}

void context_assume(const Contexts *contexts, uint32_t context,
                    Domain *domain, Arena *arena, Exprs *exprs)
{
    for (; context; context = contexts->at.at[context].parent) {
        const Context c = contexts->at.at[context];
        domain_assume(domain, arena, exprs, c.condition, c.holds);
    }
}
