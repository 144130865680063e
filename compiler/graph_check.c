/* graph_check.c: the invariants of a graph.
 *
 * Array by array and part by part, each in time proportional to its size. What
 * is wrong here is a fault of the compiler; programs are checked when they are
 * lowered. The numbers in comments are those of the invariants in the design:
 * 1 operands before users, 2 indices and ranges, 3 subscripts, 4 bounds,
 * 5 sets, 6 parts, 7 no equations among guards, 8 types, 11 all is reached.
 */
#include "checking.h"

#include "kernel.h"

#include <math.h>
#include <stdlib.h>

#define MAX_SIZE ((int64_t)1 << 62)

Text check_name(Check *check, ArrayId id)
{
    uint32_t definition = graph_definition_of(check->graph, id);
    if (definition)
        return check->graph->definitions.at[definition].name;
    return text_format(check->arena, "#%u", id);
}

bool check_fail(Check *check, const char *format, ...)
{
    if (check->id) {
        Text name = check_name(check, check->id);
        buffer_print(check->problem, "array %u `%.*s`", check->id,
                     TEXT_ARGS(name));
        if (check->part_number)
            buffer_print(check->problem, ", part %u", check->part_number);
        buffer_puts(check->problem, ": ");
    }
    va_list args;
    va_start(args, format);
    buffer_vprint(check->problem, format, args);
    va_end(args);
    buffer_puts(check->problem, "\n");
    return false;
}

/* -- parts -- */

static bool is_reduction(const Part *part)
{
    return part->combine != SET && part->combine != SUM;
}

/* 2: ranges hold something. */
static bool check_ranges(Check *check)
{
    const Part *part = check->part;
    if (part->index_count > MAX_INDICES)
        return check_fail(check, "binds %u indices", part->index_count);
    for (uint32_t i = 0; i < part->index_count; i++)
        if (part->ranges[i].low >= part->ranges[i].high)
            return check_fail(check, "index %u has an empty range", i);
    return true;
}

/* 3, 7: guards are affine, and no two of them an equation. */
static bool check_guards(Check *check)
{
    const Exprs *exprs = &check->graph->exprs;
    const Part *part = check->part;
    for (uint32_t i = 0; i < part->guard_count; i++) {
        if (!check_subscript(check, part->guards[i], "a guard"))
            return false;
        const Subscript *guard = subscript_at(exprs, part->guards[i]);
        if (guard->data)
            return check_fail(check, "guard %u is not affine", i);
        for (uint32_t k = 0; k < i && !is_reduction(part); k++)
            if (guards_are_equation(exprs, part->guards[i], part->guards[k]))
                return check_fail(check, "guards %u and %u are an equation", k,
                                  i);
    }
    return true;
}

/* 3: the target is well made. */
static bool check_target(Check *check)
{
    for (uint32_t a = 0; a < check->array->rank; a++)
        if (!check_subscript(check, check->part->target[a], "the target"))
            return false;
    return true;
}

/* 4: the target is in bounds. */
static bool check_target_bounds(Check *check)
{
    const Graph *graph = check->graph;
    const Part *part = check->part;
    uint32_t free = 0;
    for (uint32_t a = 0; a < check->array->rank; a++)
        free |= subscript_depends(&graph->exprs, part->target[a]);
    const Domain domain = domain_on(&check->domain, graph, free);
    for (uint32_t a = 0; a < check->array->rank; a++) {
        Range range = domain_bounds(&domain, graph, part->target[a]);
        if (range.low < range.high
            && (range.low < 0 || range.high > check->array->shape[a]))
            return check_fail(check, "the target is out of bounds: axis %u at "
                              "%lld … %lld of %lld", a, (long long)range.low,
                              (long long)range.high - 1,
                              (long long)check->array->shape[a]);
    }
    return true;
}

/* 5, 6: what each way to combine asks of its part. */
static bool check_combine(Check *check)
{
    const Graph *graph = check->graph;
    const Array *array = check->array;
    const Part *part = check->part;
    if (part->combine > ARGMIN)
        return check_fail(check, "combines in no known way");
    if (part->combine == SET && !target_is_injective(graph, part, array->rank))
        return check_fail(check, "sets an element twice");
    if (!is_reduction(part))
        return true;
    if (array->part_count != 1)
        return check_fail(check, "a reduction is one of several parts");
    if (!part_is_plain(graph, array, part))
        return check_fail(check, "the target of a reduction is not plain");
    if (part->index_count != array->rank + 1)
        return check_fail(check, "reduces %d indices, not one",
                          (int)part->index_count - array->rank);
    if (part->combine != ARGMAX && part->combine != ARGMIN)
        return true;
    if (part->component != array->rank)
        return check_fail(check, "keeps index %u, which is not reduced",
                          part->component);
    if (array->type != WHOLE)
        return check_fail(check, "keeps an index in an array of reals");
    return true;
}

/* 8: the elements of an array of index values are below its limit. */
static bool check_limit(Check *check)
{
    const Array *array = check->array;
    const Part *part = check->part;
    Range range;
    if (array->type != WHOLE)
        return true;
    if (part->combine == SUM || part->combine == PROD)
        return check_fail(check, "index values are summed");
    if (part->combine == ARGMAX || part->combine == ARGMIN) {
        range = part->ranges[part->component];
    } else {
        if (part->combine != SET && part->guard_count)
            return check_fail(check, "an index value may be of nothing");
        if (!(expr_at(&check->graph->exprs, part->body)->flags & EXPR_WHOLE))
            return check_fail(check, "an index value is not whole");
        range = domain_bounds_expr(&check->domain, check->graph, part->body);
    }
    if (range.low < range.high
        && (range.low < 0 || range.high > array->limit))
        return check_fail(check, "index values %lld … %lld are not below %lld",
                          (long long)range.low, (long long)range.high - 1,
                          (long long)array->limit);
    return true;
}

/* A routine makes slices of its array from slices of operands of the shapes
 * that it takes. */
static bool check_kernel(Check *check)
{
    return kernel_is_sound(check->graph, check->array)
        || check_fail(check, "operands do not fit the routine");
}

static bool check_part(Check *check)
{
    if (!check_ranges(check))
        return false;
    domain_of_part(&check->domain, check->arena, check->part);
    return check_guards(check) && check_target(check) && check_body(check)
        && check_target_bounds(check) && check_combine(check)
        && (check->array->kind == KERNEL ? check_kernel(check)
                                         : check_limit(check));
}

/* -- parts of one array -- */

/* 5: the SET parts do not meet. */
static bool check_disjoint(Check *check)
{
    const Array *array = check->array;
    Array sets = *array;
    Part *parts = NEW_ARRAY(check->arena, Part, array->part_count);
    uint32_t *numbers = NEW_ARRAY(check->arena, uint32_t, array->part_count);
    uint32_t first, second;
    sets.as.parts = parts;
    sets.part_count = 0;
    for (uint32_t i = 0; i < array->part_count; i++)
        if (array->as.parts[i].combine == SET) {
            numbers[sets.part_count] = i + 1;
            parts[sets.part_count++] = array->as.parts[i];
        }
    check->part_number = 0;
    if (!array->rank && sets.part_count > 1)
        return check_fail(check, "two parts set the one element");
    if (!parts_meet(check->graph, check->arena, &sets, &first, &second))
        return true;
    return check_fail(check, "parts %u and %u set one element",
                      numbers[first], numbers[second]);
}

/* -- arrays -- */

static bool same_shape(const Array *a, const Array *b)
{
    if (a->rank != b->rank)
        return false;
    for (uint32_t i = 0; i < a->rank; i++)
        if (a->shape[i] != b->shape[i])
            return false;
    return true;
}

static bool check_shape(Check *check)
{
    const Array *array = check->array;
    int64_t size = 1;
    if (array->rank > MAX_RANK)
        return check_fail(check, "has rank %u", array->rank);
    for (uint32_t a = 0; a < array->rank; a++) {
        if (array->shape[a] <= 0)
            return check_fail(check, "axis %u is empty", a);
        if (array->shape[a] > MAX_SIZE / size)
            return check_fail(check, "has too many elements");
        size *= array->shape[a];
    }
    if (array->type == WHOLE && array->limit <= 0)
        return check_fail(check, "holds index values without a limit");
    return true;
}

static bool check_literal(Check *check)
{
    const Array *array = check->array;
    int64_t size = array_size(array);
    for (int64_t i = 0; array->type == WHOLE && i < size; i++) {
        double value = array->as.values[i];
        if (!(value >= 0 && value < (double)array->limit)
            || value != floor(value))
            return check_fail(check, "element %lld is no index value below "
                              "%lld", (long long)i, (long long)array->limit);
    }
    return true;
}

/* 1, 9: a carry is of a later array like it, a member of a recurrence. */
static bool check_carry(Check *check)
{
    const Array *array = check->array;
    ArrayId carried = array->as.carried;
    if (carried <= check->id || carried >= check->graph->arrays.count)
        return check_fail(check, "carries array %u, which is not behind it",
                          carried);
    const Array *of = graph_array(check->graph, carried);
    bool made = array_is_computed(of) || of->kind == HELD
             || of->kind == DERIVATIVE;
    if (!made || !of->recurrence)
        return check_fail(check, "carries array %u, which is in no recurrence",
                          carried);
    if (!same_shape(array, of) || array->type != of->type
        || (of->type == WHOLE && of->limit > array->limit))
        return check_fail(check, "carries array %u, which is not like it",
                          carried);
    return true;
}

static bool check_operand(Check *check, ArrayId id)
{
    return (id && id < check->id)
        || check_fail(check, "is made of array %u, which is not before it", id);
}

static bool check_array(Check *check, ArrayId id)
{
    check->id = id;
    check->array = graph_array(check->graph, id);
    check->part_number = 0;
    if (!check_shape(check))
        return false;
    if (check->array->kind == LITERAL)
        return check_literal(check);
    if (check->array->kind == CARRY)
        return check_carry(check);
    if (check->array->kind == HELD)
        return check_operand(check, check->array->as.carried);
    if (check->array->kind == DERIVATIVE)
        return check_operand(check, check->array->as.derivative->of)
            && check_operand(check, check->array->as.derivative->by)
            && (!check->array->as.derivative->seed
                || check_operand(check, check->array->as.derivative->seed));
    if (!array_is_computed(check->array))
        return true;
    for (uint32_t i = 0; i < check->array->part_count; i++) {
        check->part = &check->array->as.parts[i];
        check->part_number = i + 1;
        if (!check_part(check))
            return false;
    }
    return check->array->part_count < 2 || check_disjoint(check);
}

/* -- the interface -- */

/* Definitions of a list, which all name an array of one kind, or any. */
static bool check_names(Check *check, const uint32_t *list, uint32_t count,
                        int kind, const char *what)
{
    const Graph *graph = check->graph;
    for (uint32_t i = 0; i < count; i++) {
        if (!list[i] || list[i] >= graph->definitions.count)
            return check_fail(check, "%s %u is no definition", what, i);
        ArrayId array = graph->definitions.at[list[i]].array;
        if (!array || array >= graph->arrays.count)
            return check_fail(check, "%s %u has no array", what, i);
        if (kind >= 0 && graph_array(graph, array)->kind != kind)
            return check_fail(check, "%s %u is of another kind", what, i);
    }
    return true;
}

static bool check_gradients(Check *check)
{
    const Graph *graph = check->graph;
    for (uint32_t i = 0; i < graph->seeds.count; i++) {
        Seed seed = graph->seeds.at[i];
        if (!seed.array || seed.array >= graph->arrays.count
            || seed.output >= graph->outputs.count)
            return check_fail(check, "seed %u is of nothing", i);
        uint32_t of = graph->outputs.at[seed.output];
        if (!same_shape(graph_array(graph, seed.array),
                        graph_array(graph, graph->definitions.at[of].array)))
            return check_fail(check, "seed %u has another shape", i);
    }
    for (uint32_t i = 0; i < graph->gradients.count; i++) {
        Gradient g = graph->gradients.at[i];
        if (!g.array || g.array >= graph->arrays.count || !g.by
            || g.by >= graph->arrays.count)
            return check_fail(check, "gradient %u is of nothing", i);
        if (!same_shape(graph_array(graph, g.array),
                        graph_array(graph, g.by)))
            return check_fail(check, "gradient %u has another shape", i);
    }
    return true;
}

static bool may_be_drawn(const Array *array)
{
    return array->kind == PARAM || array->kind == STATE
        || array->kind == DRAWN;
}

static bool check_initials(Check *check)
{
    const Graph *graph = check->graph;
    for (uint32_t i = 0; i < graph->initials.count; i++) {
        const Initial *initial = &graph->initials.at[i];
        if (!initial->array || initial->array >= graph->arrays.count
            || !may_be_drawn(graph_array(graph, initial->array)))
            return check_fail(check, "initial value %u is of no param", i);
        if (initial->draw != DRAW_NONE)
            continue;
        if (!initial->value || initial->value >= graph->arrays.count)
            return check_fail(check, "initial value %u is nothing", i);
        const Array *value = graph_array(graph, initial->value);
        if (value->rank
            && !same_shape(value, graph_array(graph, initial->array)))
            return check_fail(check, "initial value %u has another shape", i);
    }
    return true;
}

static bool check_nexts(Check *check)
{
    const Graph *graph = check->graph;
    for (uint32_t i = 0; i < graph->nexts.count; i++) {
        Next next = graph->nexts.at[i];
        if (!next.state || next.state >= graph->arrays.count
            || graph_array(graph, next.state)->kind != STATE
            || !next.definition
            || next.definition >= graph->definitions.count)
            return check_fail(check, "next value %u is of no state", i);
        const Array *value = graph_array(graph, graph_next(graph, i));
        if (!same_shape(value, graph_array(graph, next.state)))
            return check_fail(check, "next value %u has another shape", i);
    }
    return true;
}

static bool check_inferred(Check *check)
{
    const Graph *graph = check->graph;
    if (graph->inferred.count
        && graph->inferred.count != graph->outputs.count)
        return check_fail(check, "infer has other outputs");
    for (uint32_t i = 0; i < graph->inferred.count; i++) {
        ArrayId id = graph->inferred.at[i];
        if (!id || id >= graph->arrays.count
            || !same_shape(graph_array(graph, id),
                           graph_array(graph, graph_output(graph, i, false))))
            return check_fail(check, "output %u of infer has another shape",
                              i);
    }
    return true;
}

static bool check_interface(Check *check)
{
    const Graph *graph = check->graph;
    for (uint32_t i = 1; i < graph->definitions.count; i++)
        if (graph->definitions.at[i].array >= graph->arrays.count)
            return check_fail(check, "definition %u has no array", i);
    return check_names(check, graph->inputs.at, graph->inputs.count, INPUT,
                       "input")
        && check_names(check, graph->params.at, graph->params.count, PARAM,
                       "param")
        && check_names(check, graph->states.at, graph->states.count, STATE,
                       "state")
        && check_names(check, graph->draws.at, graph->draws.count, DRAWN,
                       "drawn input")
        && check_names(check, graph->outputs.at, graph->outputs.count, -1,
                       "output")
        && check_nexts(check) && check_inferred(check)
        && check_initials(check) && check_gradients(check);
}

/* 11: everything is there for something. */
static bool check_reached(Check *check)
{
    const Graph *graph = check->graph;
    const bool *reached = graph_reached(graph, check->arena);
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        if (!reached[id]) {
            check->id = id;
            check->part_number = 0;
            return check_fail(check, "nothing needs it");
        }
    return true;
}

bool graph_check(const Graph *graph, Arena *arena, Buffer *problem)
{
    Check check = {.graph = graph, .arena = arena, .problem = problem};
    if (!check_interface(&check))
        return false;
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        if (!check_array(&check, id))
            return false;
    return check_reached(&check);
}
