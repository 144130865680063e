/* command_diff_alike.c: outputs that need not be derived to be compared. */
#include "command_diff.h"

/* Whether nothing but equations says what is derived: no recurrence, and what is
 * given is alike on both sides. */
static bool is_plain(const Twin *twin)
{
    const Graph *old = twin->graph[OLD], *new = twin->graph[NEW];
    const Array **of = NEW_ARRAY(twin->arena, const Array *, twin->matched + 1);
    if (old->batch != new->batch || old->recurrences.count > 1
        || new->recurrences.count > 1)
        return false;
    for (ArrayId id = 1; id < old->arrays.count; id++)
        of[twin->given[OLD][id]] = graph_array(old, id);
    for (ArrayId id = 1; id < new->arrays.count; id++) {
        const Array *own = graph_array(new, id);
        const Array *other = of[twin->given[NEW][id]];
        if (twin->given[NEW][id] && other
            && (!arrays_are_of_a_kind(own, other)
                || own->limit != other->limit))
            return false;
    }
    return true;
}

static bool is_derived_by(const Graph *graph, ArrayId id)
{
    const Array *array = graph_array(graph, id);
    return (array->kind == PARAM || array->kind == INPUT)
        && array->type != WHOLE;
}

/* In the order of the old program, in which differentiate.h has them. */
static void add_derived(const Twin *twin, const bool *derived,
                        const uint32_t *definitions, uint32_t count,
                        Definitions *by)
{
    const Graph *old = twin->graph[OLD];
    for (uint32_t i = 0; i < count; i++) {
        ArrayId id = old->definitions.at[definitions[i]].array;
        uint32_t number = twin->given[OLD][id];
        if (number && derived[number] && is_derived_by(old, id))
            list_push(twin->arena, by, number);
    }
}

Alike diff_alike(const DiffCommand *command, const Matches *matches,
                 Arena *arena)
{
    const Graph *old = command->forward[OLD], *new = command->forward[NEW];
    Alike alike = {0};
    if (!command->by_all)
        return alike;
    const Twin *twin = twin_create_literal(arena, old, new, matches);
    if (!is_plain(twin))
        return alike;
    alike.twin = twin;
    bool *derived = NEW_ARRAY(arena, bool, twin->matched + 1);
    for (ArrayId id = 1; id < new->arrays.count; id++)
        derived[twin->given[NEW][id]] |= is_derived_by(new, id);
    add_derived(twin, derived, old->params.at, old->params.count, &alike.by);
    add_derived(twin, derived, old->inputs.at, old->inputs.count, &alike.by);
    return alike;
}

bool outputs_are_alike(const Alike *alike, uint32_t old, uint32_t new)
{
    const Twin *twin = alike->twin;
    return twin
        && twin->form[OLD][graph_output(twin->graph[OLD], old, false)]
               == twin->form[NEW][graph_output(twin->graph[NEW], new, false)];
}
