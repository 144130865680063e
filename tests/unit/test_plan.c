/* test_plan.c: arrays that share storage never live at the same time.
 *
 * Lives are found anew here, from the steps, and not asked of the plan.
 */
#include "../../compiler/plan.h"

#include "program_cases.h"
#include "suite.h"

typedef struct Life {
    bool     seen;
    uint32_t first, last;
} Life;

/* Time counts steps; what forward keeps lives to the end. */
static Life *spans_of(const Loops *loops, const Pass *passes, uint32_t count)
{
    Life *spans = NEW_ARRAY(&arena, Life, loops->graph->arrays.count);
    Reader reader = {0};
    uint32_t time = 0;
    for (uint32_t k = 0; k < count; k++) {
        const Routine *routine = &loops->routines[passes[k]];
        for (uint32_t n = 0; n < routine->nests.count; n++, time++) {
            const Nest *nest = &routine->nests.at[n];
            for (uint32_t i = 0; i < nest->steps.count; i++) {
                ArrayIds ids = {0};
                step_reads(loops->graph, &arena, &reader, &nest->steps.at[i],
                           &ids);
                list_push(&arena, &ids, nest->steps.at[i].array);
                for (uint32_t a = 0; a < ids.count; a++) {
                    Life *span = &spans[ids.at[a]];
                    if (!span->seen)
                        span->first = time;
                    span->seen = true;
                    span->last = time;
                }
            }
        }
    }
    for (ArrayId id = 1; count > 1 && id < loops->graph->arrays.count; id++)
        if (loops->kept[id])
            spans[id].last = time;
    return spans;
}

static const Nest *nest_at(const Loops *loops, const Pass *passes,
                           uint32_t time)
{
    for (;; passes++) {
        const Routine *routine = &loops->routines[*passes];
        if (time < routine->nests.count)
            return &routine->nests.at[time];
        time -= routine->nests.count;
    }
}

/* Whether one step of the nest alone touches `old`, and makes an element of
 * `made` of the same element of it. */
static bool is_in_place(const Graph *graph, const Nest *nest, ArrayId old,
                        ArrayId made)
{
    Reader reader = {0};
    for (uint32_t i = 0; i < nest->steps.count; i++) {
        const Step *step = &nest->steps.at[i];
        ArrayIds ids = {0};
        step_reads(graph, &arena, &reader, step, &ids);
        list_push(&arena, &ids, step->array);
        for (uint32_t r = 0; r < ids.count; r++)
            if (ids.at[r] == old && step->array != made)
                return false;
        if (step->array != made || step->kind != STEP_PART)
            continue;
        const Part *part = &graph_array(graph, made)->as.parts[step->part];
        Marks marks = {0};
        ExprIds nodes = {0};
        part_postorder(graph, &arena, &marks, true, part,
                       graph_array(graph, made)->rank, &nodes);
        for (uint32_t n = 0; n < nodes.count; n++) {
            const Expr *node = expr_at(&graph->exprs, nodes.at[n]);
            if (node->kind != ACCESS || node->as.access.array != old)
                continue;
            for (uint32_t a = 0; a < node->as.access.rank; a++)
                if (node->as.access.subscripts[a] != part->target[a])
                    return false;
        }
    }
    return true;
}

static void check_area(const Plan *p, const Area *area, const Pass *passes,
                       const Life *spans)
{
    int64_t bytes = 0;
    for (uint32_t s = 0; s < area->slots.count; s++) {
        const Slot *slot = &area->slots.at[s];
        bytes += slot->bytes;
        for (uint32_t i = 0; i < slot->arrays.count; i++) {
            const Array *array =
                graph_array(p->loops->graph, slot->arrays.at[i]);
            ck_assert_int_ge(slot->bytes,
                             array_size(array)
                                 * element_bytes(array, p->real_double));
            for (uint32_t k = i + 1; k < slot->arrays.count; k++) {
                Life a = spans[slot->arrays.at[i]];
                Life b = spans[slot->arrays.at[k]];
                ck_assert(a.seen && b.seen);
                ck_assert(a.last < b.first || b.last < a.first
                          || (a.last == b.first
                              && is_in_place(p->loops->graph,
                                             nest_at(p->loops, passes, a.last),
                                             slot->arrays.at[i],
                                             slot->arrays.at[k])));
            }
        }
    }
    ck_assert_int_eq(bytes, area->bytes);
    ck_assert_int_ge(area->bytes, area->bound);
}

START_TEST(shared_storage_has_one_tenant)
{
    const Graph *graph = gradient_of(lowered(text_of(program_cases[_i])));
    const Loops *loops = schedule(graph, &arena, NO_CHECKPOINT);
    for (int precise = 0; precise < 2; precise++) {
        const Plan *p = plan(loops, &arena, precise, false);
        const Pass both[] = {FORWARD, BACKWARD}, one[] = {INFER};
        check_area(p, &p->work, both, spans_of(loops, both, 2));
        check_area(p, &p->infer, one, spans_of(loops, one, 1));
        ck_assert_int_le(p->infer.bytes, p->work.bytes);
    }
}
END_TEST

/* A chain of vectors in infer: each dies when the next is made, so two slots
 * hold them all. */
START_TEST(a_chain_takes_two_slots)
{
    const Graph *graph = lowered(text_of(
        "input x[10]\nparam A[10,10] = 0\na = tanh(A x)\nb = tanh(A a)\n"
        "c = tanh(A b)\nd = tanh(A c)\ne = A d\noutput e\n"));
    const Plan *p = plan(schedule(graph, &arena, NO_CHECKPOINT), &arena, false, false);
    ck_assert_int_eq(p->infer.bytes, 2 * 40);
    ck_assert_int_eq(p->infer.bound, 2 * 40);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plan");
    TCase *tests = tcase_create("plan");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, shared_storage_has_one_tenant, 0,
                        PROGRAM_COUNT);
    tcase_add_test(tests, a_chain_takes_two_slots);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
