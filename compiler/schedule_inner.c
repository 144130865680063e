/* schedule_inner.c: long bodies of loops, cut into functions.
 *
 *     for i: a[i] = …; b[i] = …; y[i] = …
 *
 * What C compilers keep on the stack grows with the length of a function, and
 * one nest can be all of a program. Where the stack is small, the steps in the
 * loops of a long nest become functions that are called in each turn; what they
 * hand to each other is in the work area, in one place for all turns.
 */
#include "schedule.h"

enum {
    LONGEST_BODY = 100,         /* weight of nests that stay in one piece */
    LONGEST_FUNCTION = 50
};

/* Steps [from, to) of a nest, which share more than `loops` loops with each
 * other. */
typedef struct Group {
    uint32_t from, to;
    uint32_t weight;
    uint32_t inner;             /* loops that all of them share */
    bool     whole;             /* all can stand in a function for one turn of
                                   the `loops` loops around */
} Group;

/* Whether what the step makes is of one turn of the loops: if not, it gathers
 * in them. */
static bool is_of_turn(const Schedule *s, const Step *step, uint32_t loops)
{
    const Array *array = graph_array(s->graph, step->array);
    if (step->kind == STEP_ZERO || step->kind == STEP_RESULT)
        return array->rank >= loops;
    if (step->kind != STEP_PART || step->tile || array->kind != EQUATION)
        return false;
    const Part *part = &array->as.parts[step->part];
    uint32_t indices = 0;
    for (uint32_t i = 0; i < array->rank; i++)
        indices |= subscript_depends(&s->graph->exprs, part->target[i]);
    return (uint64_t)indices * 2 >> loops != 0;
}

static Group next_group(Schedule *s, const Nest *nest, uint32_t from, uint32_t to,
                        uint32_t loops)
{
    Group group = {.from = from, .to = from, .inner = MAX_INDICES,
                   .whole = true};
    do {
        const Step *step = &nest->steps.at[group.to++];
        group.weight += step_weight(s, step);
        group.whole &= is_of_turn(s, step, loops);
        if (group.to < to && nest->steps.at[group.to].shared > loops
            && nest->steps.at[group.to].shared < group.inner)
            group.inner = nest->steps.at[group.to].shared;
    } while (group.to < to && nest->steps.at[group.to].shared > loops);
    return group;
}

static void enter(Nest *nest, const Group *group, uint32_t function,
                  uint32_t loops)
{
    for (uint32_t i = group->from; i < group->to; i++) {
        nest->steps.at[i].function = (uint8_t)function;
        nest->steps.at[i].turns = (uint8_t)loops;
    }
}

/* Cuts steps [from, to), which share that many loops; `function` is the last
 * there is. Returns the last there is then. */
static uint32_t cut(Schedule *s, Nest *nest, uint32_t from, uint32_t to,
                    uint32_t loops, uint32_t function)
{
    uint32_t filled = LONGEST_FUNCTION;
    while (from < to && function < UINT8_MAX) {
        const Group group = next_group(s, nest, from, to, loops);
        bool deeper = group.weight > LONGEST_FUNCTION
                   && group.inner < MAX_INDICES;
        from = group.to;
        filled += group.weight;
        if (deeper)
            function = cut(s, nest, group.from, group.to, group.inner, function);
        if (deeper || !group.whole) {
            filled = LONGEST_FUNCTION;
            continue;
        }
        if (filled > LONGEST_FUNCTION) {
            filled = group.weight;
            function++;
        }
        enter(nest, &group, function, loops);
    }
    return function;
}

/* Whether one function is all of the body. */
static bool is_in_one(const Nest *nest)
{
    for (uint32_t i = 0; i < nest->steps.count; i++)
        if (nest->steps.at[i].function != 1)
            return false;
    return true;
}

static void cut_body(Schedule *s, Nest *nest)
{
    uint32_t count = nest->steps.count;
    if (nest->recurrent || nest->run || nest->changes
        || nest->weight <= LONGEST_BODY)
        return;
    const Group all = next_group(s, nest, 0, count, 0);
    if (all.to < count || all.inner == MAX_INDICES)
        return;
    cut(s, nest, 0, count, all.inner, 0);
    if (is_in_one(nest))
        enter(nest, &all, 0, 0);
}

void cut_bodies(Schedule *s)
{
    for (uint32_t n = 0; n < s->routine->nests.count; n++)
        cut_body(s, &s->routine->nests.at[n]);
}
