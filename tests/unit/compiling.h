/* compiling.h: from the text of a program to its graph, for tests of what comes
 * after. Errors in the program fail the test.
 */
#ifndef GCC_GRAPH_TEST_COMPILING_H
#define GCC_GRAPH_TEST_COMPILING_H

#include "../../compiler/derive.h"
#include "../../compiler/graph_check.h"
#include "../../compiler/lower.h"
#include "../../compiler/parse.h"
#include "../../compiler/prelude.h"
#include "../../compiler/specialise.h"

#include <check.h>

/* Check has no room for long messages. */
static inline Text shortened(Text text)
{
    return (Text){text.at, text.length < 2500 ? text.length : 2500};
}

/* As lower makes it, and derivatives within it made. */
static inline Graph *lowered_text(Arena *arena, const char *what, Text text)
{
    Sources sources = {.arena = arena, .end = 1};
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics, arena, &sources);
    LowerOptions options = {0};
    const Source *source = source_add(&sources, text_of("t.g"), text, false);
    Program *program = parse(arena, source, &diagnostics);
    Program *prelude = parse(arena,
                             source_add(&sources, text_of("<prelude>"),
                                        prelude_text(), true),
                             &diagnostics);
    Graph *graph = NULL;
    if (!diagnostics.error_count)
        graph = lower(arena, prelude, program, &options, &diagnostics, NULL);
    Buffer out = buffer_create(arena);
    diagnostics_print(&diagnostics, &out, 5);
    ck_assert_msg(graph, "%s:\n%.*s\n%.*s", what,
                  TEXT_ARGS(shortened(buffer_text(&out))),
                  TEXT_ARGS(shortened(text)));
    while (graph && graph_has_derivatives(graph))
        graph = derive(arena, graph, &diagnostics);
    ck_assert_ptr_nonnull(graph);
    return graph;
}

/* What training computes; what is trained is tested elsewhere. */
static inline Graph *compiled(Arena *arena, const char *what, Text text)
{
    Graph *graph = lowered_text(arena, what, text);
    graph->training = (Training){0};
    graph = graph_compact(arena, graph);
    if (has_two_modes(graph))
        graph = specialise(arena, graph);
    Buffer problem = buffer_create(arena);
    ck_assert_msg(graph_check(graph, arena, &problem), "%s: %.*s\n%.*s", what,
                  TEXT_ARGS(buffer_text(&problem)), TEXT_ARGS(shortened(text)));
    return graph;
}

#endif
