/* emit_c_independent.c: loops whose turns touch nothing in common.
 *
 * No turn writes what another one reads or writes: C compilers may take the loop
 * for vectors. They see that by themselves, but not where members of the work area
 * share storage. gcc takes the members of a union to be anywhere in the area, and
 * compares at run time ranges that it has joined to most of the area, in vain.
 * Arrays that share storage in one nest are made in place, element by element
 * (plan_in_place.h), so that here the subscripts decide.
 */
#include "emit_c_touch.h"

#include "cost.h"

enum { FEWEST_TURNS = 8 };          /* of a loop that is worth vectors */

const bool *members_of_unions(const Plan *plan, Arena *arena, Pass pass)
{
    const Area *area = pass == INFER ? &plan->infer : &plan->work;
    bool *is = NEW_ARRAY(arena, bool, plan->loops->graph->arrays.count);
    for (uint32_t i = 0; i < area->slots.count; i++) {
        const Slot *slot = &area->slots.at[i];
        for (uint32_t r = 0; slot->rows.count > 1 && r < slot->rows.count; r++)
            for (uint32_t s = 0; s < slot->rows.at[r].count; s++)
                is[slot->rows.at[r].at[s].array] = true;
    }
    return is;
}

bool is_in_work(const Code *code, ArrayId id)
{
    return code->plan->home[code->pass][id] == HOME_WORK;
}

/* -- what a turn touches -- */

static void touch(Toucher *t, ArrayId id, const SubscriptId *subscripts,
                  bool writes)
{
    list_push(t->code->scratch, &t->touches,
              ((Touch){id, subscripts, writes}));
}

/* Adds what the step touches; false if that is not known element by element, or if
 * it is gathered in lanes and `lanes` says that this matters. */
bool add_step(Toucher *t, const Step *step, bool lanes)
{
    const Graph *graph = t->code->graph;
    const Array *array = graph_array(graph, step->array);
    if (step->kind == STEP_ZERO || step->kind == STEP_RESULT) {
        touch(t, step->array, NULL, step->kind == STEP_ZERO);
        return true;
    }
    if (step->kind != STEP_PART || (step->tile && !t->tiles) || step->timed
        || array->kind != EQUATION)
        return false;
    const Part *part = &array->as.parts[step->part];
    if (lanes && part->lanes > 1)
        return false;
    touch(t, step->array, part->target, true);
    t->order.count = 0;
    part_postorder(graph, t->code->scratch, NULL, true, part, array->rank,
                   &t->order);
    for (uint32_t i = 0; i < t->order.count; i++) {
        const Expr *node = expr_at(&graph->exprs, t->order.at[i]);
        if (node->kind == ACCESS)
            touch(t, graph_source(graph, node->as.access.array),
                  node->as.access.subscripts, false);
    }
    return true;
}

/* -- whether turns touch the same -- */

/* Whether subscript d of the touch is another one in each turn of the loop. */
static bool moves_along(const Code *code, const Touch *touch, uint32_t d,
                        uint32_t loop)
{
    const Fold fold = plan_folded(code->plan, code->pass, touch->array);
    if (is_in_work(code, touch->array)
        && (d < fold.around || (fold.places && d == fold.axis)))
        return false;
    if (!touch->subscripts)
        return d == loop;
    const Subscript *at =
        subscript_at(&code->graph->exprs, touch->subscripts[d]);
    for (uint32_t i = 0; i < at->term_count && !at->data; i++)
        if (at->terms[i].index == loop)
            return true;
    return false;
}

static bool is_same(const Code *code, const Touch *a, const Touch *b,
                    uint32_t d)
{
    const Exprs *exprs = &code->graph->exprs;
    if (!a->subscripts || !b->subscripts)
        return (!a->subscripts
                || subscript_is_index(exprs, a->subscripts[d], d))
            && (!b->subscripts
                || subscript_is_index(exprs, b->subscripts[d], d));
    return a->subscripts[d] == b->subscripts[d];
}

/* Whether no other loop chooses subscript d. */
static bool is_of_one_loop(const Code *code, const Touch *touch, uint32_t d)
{
    return !touch->subscripts
        || subscript_at(&code->graph->exprs, touch->subscripts[d])->term_count
               == 1;
}

/* Whether what is written is touched in that turn of the loop alone; with
 * `inner`, whatever the turns of other loops are. */
static bool is_alone(const Toucher *t, const Touch *written, uint32_t loop,
                     bool inner)
{
    uint32_t rank = graph_array(t->code->graph, written->array)->rank;
    for (uint32_t d = 0; d < rank; d++) {
        bool alone = moves_along(t->code, written, d, loop)
                  && (!inner || is_of_one_loop(t->code, written, d));
        for (uint32_t i = 0; i < t->touches.count && alone; i++) {
            const Touch *other = &t->touches.at[i];
            alone = other->array != written->array
                 || is_same(t->code, written, other, d);
        }
        if (alone)
            return true;
    }
    return false;
}

/* Whether compilers cannot tell what is written from all else. */
static bool is_hidden(const Toucher *t)
{
    const Code *code = t->code;
    bool writes = false, in_union = false;
    for (uint32_t i = 0; i < t->touches.count; i++) {
        const Touch *touch = &t->touches.at[i];
        if (!is_in_work(code, touch->array))
            continue;
        writes |= touch->writes;
        in_union |= code->in_union[code->pass == INFER][touch->array];
    }
    return writes && in_union;
}

bool turns_are_independent(const Code *code, const Step *steps, uint32_t count)
{
    const Graph *graph = code->graph;
    uint32_t depth = step_depth(graph, steps);
    if (!code->plan->loops->source->vectors || !depth || steps->shared >= depth)
        return false;
    Range range = step_range(graph, steps, depth - 1);
    if (range.high - range.low < FEWEST_TURNS)
        return false;
    Toucher t = {.code = code};
    for (uint32_t i = 0; i < count; i++) {
        if (i && steps[i].shared < depth)
            break;
        if (step_depth(graph, &steps[i]) != depth
            || !add_step(&t, &steps[i], true))
            return false;
    }
    for (uint32_t i = 0; i < t.touches.count; i++)
        if (t.touches.at[i].writes
            && !is_alone(&t, &t.touches.at[i], depth - 1, false))
            return false;
    return is_hidden(&t);
}

/* -- what threads share -- */

/* Whether in all steps that write it the first loop alone chooses one of the
 * subscripts, so that all inner loops of a turn stay in their own places. */
bool is_chosen_by_first(const Toucher *t, const Touch *written)
{
    return is_alone(t, written, 0, true);
}

bool threads_share(const Code *code, const Step *steps, uint32_t count)
{
    const Graph *graph = code->graph;
    uint32_t threads = graph->threads;
    double work = 0;
    if (threads < 2 || code->profile || code->region.open || steps->shared
        || !step_depth(graph, steps))
        return false;
    Range range = step_range(graph, steps, 0);
    Toucher t = {.code = code};
    for (uint32_t i = 0; i < count && (!i || steps[i].shared); i++) {
        const Step *step = &steps[i];
        if (step->driven || !step_depth(graph, step)
            || !add_step(&t, step, false) || t.touches.count > MOST_TOUCHES)
            return false;
        if (step->kind == STEP_PART)
            work += part_work(graph, &graph_array(graph, step->array)
                                          ->as.parts[step->part]);
    }
    for (uint32_t i = 0; i < t.touches.count; i++)
        if (t.touches.at[i].writes
            && !is_chosen_by_first(&t, &t.touches.at[i]))
            return false;
    return work >= SHARED_WORK && range.high - range.low >= threads;
}

/* -- what a turn reads -- */

/* Whether the elements are always of one row, less than `near` apart, and move with
 * the index. */
static bool are_neighbours(const Exprs *exprs, const Expr *a, const Expr *b,
                           uint32_t index, int64_t near)
{
    uint32_t rank = a->as.access.rank;
    if (a->as.access.array != b->as.access.array || !rank
        || !(a->depends >> index & 1))
        return false;
    for (uint32_t d = 0; d + 1 < rank; d++)
        if (a->as.access.subscripts[d] != b->as.access.subscripts[d])
            return false;
    int64_t by;
    return subscripts_are_apart(exprs, a->as.access.subscripts[rank - 1],
                                b->as.access.subscripts[rank - 1], &by)
        && by && by > -near && by < near;
}

bool loop_stays_rolled(const Code *code, const Step *step, uint16_t near)
{
    const Graph *graph = code->graph;
    const Array *array = graph_array(graph, step->array);
    const Part *part = &array->as.parts[step->part];
    ExprIds order = {0};
    part_postorder(graph, code->scratch, NULL, true, part, array->rank, &order);
    const uint32_t last = part->index_count - 1u;
    for (uint32_t i = 0; i < order.count; i++) {
        const Expr *a = expr_at(&graph->exprs, order.at[i]);
        if (a->kind == CHOOSE && a->depends >> last & 1)
            return true;
        for (uint32_t j = 0; j < i && a->kind == ACCESS; j++) {
            const Expr *b = expr_at(&graph->exprs, order.at[j]);
            if (b->kind == ACCESS
                && are_neighbours(&graph->exprs, a, b, last, near))
                return true;
        }
    }
    return false;
}
