/* test_emit_dot.c: pictures show what outputs need, with equations, and are the
 * same each time.
 */
#include "../../compiler/differentiate.h"
#include "../../compiler/emit_dot.h"

#include "compiling.h"
#include "suite.h"

#include <string.h>

static Arena arena;
static jmp_buf failure;

static void set_up(void)
{
    arena_init(&arena, NULL, &failure);
}

static void tear_down(void)
{
    arena_destroy(&arena);
}

static const char *drawn(const Graph *graph)
{
    Buffer out = buffer_create(&arena);
    emit_dot(graph, &arena, &out);
    return buffer_text(&out).at;
}

static const char *const program =
    "input x[3], w : index(3), unused\nparam W[4,3] = 1\n"
    "h = tanh(W x)\ns = h·h if x[w] > 0 else 1\noutput s\n";

START_TEST(a_picture)
{
    ck_assert_str_eq(
        drawn(compiled(&arena, "picture", text_of(program))),
        "digraph {\n"
        "    node [shape=box, fontname=\"Helvetica\"];\n"
        "    edge [fontname=\"Helvetica\", fontsize=9];\n"
        "    \"x\" [style=\"filled,rounded\", fillcolor=\"#dbe9f9\", "
        "label=<<b>x</b>&#160;&#160;3>];\n"
        "    \"w\" [style=\"filled,rounded\", fillcolor=\"#dbe9f9\", "
        "label=<<b>w</b>&#160;&#160;&lt; 3>];\n"
        "    \"W\" [style=filled, fillcolor=\"#fdf0cd\", "
        "label=<<b>W</b>&#160;&#160;4 × 3>];\n"
        "    \"h\" [style=filled, fillcolor=white, "
        "label=<<b>h</b>&#160;&#160;4<br/><font point-size=\"10\">"
        "h_1[i] = sum[j](W[i, j] x[j])<br align=\"left\"/>"
        "h[i] = tanh(h_1[i])<br align=\"left\"/></font>>];\n"
        "    \"s\" [style=filled, fillcolor=white, peripheries=2, "
        "label=<<b>s</b><br/><font point-size=\"10\">"
        "s_1 = sum[i](h[i] h[i])<br align=\"left\"/>"
        "s = s_1 if x[w] &gt; 0 else 1<br align=\"left\"/></font>>];\n"
        "    \"W\" -> \"h\" [label=<&#160;4 × 3>];\n"
        "    \"x\" -> \"h\" [label=<&#160;3>];\n"
        "    \"h\" -> \"s\" [label=<&#160;4>];\n"
        "    \"w\" -> \"s\" [label=<&#160;1>];\n"
        "    \"x\" -> \"s\" [label=<&#160;3>];\n"
        "}\n");
}
END_TEST

/* Gradients are no part of it. */
START_TEST(the_forward_graph_alone)
{
    const Graph *graph = compiled(&arena, "picture", text_of(program));
    const char *before = drawn(graph);
    const char *after = drawn(differentiate(&arena, graph));
    ck_assert_ptr_null(strstr(after, "d_s"));
    ck_assert_uint_eq(strlen(before), strlen(after));
}
END_TEST

START_TEST(long_boxes_are_cut)
{
    Buffer text = buffer_create(&arena);
    buffer_puts(&text, "input x[100]\n");
    for (int i = 0; i < 100; i++)
        buffer_print(&text, "y[%d] = x[%d] x[%d]\n", i, i, 99 - i);
    buffer_puts(&text, "output y\n");
    const char *got = drawn(compiled(&arena, "long", buffer_text(&text)));
    ck_assert_ptr_nonnull(strstr(got, "y[11] = "));
    ck_assert_ptr_nonnull(strstr(got, "…"));
    ck_assert_ptr_null(strstr(got, "y[12] = "));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("emit_dot");
    TCase *tests = tcase_create("emit_dot");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_picture);
    tcase_add_test(tests, the_forward_graph_alone);
    tcase_add_test(tests, long_boxes_are_cut);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
