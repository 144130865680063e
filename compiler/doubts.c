/* doubts.c: a table of doubts, by the bits of numbers. */
#include "doubts.h"

#include "eval_wide.h"

#include <string.h>

typedef struct Doubt {
    double value, off;
} Doubt;

struct Doubts {
    Arena *arena;
    Table  table;
    LIST(Doubt) doubts;             /* [0] is unused */
};

#define NOTHING_ELSE 16.0           /* times its doubt is no value at all */

Doubts *doubts_create(Arena *arena)
{
    Doubts *d = NEW(arena, Doubts);
    d->arena = arena;
    list_push(arena, &d->doubts, (Doubt){0});
    return d;
}

static uint64_t hash_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return hash_mix(0, bits);
}

/* What takes 40 bits at most is what was meant. */
static bool is_short(double x)
{
    int exponent;
    double scaled = ldexp(frexp(x, &exponent), 40);
    return scaled == floor(scaled);
}

static Doubt *find(const Doubts *d, double value)
{
    uint64_t hash = hash_of(value);
    uint32_t id;
    for (uint32_t at = table_first(&d->table, hash);
         (id = table_id(&d->table, at)); at = table_next(&d->table, at, hash))
        if (d->doubts.at[id].value == value)
            return &d->doubts.at[id];
    return NULL;
}

double doubts_of(const Doubts *d, double constant)
{
    if (is_short(constant))
        return 0;
    const Doubt *known = d ? find(d, constant) : NULL;
    return known ? known->off : fabs(constant) * 0x1p-53;
}

/* The value, or 0 if it is nothing but doubt. */
static double note(Doubts *d, double value, double off)
{
    if (fabs(value) <= NOTHING_ELSE * off)
        return 0;
    if (is_short(value) || !(off > fabs(value) * 0x1p-53) || !isfinite(off))
        return value;
    Doubt *known = find(d, value);
    if (known) {
        known->off = fmax(known->off, off);
        return value;
    }
    table_add(d->arena, &d->table, hash_of(value), d->doubts.count);
    list_push(d->arena, &d->doubts, ((Doubt){value, off}));
    return value;
}

static double distance(Wide a, Wide b)
{
    double d = fabs(wide_sub(a, b).high);
    return d <= DBL_MAX ? d : 0;
}

double doubts_fold(Doubts *d, Function function, double a, double b,
                   double value)
{
    const FunctionRow *row = function_row(function);
    bool steps = (row->flags & FUNCTION_CONDITION) || function == F_FLOOR
              || function == F_CEIL || function == F_ROUND
              || function == F_FLOORDIV || function == F_MOD
              || function == F_SIGN;
    if (!d || steps || !isfinite(value))
        return value;
    double of_a = doubts_of(d, a), of_b = row->arity > 1 ? doubts_of(d, b) : 0;
    Wide y = wide_apply(function, wide_of(a), wide_of(b));
    double off = distance(y, wide_of(value));
    if (of_a > 0)
        off += distance(y, wide_apply(function, wide_two_sum(a, of_a),
                                      wide_of(b)));
    if (of_b > 0)
        off += distance(y, wide_apply(function, wide_of(a),
                                      wide_two_sum(b, of_b)));
    return note(d, value, off);
}

/* -- arrays -- */

typedef struct WideValues {
    double **high, **low;           /* [arrays] */
} WideValues;

static bool run_wide(const Graph *graph, Arena *arena, bool shaken,
                     WideValues *to)
{
    WideRun run = {.shaken = shaken};
    EvalFault fault;
    to->high = NEW_ARRAY(arena, double *, graph->arrays.count);
    to->low = NEW_ARRAY(arena, double *, graph->arrays.count);
    return eval_wide(graph, arena, &run, to->high, to->low, &fault);
}

static Wide wide_at(const WideValues *of, ArrayId id, int64_t i)
{
    return (Wide){of->high[id][i], of->low[id][i]};
}

void doubts_settle(const Graph *graph, Arena *arena, double **values)
{
    Doubts *d = graph->exprs.doubts;
    WideValues plain, shaken;
    if (!d || !run_wide(graph, arena, false, &plain)
        || !run_wide(graph, arena, true, &shaken))
        return;
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        if (!array_is_computed(array) || array->type == WHOLE)
            continue;
        for (int64_t i = 0; i < array_size(array); i++) {
            Wide y = wide_at(&plain, id, i);
            double value = values[id][i];
            if (isfinite(value))
                values[id][i] =
                    note(d, value,
                         distance(y, wide_of(value))
                             + 2 * distance(y, wide_at(&shaken, id, i)));
        }
    }
}
