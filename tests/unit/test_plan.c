/* test_plan.c: arrays that share storage never live at the same time.
 *
 * Lives are found anew here, from the steps, and not asked of the plan.
 */
#include "../../compiler/plan.h"

#include "../../compiler/plan_area.h"
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

/* An array and the bytes that it takes of a slot. */
typedef struct Taken {
    ArrayId array;
    int64_t begin, end;
} Taken;

typedef LIST(Taken) TakenBytes;

static TakenBytes taken_of(const Plan *p, Pass pass, const Slot *slot)
{
    TakenBytes taken = {0};
    for (uint32_t r = 0; r < slot->rows.count; r++) {
        int64_t end = 0;
        for (uint32_t i = 0; i < slot->rows.at[r].count; i++) {
            const Stored *stored = &slot->rows.at[r].at[i];
            const Array array = plan_stored(p, &arena, pass, stored->array);
            int64_t each = element_bytes(&array, p->real_double);
            ck_assert_int_ge(stored->at, end);
            ck_assert_int_eq(stored->at % each, 0);
            end = stored->at + array_size(&array) * each;
            list_push(&arena, &taken, ((Taken){stored->array, stored->at, end}));
            ck_assert_int_ge(slot->bytes, end);
        }
    }
    return taken;
}

/* Whether one has died when the other is born, or is made of it in its place. */
static bool are_apart(const Plan *p, const Pass *passes, const Life *spans,
                      const Taken *a, const Taken *b)
{
    Life old = spans[a->array], young = spans[b->array];
    if (young.first < old.first)
        return are_apart(p, passes, spans, b, a);
    ck_assert(old.seen && young.seen);
    return old.last < young.first
        || (old.last == young.first && a->begin == b->begin
            && is_in_place(p->loops->graph,
                           nest_at(p->loops, passes, old.last), a->array,
                           b->array));
}

static void check_area(const Plan *p, const Area *area, const Pass *passes,
                       const Life *spans)
{
    int64_t bytes = 0;
    for (uint32_t s = 0; s < area->slots.count; s++) {
        const Slot *slot = &area->slots.at[s];
        const TakenBytes taken = taken_of(p, passes[0], slot);
        bytes += slot->bytes;
        for (uint32_t i = 0; i < taken.count; i++)
            for (uint32_t k = i + 1; k < taken.count; k++) {
                const Taken *a = &taken.at[i], *b = &taken.at[k];
                ck_assert(a->end <= b->begin || b->end <= a->begin
                          || are_apart(p, passes, spans, a, b));
            }
    }
    ck_assert_int_le(bytes, area->bytes);
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

/* While b and c live, half of the room is taken by what made them, and then by
 * what is made of them: they lie beside each other where a was. */
START_TEST(two_share_the_place_of_a_large_one)
{
    const Graph *graph = lowered(text_of(
        "input x[10]\n"
        "param A[100,10] = 0, S[100,100] = 0, B[50,100] = 0, C[50,100] = 0\n"
        "param F[100,50] = 0, G[100,50] = 0, u[100] = 0\n"
        "a = A x\ns = S a\nb = tanh(B s)\nc = tanh(C s)\n"
        "f = tanh(F b + G c)\ny = u·f\noutput y\n"));
    const Plan *p = plan(schedule(graph, &arena, NO_CHECKPOINT), &arena, false,
                         false);
    ck_assert_int_eq(p->infer.bytes, 2 * 400);
    ck_assert_int_eq(p->infer.bound, 2 * 400);
}
END_TEST

/* Sizes and lives from a generator: most are short, some last to the mirror image
 * of their birth, as what forward makes for backward does. */
static Tenants drawn_tenants(uint32_t count)
{
    Tenants tenants = {0};
    uint32_t drawn = count;
    for (ArrayId id = 1; id <= count; id++) {
        drawn = drawn * 1664525 + 1013904223;
        uint32_t first = (drawn >> 8) % count;
        uint32_t life = drawn >> 30 ? drawn >> 28 : 2 * (count - first);
        list_push(&arena, &tenants,
                  ((Tenant){.array = id, .first = first, .last = first + life,
                            .bytes = 4 * (1 + (drawn >> 16) % 500),
                            .each = 4}));
    }
    return tenants;
}

/* Few of them, and so many that only the largest are compared with all. */
START_TEST(drawn_lives_take_little_more_than_lives_at_a_time)
{
    static const uint32_t counts[] = {1, 2, 3, 10, 30, 100, 300, 1000, 7000};
    const Tenants tenants = drawn_tenants(counts[_i]);
    Tenants placed = {0};
    Area area = {0};
    int64_t base = 0;
    area_fill(&area, &arena, &arena, &tenants);
    for (uint32_t s = 0; s < area.slots.count; s++) {
        const Slot *slot = &area.slots.at[s];
        for (uint32_t r = 0; r < slot->rows.count; r++)
            for (uint32_t i = 0; i < slot->rows.at[r].count; i++) {
                const Stored *stored = &slot->rows.at[r].at[i];
                Tenant tenant = tenants.at[stored->array - 1];
                tenant.at = base + stored->at;
                list_push(&arena, &placed, tenant);
            }
        base += slot->bytes;
    }
    ck_assert_uint_eq(placed.count, tenants.count);
    ck_assert_int_eq(base, area.bytes);
    ck_assert_int_ge(area.bytes, area.bound);
    ck_assert_int_le(100 * area.bytes, 105 * area.bound);
    for (uint32_t i = 0; i < placed.count; i++)
        for (uint32_t k = 0; k < i; k++) {
            const Tenant *a = &placed.at[i], *b = &placed.at[k];
            ck_assert_int_le(a->at + a->bytes, area.bytes);
            if (a->first <= b->last && b->first <= a->last
                && a->at < b->at + b->bytes && b->at < a->at + a->bytes)
                ck_abort_msg("arrays %u and %u overlap", a->array, b->array);
        }
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
    tcase_add_loop_test(tests,
                        drawn_lives_take_little_more_than_lives_at_a_time, 0,
                        9);
    tcase_add_test(tests, two_share_the_place_of_a_large_one);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
