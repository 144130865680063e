/* test_work.c: invariant 12. What simplify may make of the work of a graph, and
 * what it may not: each case is a graph before, and one that pretends to be
 * made of it.
 */
#include "graph_text.h"
#include "suite.h"

#include "../../compiler/cost.h"
#include "../../compiler/graph_check.h"
#include "../../compiler/simplify.h"

#define LINE(BODY) "in X 4\nY 4 : i : i 4 : : " BODY "\nout Y\n"
#define SUM_OF(BODY) \
    "in A 4 5\nin X 5\nY 4 : i : i 4 k 5 : : sum " BODY "\nout Y\n"

static const struct {
    const char *before, *after, *problem;       /* "": none */
} simplified[] = {
    {LINE("sin(X[i])"), LINE("sin(X[i])"), ""},
    {LINE("sin(X[i]) + 0"), LINE("sin(X[i])"), ""},
    {LINE("sin(X[i])"), LINE("sin(X[i]) + 0"),
     "the work is 36, more than 32\n"},
    {LINE("X[i] X[i]"), LINE("X[i] X[i] X[i]"),
     "the work is 8, more than 4\n"},
    {SUM_OF("A[i,k] X[k]"), SUM_OF("A[i,k] X[k] + A[i,k] X[k]^2"),
     "the work is 85, more than 40\n"},
    /* a stable form may cost more, for an exponential, not without bound */
    {LINE("log(1 + exp(X[i]))"),
     LINE("(X[i] if X[i] > 0 else 0)"
          " + log1p(exp((-X[i] if X[i] > 0 else X[i])))"), ""},
    {LINE("sin(1 + cos(X[i]))"),
     LINE("(X[i] if X[i] > 0 else 0)"
          " + sin(cos((-X[i] if X[i] > 0 else X[i])))"),
     "the work is 84, more than 68\n"},
    {LINE("X[i] / exp(X[i])"), LINE("sin(X[i]) / exp(X[i]) + cos(exp(X[i])) + tan(X[i])"),
     "the work is 156, more than 112\n"},
    /* what is short is written out where it is read */
    {"in X 4\nA 4 : i : i 4 : : 2 i\nY 4 7 : i, j : i 4 j 7 : : X[i] + A[i]\n"
     "out Y\n",
     "in X 4\nY 4 7 : i, j : i 4 j 7 : : X[i] + 2 i\nout Y\n", ""},
    {"in X 4\nA 4 : i : i 4 : : 2 X[i]\nY 7 4 : j, i : j 7 i 4 : : "
     "A[i] + A[3-i] j\nout Y\n",
     "in X 4\nY 7 4 : j, i : j 7 i 4 : : (2 j) X[i] + j (j (2 X[3-i]))\n"
     "out Y\n", "the work is 123, more than 60\n"},
};

static void judge(Arena *arena, const Graph *after, double bound,
                  const char *problem, const char *text)
{
    Buffer said = buffer_create(arena);
    bool good = graph_check_work(after, bound, &said);
    ck_assert_msg(good == !*problem && text_is(buffer_text(&said), problem),
                  "%.*s, not %s, work %g of %g: %s", (int)said.length, said.at,
                  problem, graph_work(after), bound, text);
}

START_TEST(simplify_is_judged)
{
    Arena arena;
    jmp_buf failure;
    arena_init(&arena, NULL, &failure);
    Graph *before = graph_of_text(&arena, simplified[_i].before);
    Graph *after = graph_of_text(&arena, simplified[_i].after);
    double bound = work_after_simplify(before, &arena);
    judge(&arena, after, bound, simplified[_i].problem, simplified[_i].after);
    judge(&arena, simplify(&arena, before), bound, "", simplified[_i].before);
    arena_destroy(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("work");
    TCase *tests = tcase_create("passes");
    tcase_add_loop_test(tests, simplify_is_judged, 0,
                        (int)(sizeof simplified / sizeof *simplified));
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
