/* test_segment.c: what runs in segments, and what is made again. */
#include "../../compiler/plan.h"

#include "program_cases.h"
#include "suite.h"

#include <string.h>

typedef struct Case {
    const char *program;
    int64_t     size;           /* of --checkpoint */
    const char *sliced;         /* definitions of which a segment is stored */
    const char *whole;          /* and of which all is, or which no run makes */
} Case;

#define RNN "input x[40,3], W[2,2], U[2,3]\nh[0] = [0,0]\n" \
    "h[t+1] = tanh(W h[t] + U x[t]) for t < 40\n"

static const Case cases[] = {
    {RNN "output J\nJ = sum(h)\n", 5, "h", ""},
    {RNN "y = sum(h[40])\noutput y\n", 5, "h", ""},
    {RNN "p[t] = 2 h[t+1] for t < 40\nJ = sum[t](p[t]·p[t]²)\noutput J\n", 7,
     "h", ""},
    {RNN "z[t] = h[t+1] - h[t] for t < 40\nJ = sum[t](exp(z[t])·z[t])\n"
         "output J\n", 6, "h z", ""},
    /* what the caller gets, and what is read all over the steps */
    {RNN "output h\n", 5, "", "h"},
    {RNN "e[t] = exp(h[t,0]) for t < 41\nS = sum(e)\n"
         "c = sum[t](sin(e[t] - S) h[t,1])\noutput c\n", 5, "", "h e"},
    {RNN "m = sum[t < 41](h[t,0] h[40-t,1])\noutput m\n", 5, "", "h"},
    /* down, two steps back, as long as others */
    {"input x[30]\nh[29] = x[29]\nh[28] = x[28]\n"
     "h[t] = sin(h[t+1] + h[t+2] x[t]) for t < 28\nJ = sum(h)\noutput J\n", 4,
     "h", ""},
};

static ArrayId array_named(const Graph *graph, Text name)
{
    for (uint32_t i = 1; i < graph->definitions.count; i++)
        if (text_equal(graph->definitions.at[i].name, name))
            return graph->definitions.at[i].array;
    return 0;
}

/* Whether all of the names, parted by spaces, are of arrays that are so. */
static void check_names(const Loops *loops, const char *names, bool sliced)
{
    while (*names) {
        size_t length = strcspn(names, " ");
        ArrayId id = array_named(loops->graph, (Text){names, length});
        ck_assert_msg(id && (loops->segments
                             && loops->segments->along[id].sliced) == sliced,
                      "%s", names);
        names += length + (names[length] == ' ');
    }
}

START_TEST(slices_are_as_expected)
{
    const Graph *graph = gradient_of(lowered(text_of(cases[_i].program)));
    const Loops *loops = schedule(graph, &arena, cases[_i].size);
    check_names(loops, cases[_i].sliced, true);
    check_names(loops, cases[_i].whole, false);
    if (*cases[_i].sliced)
        ck_assert_int_eq(loops->segments->size, cases[_i].size);
}
END_TEST

/* Every step is in a segment, every element that a slice has in a place. */
START_TEST(segments_hold_all_steps)
{
    const Graph *graph = gradient_of(lowered(text_of(cases[_i].program)));
    for (int64_t size = 0; size < 12; size++) {
        const Loops *loops = schedule(graph, &arena, size);
        const Segments *s = loops->segments;
        if (!s)
            continue;
        int64_t steps = s->steps.high - s->steps.low;
        ck_assert_int_ge(s->count * s->size, steps);
        ck_assert_int_lt((s->count - 1) * s->size, steps);
        for (ArrayId id = 1; id < loops->graph->arrays.count; id++)
            if (s->along[id].sliced)
                ck_assert_int_ge(s->places, s->size + s->along[id].before
                                                + s->along[id].after);
    }
}
END_TEST

/* The work area grows as the square root of the number of steps. */
START_TEST(memory_grows_slowly)
{
    int64_t bytes[2];
    for (int n = 0; n < 2; n++) {
        Text program = text_format(
            &arena, "input x[%d], w\nh[0] = x[0]\n"
                    "h[t+1] = tanh(w h[t] + x[t]) for t < %d\n"
                    "J = sum[t](h[t]²)\noutput J\n", n ? 40000 : 400,
            n ? 40000 : 400);
        const Graph *graph = gradient_of(lowered(program));
        bytes[n] = plan(schedule(graph, &arena, CHECKPOINT_BEST), &arena, true,
                        false)->work.bytes;
    }
    ck_assert_int_lt(bytes[0], 8 * 400);
    ck_assert_int_lt(bytes[1], 12 * bytes[0]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("segment");
    TCase *tests = tcase_create("segment");
    int count = (int)(sizeof cases / sizeof *cases);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, slices_are_as_expected, 0, count);
    tcase_add_loop_test(tests, segments_hold_all_steps, 0, count);
    tcase_add_test(tests, memory_grows_slowly);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
