/* lowered_cases.h: programs in text as graphs, for tests of what computes. */
#ifndef GCC_GRAPH_TEST_LOWERED_CASES_H
#define GCC_GRAPH_TEST_LOWERED_CASES_H

#include "graph_cases.h"

#include "../../compiler/differentiate.h"
#include "../../compiler/lower.h"
#include "../../compiler/parse.h"
#include "../../compiler/prelude.h"
#include "../../compiler/simplify.h"

/* The program, which must be right; with its gradients and simplified, or as
 * lower makes it. */
static inline Graph *graph_of(Cases *c, const char *text, bool gradient)
{
    Sources *sources = NEW(&c->arena, Sources);
    Diagnostics diagnostics;
    LowerOptions options = {0};
    *sources = (Sources){.arena = &c->arena, .end = 1};
    diagnostics_init(&diagnostics, &c->arena, sources);
    const Program *prelude = parse(
        &c->arena,
        source_add(sources, text_of("<prelude>"), prelude_text(), true),
        &diagnostics);
    const Program *program = parse(
        &c->arena,
        source_add(sources, text_of("test.g"), text_of(text), false),
        &diagnostics);
    Graph *graph = lower(&c->arena, prelude, program, &options, &diagnostics, NULL);
    Buffer messages = buffer_create(&c->arena);
    diagnostics_print(&diagnostics, &messages, 5);
    ck_assert_msg(graph != NULL, "%s:\n%s", text,
                  messages.at ? messages.at : "no graph");
    if (!gradient)
        return graph;
    graph = differentiate(&c->arena, simplify(&c->arena, graph));
    return simplify(&c->arena, graph_compact(&c->arena, graph));
}

static inline ArrayId array_named(const Graph *graph, const char *name)
{
    for (uint32_t i = 1; i < graph->definitions.count; i++)
        if (text_is(graph->definitions.at[i].name, name))
            return graph->definitions.at[i].array;
    ck_abort_msg("no array called %s", name);
}

#endif
