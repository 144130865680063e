/* graph_text.h: graphs in a few lines of text, for tests of what rewrites
 * graphs. Arrays are capital letters, bound indices small ones.
 *
 *     in A 3 4
 *     ix T 5 < 10
 *     Y 3 : i : i 3 k 4 : i-k : sum A[i,k] exp(X[T[k]+1])
 *     &   : 0 : k 2          : : sum X[k]
 *     out Y
 *
 * The fields of an equation are its name and shape, the target, the box, the
 * guards (each >= 0), and the combination with the body; `&` adds a part to
 * the array before. A box of an index is a length, or low..high.
 */
#ifndef GCC_GRAPH_TEST_GRAPH_TEXT_H
#define GCC_GRAPH_TEST_GRAPH_TEXT_H

#include "../../compiler/formula.h"
#include "../../compiler/graph.h"

#include <check.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

typedef struct GraphText {
    Arena      *arena;
    Graph      *graph;
    const char *at;
    ArrayId     named[128];
    ExprId      letters[128];           /* of the body being read */
    uint32_t    indices[128];           /* index + 1 of a small letter */
    /* The array being read. */
    char        name;
    uint32_t    rank, part_count;
    int64_t     shape[MAX_RANK];
    Part        parts[16];
} GraphText;

static inline void text_blank(GraphText *g)
{
    while (*g->at == ' ')
        g->at++;
}

static inline bool text_take(GraphText *g, char c)
{
    text_blank(g);
    if (*g->at != c)
        return false;
    g->at++;
    return true;
}

static inline int64_t text_int(GraphText *g)
{
    text_blank(g);
    char *end;
    long long value = strtoll(g->at, &end, 10);
    ck_assert_msg(end != g->at, "a number is missing at '%s'", g->at);
    g->at = end;
    return value;
}

static inline ExprId text_access(GraphText *g, char name);

/* [number] (index | access) | number, with signs between. */
static inline SubscriptId text_subscript(GraphText *g)
{
    Exprs *e = &g->graph->exprs;
    SubscriptId sum = subscript_constant(e, 0);
    int64_t sign = text_take(g, '-') ? -1 : 1;
    for (;;) {
        text_blank(g);
        int64_t factor = isdigit((unsigned char)*g->at) ? text_int(g) : 1;
        bool number = isdigit((unsigned char)g->at[-1]);
        text_blank(g);
        SubscriptId term = subscript_constant(e, 1);
        if (islower((unsigned char)*g->at)) {
            uint32_t index = g->indices[(unsigned char)*g->at];
            ck_assert_msg(index, "no index '%s'", g->at);
            term = subscript_index(e, index - 1);
            g->at++;
        } else if (isupper((unsigned char)*g->at)) {
            char name = *g->at++;
            term = subscript_make(e, 0, 0, NULL, text_access(g, name), 1);
        } else {
            ck_assert_msg(number, "no subscript at '%s'", g->at);
        }
        sum = subscript_add(e, sum, sign * factor, term);
        if (text_take(g, '+'))
            sign = 1;
        else if (text_take(g, '-'))
            sign = -1;
        else
            return sum;
    }
}

static inline ExprId text_access(GraphText *g, char name)
{
    SubscriptId s[MAX_RANK];
    uint32_t count = 0;
    ck_assert_msg(g->named[(unsigned char)name], "no array %c", name);
    ck_assert_msg(*g->at == '[', "no subscripts at '%s'", g->at);
    g->at++;
    while (!text_take(g, ']')) {
        s[count++] = text_subscript(g);
        text_take(g, ',');
    }
    ArrayId id = g->named[(unsigned char)name];
    ck_assert_uint_eq(count, graph_array(g->graph, id)->rank);
    return graph_access(g->graph, id, s);
}

/* The body up to the end of the line: accesses become letters, and what is
 * left is a formula. */
static inline ExprId text_body(GraphText *g)
{
    char formula[512];
    size_t length = 0;
    char next = 'z';
    memset(g->letters, 0, sizeof g->letters);
    for (int c = 'a'; c <= 'z'; c++)
        if (g->indices[c])
            g->letters[c] = expr_index(&g->graph->exprs, g->indices[c] - 1);
    while (*g->at && *g->at != '\n') {
        if (isupper((unsigned char)*g->at)) {
            char name = *g->at++;
            ExprId access = text_access(g, name);
            while (g->indices[(unsigned char)next])
                next--;
            g->letters[(unsigned char)next] = access;
            formula[length++] = next--;
        } else {
            formula[length++] = *g->at++;
        }
    }
    const Formula *f = formula_parse(g->arena, formula, length);
    ck_assert_msg(f, "no formula: '%.*s'", (int)length, formula);
    return formula_build(&g->graph->exprs, f, g->letters);
}

static inline void text_finish(GraphText *g)
{
    if (g->part_count)
        g->named[(unsigned char)g->name] =
            graph_equation(g->graph, 0, g->rank, g->shape, g->part_count,
                           g->parts, 0);
    g->part_count = 0;
}

static inline Combine text_combine(GraphText *g)
{
    static const char *const words[] = {"set ", "sum ", "prod ",
                                        "max ", "min "};
    text_blank(g);
    for (uint32_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (!strncmp(g->at, words[i], strlen(words[i]))) {
            g->at += strlen(words[i]);
            return (Combine)i;
        }
    return SET;
}

static inline void text_part(GraphText *g)
{
    Part *part = &g->parts[g->part_count++];
    Range *ranges = NEW_ARRAY(g->arena, Range, MAX_INDICES);
    SubscriptId *target = NEW_ARRAY(g->arena, SubscriptId, MAX_RANK);
    SubscriptId *guards = NEW_ARRAY(g->arena, SubscriptId, MAX_INDICES);
    ck_assert_uint_le(g->part_count, 16);
    *part = (Part){.lanes = 1, .ranges = ranges, .target = target,
                   .guards = guards};
    const char *targets = g->at;
    g->at = strchr(g->at, ':') + 1;
    memset(g->indices, 0, sizeof g->indices);
    for (text_blank(g); islower((unsigned char)*g->at); text_blank(g)) {
        g->indices[(unsigned char)*g->at++] = part->index_count + 1u;
        Range *r = &ranges[part->index_count++];
        r->high = text_int(g);
        if (!strncmp(g->at, "..", 2)) {
            g->at += 2;
            r->low = r->high;
            r->high = text_int(g);
        }
    }
    const char *rest = g->at;
    g->at = targets;
    for (uint32_t n = 0; !text_take(g, ':'); text_take(g, ','))
        target[n++] = text_subscript(g);
    g->at = rest;
    ck_assert_msg(text_take(g, ':'), "no box at '%s'", g->at);
    for (; !text_take(g, ':'); text_take(g, ','))
        guards[part->guard_count++] = text_subscript(g);
    part->combine = (uint8_t)text_combine(g);
    part->body = text_body(g);
}

static inline void text_shape(GraphText *g)
{
    g->rank = 0;
    for (text_blank(g); isdigit((unsigned char)*g->at); text_blank(g))
        g->shape[g->rank++] = text_int(g);
}

static inline void text_declare(GraphText *g, bool whole)
{
    text_blank(g);
    char name = *g->at++;
    text_shape(g);
    int64_t limit = 0;
    if (whole && text_take(g, '<'))
        limit = text_int(g);
    ArrayId id = graph_input(g->graph, INPUT, whole ? WHOLE : REAL, limit,
                             g->rank, g->shape, 0);
    g->named[(unsigned char)name] = id;
    uint32_t d = graph_define(g->graph, (Text){g->at - 1, 0}, (Span){0}, id);
    list_push(g->arena, &g->graph->inputs, d);
}

static inline void text_outputs(GraphText *g)
{
    for (text_blank(g); isupper((unsigned char)*g->at); text_blank(g)) {
        ArrayId id = g->named[(unsigned char)*g->at++];
        ck_assert(id);
        uint32_t d = graph_define(g->graph, (Text){g->at - 1, 1}, (Span){0},
                                  id);
        list_push(g->arena, &g->graph->outputs, d);
    }
}

static inline Graph *graph_of_text(Arena *arena, const char *text)
{
    GraphText g = {.arena = arena, .graph = graph_create(arena), .at = text};
    while (*g.at) {
        text_blank(&g);
        if (!text_take(&g, '&'))
            text_finish(&g);
        else {
            ck_assert(text_take(&g, ':'));
            text_part(&g);
            text_take(&g, '\n');
            continue;
        }
        if (!strncmp(g.at, "in ", 3) || !strncmp(g.at, "ix ", 3)) {
            g.at += 3;
            text_declare(&g, g.at[-2] == 'x');
        } else if (!strncmp(g.at, "out ", 4)) {
            g.at += 4;
            text_outputs(&g);
        } else if (isupper((unsigned char)*g.at)) {
            g.name = *g.at++;
            text_shape(&g);
            ck_assert_msg(text_take(&g, ':'), "no target at '%s'", g.at);
            text_part(&g);
        } else {
            ck_assert_msg(*g.at == '\n', "what is '%s'?", g.at);
        }
        text_take(&g, '\n');
    }
    return g.graph;
}

#endif
