/* command_diff_names.c: both programs shown in the names of one. */
#include "command_diff.h"

#include <ctype.h>
#include <string.h>

static bool continues_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.'
        || (unsigned char)c >= 0x80;
}

Text text_renamed(Arena *arena, Text text, Text from, Text to)
{
    Buffer out = buffer_create(arena);
    for (size_t at = 0, end; at < text.length; at = end) {
        end = at + 1;
        if (continues_name(text.at[at]))
            while (end < text.length && continues_name(text.at[end]))
                end++;
        Text word = {text.at + at, end - at};
        buffer_add(&out, text_equal(word, from) ? to : word);
    }
    return buffer_text(&out);
}

static bool is_taken(const Graph *graph, const Names *names, Text name)
{
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        if (text_equal(names->arrays[id], name))
            return true;
    return false;
}

static void rename_array(const Graph *graph, Names *names, ArrayId id,
                         Text name)
{
    if (id && !text_equal(names->arrays[id], name)
        && !is_taken(graph, names, name))
        names->arrays[id] = name;
}

Names *diff_names(const Twin *twin, const Matches *matches, int side)
{
    const Graph *graph = twin->graph[side];
    Arena *arena = twin->arena;
    Names *names = names_in_language(graph, arena);
    for (ArrayId id = 1; side == NEW && id < graph->arrays.count; id++) {
        uint32_t n = twin->given[side][id];
        if (n && n <= twin->named)
            rename_array(graph, names, id, matches->at[n - 1].name[OLD]);
    }
    for (uint32_t i = 0; side == NEW && i < graph->gradients.count; i++) {
        const Gradient *g = &graph->gradients.at[i];
        uint32_t n = twin->given[side][g->by];
        if (!n || n > twin->named)
            continue;
        const Match *match = &matches->at[n - 1];
        Text own = text_format(arena, "d_%.*s", TEXT_ARGS(match->name[NEW]));
        if (text_equal(names->arrays[g->array], own))
            rename_array(graph, names, g->array,
                         text_format(arena, "d_%.*s",
                                     TEXT_ARGS(match->name[OLD])));
    }
    return names;
}
