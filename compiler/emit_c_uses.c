/* emit_c_uses.c: what the functions of a routine use of its arguments.
 *
 * A long routine is cut into functions, and each has the arguments that it
 * uses and no others: their lists together grow with the program, not with
 * its square. What a function uses is listed as it is met, so nothing here goes
 * through all arguments but once for a routine.
 */
#include "emit_c_code.h"

#include <stdlib.h>

Entry code_entry(const Code *code)
{
    static const Entry entries[PASS_COUNT] = {
        [FORWARD] = ENTRY_FORWARD,
        [BACKWARD] = ENTRY_BACKWARD,
        [INFER] = ENTRY_INFER,
    };
    if (code->tangent)
        return ENTRY_TANGENT;
    if (!code->graph->training.method)
        return entries[code->pass];
    return !code->graph->split ? ENTRY_STEP
         : code->updates       ? ENTRY_UPDATE
                               : ENTRY_GRADIENT;
}

static void number_argument(Uses *uses, uint32_t number)
{
    const Argument *argument = &uses->all.at[number - 1];
    switch (argument->kind) {
    case ARGUMENT_PARAMS:
        uses->params = number;
        return;
    case ARGUMENT_GRADIENTS:
        uses->gradients = number;
        return;
    case ARGUMENT_READS:
        uses->of_reads[argument->at] = number;
        return;
    case ARGUMENT_WORK:
        uses->work = number;
        return;
    case ARGUMENT_ARRAY:
        uses->of_array[argument->at] = number;
        return;
    case ARGUMENT_RESULT:
        uses->of_result[argument->at] = number;
        return;
    case ARGUMENT_STATE:
        uses->state = number;
        return;
    case ARGUMENT_SEED:
    case ARGUMENT_INDEX:
        return;
    }
}

void uses_begin(Code *code)
{
    const Graph *graph = code->graph;
    uint32_t results = graph->outputs.count > graph->gradients.count
                         ? graph->outputs.count
                         : graph->gradients.count;
    Uses *uses = &code->uses;
    *uses = (Uses){
        .all = entry_arguments(graph, code->names, code_entry(code)),
        .of_array = NEW_ARRAY(code->arena, uint32_t, graph->arrays.count),
        .of_reads = NEW_ARRAY(code->arena, uint32_t,
                              graph->training.trained.count),
        .of_result = NEW_ARRAY(code->arena, uint32_t, results),
    };
    uses->somewhere = NEW_ARRAY(code->arena, bool, uses->all.count + 1);
    uses->here = NEW_ARRAY(code->arena, uint32_t, uses->all.count + 1);
    uses->now.function = uses->functions = 1;
    for (uint32_t i = 1; i <= uses->all.count; i++)
        number_argument(uses, i);
}

/* 0 is what is no argument. */
void use_argument(Code *code, uint32_t argument)
{
    Uses *uses = &code->uses;
    if (!argument || uses->here[argument] == uses->now.function)
        return;
    const Meeting met = {argument, uses->here[argument]};
    uses->here[argument] = uses->now.function;
    uses->somewhere[argument] = true;
    list_push(code->arena, &uses->now.list, met);
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = ((const Meeting *)a)->argument;
    uint32_t y = ((const Meeting *)b)->argument;
    return (x > y) - (x < y);
}

Used uses_leave(Code *code)
{
    Uses *uses = &code->uses;
    const Used used = uses->now;
    uses->now = (Used){.function = ++uses->functions};
    return used;
}

/* The marks of the function around are those that the other has written
 * over. */
Arguments uses_return(Code *code, const Used *around)
{
    Uses *uses = &code->uses;
    Arguments arguments = {0};
    const Used used = uses->now;
    if (used.list.count)
        qsort(used.list.at, used.list.count, sizeof(Meeting), by_number);
    uses->now = *around;
    for (uint32_t i = 0; i < used.list.count; i++) {
        const Meeting met = used.list.at[i];
        list_push(code->arena, &arguments, uses->all.at[met.argument - 1]);
        uses->here[met.argument] = met.before;
        use_argument(code, met.argument);
    }
    arena_release(code->arena, used.list.at, used.list.capacity,
                  sizeof(Meeting));
    return arguments;
}

void uses_void(const Code *code, Buffer *out)
{
    const Uses *uses = &code->uses;
    for (uint32_t i = 0; i < uses->all.count; i++)
        if (!uses->somewhere[i + 1])
            buffer_print(out, "    (void)%.*s;\n",
                         TEXT_ARGS(uses->all.at[i].name));
}

Text uses_call(Code *code, const Arguments *arguments)
{
    Buffer list = buffer_create(code->arena);
    for (uint32_t i = 0; i < arguments->count; i++)
        buffer_print(&list, "%s%.*s", i ? ", " : "",
                     TEXT_ARGS(arguments->at[i].name));
    return buffer_text(&list);
}
