/* explain_facts.c: what is known of arrays by what they are defined as. */
#include "explain.h"

#include <math.h>

/* What may be infinite, or no number, of finite inputs. */
static void find_wild(Explain *e)
{
    const Graph *graph = e->forward;
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        ExprIds order = {0};
        bool wild = graph_array(graph, id)->kind == KERNEL;
        array_postorder(graph, e->arena, id, &order);
        for (uint32_t i = 0; i < order.count; i++) {
            const Expr *node = expr_at(&graph->exprs, order.at[i]);
            if (node->kind == ACCESS)
                wild |= e->facts[graph_source(graph, node->as.access.array)]
                      & FACT_WILD;
            if (node->kind == APPLY)
                wild |= (function_row((Function)node->function)->flags
                         & FUNCTION_PARTIAL) != 0;
        }
        e->facts[id] |= wild ? FACT_WILD : 0;
    }
}

static Text no_name(void *context, ArrayId id)
{
    (void)context;
    (void)id;
    return text_of("~");
}

static Text not_shared(void *context, ArrayId id, TermRef term)
{
    (void)context;
    (void)id;
    (void)term;
    return (Text){0};
}

MatrixReader *explain_reader(Explain *e, Graph *graph, const bool *batched,
                             const ArrayId *total_of)
{
    MatrixReader *r = reader_create(e->arena, graph, batched, total_of);
    r->examples = e->forward->batch;
    r->unsaid = no_name;
    r->shared = not_shared;
    return r;
}

/* Of softmax(z), of 0.9 onehot(y, n) + 0.1 / n. */
static bool adds_up(Arena *arena, TermRef t)
{
    TermRef sum = term_row_sum(arena, t);
    return sum && sum->kind == TERM_NUMBER && fabs(sum->number - 1) < 1e-12;
}

void explain_facts(Explain *e)
{
    e->facts = NEW_ARRAY(e->arena, uint8_t, e->forward->arrays.count);
    find_wild(e);
    MatrixReader *r = explain_reader(e, e->forward, NULL, NULL);
    for (uint32_t n = 0; n < e->nodes.count; n++)
        r->names[e->nodes.at[n].array] = node_name(e, n);
    for (ArrayId id = 1; id < e->forward->arrays.count; id++) {
        if (!e->node_of[id])
            continue;
        const Array *array = graph_array(e->forward, id);
        uint32_t axes = array->rank - e->batched[id];
        TermRef t = array->kind == EQUATION && axes > 0 && !array->recurrence
                  ? reader_definition(r, id) : NULL;
        bool adds = t && adds_up(e->arena, t);
        bool positive = t && term_is_positive(t);
        TermRef turned = t && t->rank == RANK_MATRIX
                       ? term_transpose(e->arena, t) : NULL;
        bool symmetric = turned && term_equal(turned, t);
        if (adds && term_is_unsigned(t))
            e->facts[id] &= (uint8_t)~FACT_WILD;
        e->facts[id] |= (uint8_t)((adds ? FACT_SUMS : 0)
                                  | (positive ? FACT_POSITIVE : 0)
                                  | (symmetric ? FACT_SYMMETRIC : 0)
                                  | (t && term_is_unsigned(t)
                                         ? FACT_UNSIGNED : 0));
        r->facts[id] = e->facts[id];
    }
}
