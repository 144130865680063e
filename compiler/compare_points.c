/* compare_points.c: the points at which two graphs are compared.
 *
 * They are drawn in several manners in turn (random_points.h); beyond these are
 * large values, and values near the numbers that the programs have in them, and
 * between two of them, where conditions change. A point is known by its seed. What is given on both sides
 * has the same value, a float, on both.
 */
#include "compare_points.h"

#include "eval_wide.h"
#include "kernel.h"
#include "random_points.h"
#include "uses.h"
#include "values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static Machine machine_create(const Graph *graph, Arena *arena)
{
    Machine m = {.graph = graph};
    for (int k = 0; k < 2; k++) {
        m.evaluator[k] = evaluator_create(graph, arena, k);
        evaluator_keep(m.evaluator[k]);
        m.values[k] = NEW_ARRAY(arena, double *, graph->arrays.count);
    }
    return m;
}

/* -- points -- */

static bool has_number(const Exprs *exprs, double number)
{
    for (ExprId id = 1; id < exprs->nodes.count; id++)
        if (expr_is_number(exprs, id, number))
            return true;
    return false;
}

static void find_numbers(Points *p, Arena *arena)
{
    enum { MOST = 256 };
    for (int side = 0; side < SIDES; side++) {
        const Exprs *exprs = &p->twin->graph[side]->exprs;
        const Exprs *other = &p->twin->graph[!side]->exprs;
        for (ExprId id = 1; id < exprs->nodes.count; id++) {
            const Expr *node = expr_at(exprs, id);
            if (node->kind != NUMBER || fabs(node->as.number) < 1e-6
                || fabs(node->as.number) > 1e30 || p->numbers.count == MOST)
                continue;
            list_push(arena, &p->numbers, node->as.number);
            if (!has_number(other, node->as.number))
                list_push(arena, &p->own, node->as.number);
        }
    }
}

static int compare_numbers(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static double gap_width(const Gap *gap)
{
    return (gap->high - gap->low) / fmax(fabs(gap->low), fabs(gap->high));
}

static int compare_gaps(const void *a, const void *b)
{
    double x = gap_width(a), y = gap_width(b);
    return (x > y) - (x < y);
}

/* What holds between two numbers alone is found in no other manner, if they are
 * close to each other. */
static void find_gaps(Points *p, Arena *arena)
{
    double *sorted =
        arena_copy(arena, p->own.at, p->own.count, sizeof *sorted);
    if (p->own.count < 2)
        return;
    qsort(sorted, p->own.count, sizeof *sorted, compare_numbers);
    for (uint32_t i = 1; i < p->own.count; i++)
        if (sorted[i] > sorted[i - 1])
            list_push(arena, &p->gaps, ((Gap){sorted[i - 1], sorted[i]}));
    if (p->gaps.count)
        qsort(p->gaps.at, p->gaps.count, sizeof *p->gaps.at, compare_gaps);
}

Points points_create(Arena *arena, Twin *twin)
{
    Points p = {.twin = twin};
    for (int side = 0; side < SIDES; side++) {
        p.side[side] = machine_create(twin->graph[side], arena);
        p.factorised[side] = kernel_factorised(twin->graph[side], arena);
    }
    find_numbers(&p, arena);
    find_gaps(&p, arena);
    return p;
}

/* Marks what the arrays are computed of, recurrences as a whole. */
static void mark_needed(const Graph *graph, Arena *arena, ArrayIds *stack,
                        bool *needed)
{
    Reads reads = graph_reads(arena, graph);
    while (stack->count) {
        ArrayId id = graph_source(graph, stack->at[--stack->count]);
        if (needed[id])
            continue;
        needed[id] = true;
        for (uint32_t i = reads.first[id]; i < reads.first[id + 1]; i++)
            list_push(arena, stack, reads.at.at[i]);
        if (!graph_array(graph, id)->recurrence)
            continue;
        const Recurrence *around = recurrence_around(graph, id);
        for (ArrayId member = around->first; member <= around->last; member++)
            list_push(arena, stack, member);
    }
}

void points_need(Points *p, Arena *arena, int side, const ArrayIds *ids)
{
    const Graph *graph = p->twin->graph[side];
    ArrayIds stack = {0};
    Arena *work = arena_open(arena);
    p->needed[side] = NEW_ARRAY(arena, bool, graph->arrays.count);
    for (uint32_t i = 0; i < ids->count; i++)
        list_push(work, &stack, ids->at[i]);
    for (uint32_t i = 0; i < graph->seeds.count; i++)
        list_push(work, &stack,
                  graph_output(graph, graph->seeds.at[i].output, false));
    mark_needed(graph, work, &stack, p->needed[side]);
    arena_close(work);
}

/* One of the numbers; with `own`, of those of one program, if there are. */
static bool pick_number(const Points *p, Stream s, int64_t i, bool own,
                        double *number)
{
    bool alone = own && p->own.count;
    const double *from = alone ? p->own.at : p->numbers.at;
    uint32_t count = alone ? p->own.count : p->numbers.count;
    if (count)
        *number = from[(uint32_t)stream_uniform(s, i, 0, count) % count];
    return count > 0;
}

/* Off a number by half of it, or by a thousandth of that, or between. */
static double near_number(const Points *p, Stream s, int64_t i, bool own)
{
    double number;
    if (!pick_number(p, s, i, own, &number))
        return stream_normal(s, i);
    double off = stream_uniform((Stream){s.seed + 1, s.number}, i, -1, 1);
    return number * (1 + copysign(0.5 * pow(10, -3 * fabs(off)), off));
}

/* Of the manners of a seed, those behind the common ones are far from 0. Few
 * points in a row have one of most kinds. */
enum { LARGE = MANNERS, NUMBERS, OWN_NUMBERS, ALL_MANNERS };

static uint32_t manner_of(const Points *p)
{
    static const uint8_t manners[ALL_MANNERS] = {
        MANNER_NEAR, MANNER_NORMAL, MANNER_POSITIVE, OWN_NUMBERS, LARGE,
        MANNER_WITHIN, NUMBERS, MANNER_ABOVE, MANNER_SMALL};
    return manners[p->seed % ALL_MANNERS];
}

uint32_t points_in_turn(void)
{
    return 4 * ALL_MANNERS;
}

bool points_are_far(const Points *p)
{
    return !p->aimed && manner_of(p) >= LARGE;
}

/* At every second point that is near numbers, an element is between two. */
static bool between_numbers(const Points *p, Stream s, int64_t i,
                            double *number)
{
    uint64_t turn = p->seed / ALL_MANNERS;
    if (!p->gaps.count || turn % 2 == 0)
        return false;
    const Gap *gap = &p->gaps.at[(turn / 2 + (uint64_t)i) % p->gaps.count];
    *number = stream_uniform(s, i, gap->low, gap->high);
    return true;
}

/* An element of a real array; `start` is what the program gives a param. */
static double draw(const Points *p, Stream s, int64_t i, const double *start)
{
    uint32_t manner = manner_of(p);
    double number;
    if (manner == OWN_NUMBERS && between_numbers(p, s, i, &number))
        return number;
    if (manner >= NUMBERS)
        return near_number(p, s, i, manner == OWN_NUMBERS);
    if (manner != LARGE)
        return manner_draw((Manner)manner, s, i, start);
    return start ? manner_draw(MANNER_NORMAL, s, i, start)
                 : (p->seed / ALL_MANNERS % 2 ? 10 : 100) * stream_normal(s, i);
}

/* An index: any; or one after the other, the last first; or a number that
 * stands in the programs; or one of the ends and what is next to them. */
static double draw_index(const Points *p, Stream s, int64_t i, Range range)
{
    enum { KINDS = 4 };
    double number;
    uint64_t turn = (p->seed + p->seed / ALL_MANNERS) % KINDS;
    uint64_t span = (uint64_t)(range.high - range.low);
    if (turn == 1 && span)
        return (double)(range.high - 1
                        - (int64_t)(((uint64_t)i + p->seed / KINDS) % span));
    if (turn == 2 && pick_number(p, s, i, true, &number)
        && number == floor(number) && number >= (double)range.low
        && number < (double)range.high)
        return number;
    if (turn == 3 && span) {
        uint64_t end = (uint64_t)i + p->seed / KINDS;
        int64_t off = (int64_t)(end / 2 % 2 % span);
        return (double)(end % 2 ? range.high - 1 - off : range.low + off);
    }
    return stream_whole(s, i, range);
}

Range points_index_range(const Points *p, const ArrayId id[SIDES],
                         int64_t element)
{
    Range range = {0, INT64_MAX};
    for (int side = 0; side < SIDES; side++) {
        if (!id[side])
            continue;
        Range own =
            graph_index_range(p->twin->graph[side], id[side], element);
        range.low = own.low > range.low ? own.low : range.low;
        range.high = own.high < range.high ? own.high : range.high;
    }
    return range;
}

/* Its values on both sides, or on one if the other has no such array. */
static void draw_array(Points *p, const ArrayId id[SIDES], uint32_t number)
{
    int first = id[OLD] ? OLD : NEW;
    const Array *array = graph_array(p->twin->graph[first], id[first]);
    double *to = p->side[first].values[0][id[first]];
    bool starts = array->kind == PARAM || array->kind == STATE;
    Stream s = {p->seed * 2 + 1, number};
    int64_t size = array_size(array);
    for (int64_t i = 0; i < size && array->kind != DRAWN; i++) {
        if (array->type == WHOLE) {
            to[i] = draw_index(p, s, i, points_index_range(p, id, i));
            continue;
        }
        to[i] = draw(p, s, i, starts ? to : NULL);
    }
    bool definite = p->seed / ALL_MANNERS % 2;
    if (definite && ((id[OLD] && p->factorised[OLD][id[OLD]])
                     || (id[NEW] && p->factorised[NEW][id[NEW]])))
        values_make_definite(array, to);
    for (int64_t i = 0; i < size; i++)
        to[i] = (double)(float)to[i];
    if (id[OLD] && id[NEW])
        memcpy(p->side[NEW].values[0][id[NEW]], to,
               (size_t)size * sizeof(double));
}

/* Room for what nothing starts, and how the others start, but for what the old
 * side starts. */
static bool start_values(Points *p, Arena *work, int side, Buffer *problems)
{
    const Twin *twin = p->twin;
    const Graph *graph = twin->graph[side];
    double **values = p->side[side].values[0];
    bool *started = NEW_ARRAY(work, bool, twin->matched + 1);
    bool *known = NEW_ARRAY(work, bool, graph->arrays.count);
    for (ArrayId id = 1; side == NEW && id < twin->graph[OLD]->arrays.count; id++)
        started[twin->given[OLD][id]] = true;
    started[0] = false;
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        known[id] = started[twin->given[side][id]];
        if (array_is_given(array))
            values[id] = NEW_ARRAY(work, double, array_size(array));
    }
    return values_initialise_rest(graph, work, p->seed, 0, true, known, values,
                                  problems);
}

static void set_array(Points *p, const ArrayId id[SIDES], const double *values)
{
    for (int side = 0; values && side < SIDES; side++) {
        const Array *array = graph_array(p->twin->graph[side], id[side]);
        memcpy(p->side[side].values[0][id[side]], values,
               (size_t)array_size(array) * sizeof *values);
    }
}

typedef struct Both {
    ArrayId id[SIDES];
} Both;

bool points_draw(Points *p, Arena *work, Buffer *problems)
{
    const Twin *twin = p->twin;
    Both *both = NEW_ARRAY(work, Both, twin->matched + 1);
    for (int side = 0; side < SIDES; side++) {
        const Graph *graph = twin->graph[side];
        if (!start_values(p, work, side, problems))
            return false;
        for (ArrayId id = 1; id < graph->arrays.count; id++) {
            if (!array_is_given(graph_array(graph, id)))
                continue;
            ArrayId alone[SIDES] = {0};
            alone[side] = id;
            if (twin->given[side][id])
                both[twin->given[side][id]].id[side] = id;
            else
                draw_array(p, alone, 0x10000u * (uint32_t)(side + 1) + id);
        }
    }
    for (uint32_t n = 1; n <= twin->matched; n++)
        if (both[n].id[OLD] || both[n].id[NEW])
            draw_array(p, both[n].id, n);
    for (uint32_t n = 1; p->aimed && n <= twin->named; n++)
        set_array(p, both[n].id, p->aimed->values[n]);
    return true;
}

/* -- computing -- */

/* False if index data have no value that suits both sides. */
bool points_run(Points *p, bool in_float, EvalFault *fault)
{
    for (int side = 0; side < SIDES; side++) {
        Machine *m = &p->side[side];
        for (ArrayId id = 1; in_float && id < m->graph->arrays.count; id++)
            if (array_is_given(graph_array(m->graph, id)))
                m->values[1][id] = m->values[0][id];
        if (!evaluator_run_needed(m->evaluator[in_float], m->values[in_float],
                                  p->needed[side], fault))
            return false;
    }
    return true;
}

Valued points_mute(Points *p)
{
    const Graph *old = p->twin->graph[OLD], *new = p->twin->graph[NEW];
    int64_t muted = 0, all = 0;
    for (uint32_t i = 0; i < old->seeds.count && i < new->seeds.count; i++) {
        ArrayId a = graph_output(old, old->seeds.at[i].output, false);
        ArrayId b = graph_output(new, new->seeds.at[i].output, false);
        double *seed_a = p->side[OLD].values[0][old->seeds.at[i].array];
        double *seed_b = p->side[NEW].values[0][new->seeds.at[i].array];
        int64_t size = array_size(graph_array(old, a));
        for (int64_t k = 0; k < size; k++)
            if (!isfinite(p->side[OLD].values[0][a][k])
                || !isfinite(p->side[NEW].values[0][b][k])) {
                seed_a[k] = seed_b[k] = 0;
                muted++;
            }
        all += size;
    }
    return !muted ? ALL_VALUED : muted < all ? SOME_VALUED : NONE_VALUED;
}

bool points_run_wide(Points *p, Arena *work, EvalFault *fault)
{
    for (int side = 0; side < SIDES; side++) {
        Machine *m = &p->side[side];
        uint32_t count = m->graph->arrays.count;
        for (int shaken = 0; shaken < 2; shaken++) {
            double **high = NEW_ARRAY(work, double *, count);
            double **low = NEW_ARRAY(work, double *, count);
            for (ArrayId id = 1; id < count; id++)
                if (array_is_given(graph_array(m->graph, id)))
                    high[id] = m->values[0][id];
            m->wide[shaken][0] = high;
            m->wide[shaken][1] = low;
            WideRun run = {.shaken = shaken, .needed = p->needed[side],
                           .programs = evaluator_programs(m->evaluator[0])};
            if (!eval_wide(m->graph, work, &run, high, low, fault))
                return false;
            m->overflowed = run.overflowed;
        }
    }
    return true;
}
