/* test_schedule.c: what is inlined, which steps share loops, and that no step
 * reads what is not yet made.
 */
#include "../../compiler/loops.h"

#include "program_cases.h"
#include "suite.h"

#include <string.h>

/* What stands in the printed loops, for programs with their gradients. */
static const struct {
    const char *program, *present, *absent;
} cases[] = {
    /* softmax: one loop over rows, holding three over columns; the sum is
       gathered where its terms are made */
    {"input z[3,4]\np[i] = softmax(z[i])\noutput p\n",
     "  nest serves 0\n"
     "    #2(p): part 0 max first [0:3] [0:4]\n"
     "        #3(p): part 0 set first [0:4]\n"
     "            #4(p): part 0 sum first\n"
     "        p: part 0 set first [0:4]\n",
     NULL},
    /* the sum is computed in the nest of its only user */
    {"input x[4]\nparam W[3,4] = 0, b[3] = 0\nh = tanh(W x + b)\noutput h\n",
     "sum first [0:3] [0:4]\n        h: part 0 set first\n", NULL},
    /* zeros are made in the loops of what is beside them */
    {"input x[9,4]\nu = exp(x)\ny[i] = tanh(u[i][:2] / u[i,3])\noutput y\n",
     "        d_u: zero [0:4]\n        d_u: part 0 set [0:2]\n", NULL},
    /* and where all elements are set there are none */
    {"input x[9,3]\nu = exp(x)\ny[i] = tanh(u[i][:2] / u[i,2])\noutput y\n",
     "            d_u: part 0 set\n        d_u: part 1 set\n", "zero"},
    /* nor for elements that nobody reads */
    {"input x[9]\ny[i] += x[i] sin(x[i]) for i in 1:8\n"
     "J = sum[i in 1:8](y[i] y[i]²)\noutput J\n", "d_y: part 0 set [1:8]",
     "y: zero"},
    /* a transposed array is no array of its own */
    {"input A[3,4], x[3]\nB = Aᵀ\ny = B x\noutput y\n", "y: part 0 sum",
     "B:"},
    /* an expensive function is not repeated for every row of a product */
    {"input x[4]\nparam W[3,4] = 0\ne = exp(x)\ny = W e\noutput y\n",
     "e: part 0 set", NULL},
};

START_TEST(loops_are_as_expected)
{
    const Graph *graph = gradient_of(lowered(text_of(cases[_i].program)));
    Buffer out = buffer_create(&arena);
    loops_print(schedule(graph, &arena, NO_CHECKPOINT), &arena, &out);
    buffer_add(&out, (Text){"", 1});
    const char *text = out.at;
    ck_assert_msg(strstr(text, cases[_i].present) != NULL, "%s", text);
    if (cases[_i].absent)
        ck_assert_msg(!strstr(text, cases[_i].absent), "%s", text);
}
END_TEST

/* How many loops step `at` shares with the one before it that makes the array
 * last. */
static uint32_t loops_shared(const Nest *nest, ArrayId id, uint32_t at)
{
    uint32_t shared = UINT32_MAX;
    for (uint32_t i = at; i > 0; i--) {
        if (nest->steps.at[i].shared < shared)
            shared = nest->steps.at[i].shared;
        if (nest->steps.at[i - 1].array == id)
            return shared;
    }
    return 0;
}

/* Every part of what a step reads stands before it, and outside of its loops
 * what is gathered over them; steps share no more loops than both have. */
static void check_routine(const Loops *loops, Pass pass)
{
    const Graph *graph = loops->graph;
    uint32_t *left = NEW_ARRAY(&arena, uint32_t, graph->arrays.count);
    const Routine *routine = &loops->routines[pass];
    Reader reader = {0};
    for (uint32_t n = 0; n < routine->nests.count; n++)
        for (uint32_t i = 0; i < routine->nests.at[n].steps.count; i++)
            if (routine->nests.at[n].steps.at[i].kind < STEP_NEXT)
                left[routine->nests.at[n].steps.at[i].array]++;
    for (uint32_t n = 0; n < routine->nests.count; n++) {
        const Nest *nest = &routine->nests.at[n];
        for (uint32_t i = 0; i < nest->steps.count; i++) {
            const Step *step = &nest->steps.at[i];
            ArrayIds ids = {0};
            step_reads(graph, &arena, &reader, step, &ids);
            for (uint32_t r = 0; r < ids.count; r++) {
                ck_assert(!left[ids.at[r]] || ids.at[r] == step->array);
                ck_assert(step->driven
                          || loops_shared(nest, ids.at[r], i)
                                 <= graph_array(graph, ids.at[r])->rank);
            }
            if (step->kind >= STEP_NEXT)
                ck_assert(!left[step->array]);
            else
                left[step->array]--;
            ck_assert_uint_le(step->shared, i ? step_depth(graph, step) : 0);
        }
    }
}

START_TEST(what_is_read_is_made_before)
{
    const Graph *graph = gradient_of(lowered(text_of(program_cases[_i])));
    const Loops *loops = schedule(graph, &arena, NO_CHECKPOINT);
    for (Pass pass = FORWARD; pass < PASS_COUNT; pass++)
        check_routine(loops, pass);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("schedule");
    TCase *tests = tcase_create("schedule");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, loops_are_as_expected, 0,
                        (int)(sizeof cases / sizeof *cases));
    tcase_add_loop_test(tests, what_is_read_is_made_before, 0, PROGRAM_COUNT);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
