/* test_emit_dot.c: pictures show what outputs and gradients need, with equations,
 * adjoints beside what they are of.
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
    const Picture picture = picture_make(graph, &arena, MOST_DRAWN);
    emit_dot(&picture, &arena, true, &out);
    return buffer_text(&out).at;
}

static const char *const program =
    "input x[3], w : index(3), unused\nparam W[4,3] = 1\n"
    "h = tanh(W x)\ns = h·h if x[w] > 0 else 1\noutput s\n";

static void ck_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        ck_abort_msg("%s is not in\n%s", part, text);
}

START_TEST(a_picture)
{
    const char *got = drawn(compiled(&arena, "picture", text_of(program)));
    ck_has(got, "    subgraph cluster_forward {\n");
    ck_has(got, "n1 [id=\"box-1\", class=\"forward input\", "
                "style=\"filled,rounded\", fillcolor=\"#d6eaf8\", "
                "label=<<b>x</b>&#160;&#160;3<br/>"
                "<font point-size=\"9\">input</font>>];\n");
    ck_has(got, "label=<<b>w</b>&#160;&#160;&lt; 3<br/>");
    ck_has(got, "style=\"filled,diagonals\", fillcolor=\"#fdebc8\", "
                "label=<<b>W</b>&#160;&#160;4 × 3<br/>");
    ck_has(got, "label=<<b>h</b>&#160;&#160;4<br/><font point-size=\"10\">"
                "h_1[i] = sum[j](W[i, j] x[j])<br align=\"left\"/>"
                "h[i] = tanh(h_1[i])<br align=\"left\"/></font>>];\n");
    ck_has(got, "peripheries=2, label=<<b>s</b><br/>"
                "<font point-size=\"9\">output</font><br/>"
                "<font point-size=\"10\">"
                "s_1 = sum[i](h[i] h[i])<br align=\"left\"/>"
                "s = s_1 if x[w] &gt; 0 else 1<br align=\"left\"/></font>>");
    ck_has(got, "n3 -> n4 [label=<&#160;4 × 3>];\n");
    ck_has(got, "n2 -> n5 [label=<&#160;1>];\n");
    ck_assert_ptr_null(strstr(got, "unused"));
    ck_assert_ptr_null(strstr(got, "cluster_backward"));
}
END_TEST

/* Adjoints stand beside what they are of; their edges are turned round. */
START_TEST(the_backward_graph)
{
    const Graph *graph =
        differentiate(&arena, compiled(&arena, "picture", text_of(program)));
    const Picture picture = picture_make(graph, &arena, MOST_DRAWN);
    const char *got = drawn(graph);
    uint32_t pairs = 0;
    for (uint32_t b = 1; b < picture.boxes.count; b++) {
        const Box *box = &picture.boxes.at[b];
        if (!box->backward || !box->mate)       /* of `unused`, 0 */
            continue;
        const Box *mate = &picture.boxes.at[box->mate];
        pairs++;
        ck_assert_uint_eq(mate->mate, b);
        ck_assert_uint_eq(mate->definition, box->definition);
        ck_assert(!mate->backward);
    }
    ck_assert_uint_eq(pairs, 4);        /* of s, h, W and x */
    ck_has(got, "    subgraph cluster_backward {\n");
    ck_has(got, "<b>d_W</b>&#160;&#160;4 × 3<br/>"
                "<font point-size=\"9\">gradient</font>");
    ck_has(got, "<b>d_s</b><br/><font point-size=\"9\">seed</font>");
    ck_has(got, "[dir=back, color=\"#a3430a\"");
    ck_has(got, "[class=kept, style=dotted");
    ck_has(got, "    {rank=same; n4; n");
    ck_assert_ptr_null(strstr(got, "d_d_"));
}
END_TEST

static Text chain(int length)
{
    Buffer text = buffer_create(&arena);
    buffer_puts(&text, "input x[8]\nparam W[8,8] = 1\nh0 = tanh(W x)\n");
    for (int i = 1; i < length; i++)
        buffer_print(&text, "h%d = tanh(W h%d)\n", i, i - 1);
    buffer_print(&text, "output h%d\n", length - 1);
    return buffer_text(&text);
}

/* The lines of W to a hundred layers would be too long. */
START_TEST(long_lines_are_words)
{
    const char *got = drawn(compiled(&arena, "chain", chain(100)));
    ck_has(got, "reads W&#160;8 × 8</font>");
    ck_assert_ptr_null(strstr(drawn(compiled(&arena, "chain", chain(10))),
                              "reads "));
}
END_TEST

START_TEST(large_pictures_are_cut)
{
    const Graph *graph = compiled(&arena, "chain", chain(200));
    const Picture picture = picture_make(graph, &arena, 50);
    ck_assert_uint_eq(picture.boxes.count - 1, 50);
    ck_assert_uint_eq(picture.left_out, 152);
    ck_has(drawn(graph), "label=\"cut to the first 150 definitions: "
                         "52 more are not drawn\";\n");
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
    tcase_add_test(tests, the_backward_graph);
    tcase_add_test(tests, long_lines_are_words);
    tcase_add_test(tests, large_pictures_are_cut);
    tcase_add_test(tests, long_boxes_are_cut);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
