/* eval_wide.c: parts, loops and sums as in eval.c, in Wide numbers. */
#include "eval_wide.h"

#include "doubts.h"

#include <string.h>

typedef struct WideEval {
    const Graph *graph;
    Arena       *arena;
    WideRun     *run;
    double     **values, **lows;
    PartProgram *compiler;          /* of one part after the other, or kept */
    PartProgram *program;           /* the one at work */
    LIST(double) low;               /* of each instruction */
    ArrayId      array;
    Wide         sum;
    double       kept;              /* ARGMAX: the index */
    bool         products;          /* rows only add products */
    EvalFault   *fault;
} WideEval;

/* -- shaking -- */

static uint64_t mix(uint64_t a)
{
    a = (a ^ a >> 30) * 0xbf58476d1ce4e5b9u;
    a = (a ^ a >> 27) * 0x94d049bb133111ebu;
    return a ^ a >> 31;
}

static uint64_t bits_of(Wide a)
{
    uint64_t high, low;
    memcpy(&high, &a.high, sizeof high);
    memcpy(&low, &a.low, sizeof low);
    return mix(high * 0x9e3779b97f4a7c15u ^ low);
}

/* From -1 to 1, not near 0 */
static double random_of(uint64_t seed)
{
    uint64_t mixed = mix(seed);
    double size = 0.5 + (double)(mixed >> 12) * 0x1p-53;
    return mixed & 1 ? size : -size;
}

static Wide shaken(Wide a, double part, uint64_t seed)
{
    double change = a.high * part * random_of(seed);
    return fabs(change) > 0 && fabs(change) <= DBL_MAX
             ? wide_fast_sum(a.high, a.low + change) : a;
}

Wide wide_shake(Wide a, double part)
{
    return shaken(a, part, bits_of(a));
}

/* Sums and products of two doubles are exact, and so is what chooses. */
static bool is_exact(uint32_t operation, Wide a, Wide b)
{
    switch (operation) {
    case F_ADD:
    case F_SUB:
    case F_MUL:
        return a.low == 0 && b.low == 0;
    case F_NEG:
    case F_MIN:
    case F_MAX:
    case F_STOP:
    case F_ABS:
    case F_SIGN:
    case F_FLOOR:
    case F_CEIL:
    case F_ROUND:
        return true;
    default:
        return operation < F_COUNT
            && function_row((Function)operation)->flags & FUNCTION_CONDITION;
    }
}

/* The same operation on the same operands, in either order where that makes
 * none, rounds alike. */
static Wide rounded(const WideEval *e, uint32_t operation, Wide a, Wide b,
                    Wide y)
{
    if (!e->run->shaken || is_exact(operation, a, b))
        return y;
    bool commutes = operation < F_COUNT
                 && function_row((Function)operation)->flags & FUNCTION_COMMUTES;
    uint64_t seed = bits_of(a) + mix(operation)
                  + bits_of(b) * (commutes ? 1 : 3);
    bool plain = operation <= F_DIV || operation == F_SQRT;
    return shaken(y, plain ? SHAKE_PLAIN : SHAKE, seed);
}

static double constant_low(const WideEval *e, double x)
{
    return e->run->shaken
             ? doubts_of(e->graph->exprs.doubts, x)
                   * random_of(bits_of(wide_of(x)))
             : 0;
}

/* -- instructions -- */

static Wide value_at(const WideEval *e, uint32_t at)
{
    return (Wide){e->program->value.at[at], e->low.at[at]};
}

static Wide read_at(WideEval *e, const Instruction *i)
{
    Access *access = &e->program->accesses.at[i->a];
    int64_t element = access_locate(e->program, access);
    return element < 0 ? wide_of((double)NAN)
                       : (Wide){e->values[access->array][element],
                                e->lows[access->array][element]};
}

/* log Γ and its derivatives have zeros, near which they are less exact. */
static bool has_zeros(Function function)
{
    return function == F_LGAMMA || function == F_DIGAMMA;
}

/* Whether a function is infinite there, however far numbers go. */
static bool has_pole(Function function, Wide a, Wide b)
{
    if (function == F_DIV)
        return b.high == 0;
    return function == F_LOG || function == F_LOG1P || function == F_ATANH
        || (function == F_POW && a.high == 0);
}

/* Notes a number that is too large, and not one that is not defined. */
static void note_overflow(WideEval *e, Function function, Wide a, Wide b,
                          Wide y)
{
    if (wide_is_finite(y) || !wide_is_finite(a) || !wide_is_finite(b)
        || has_pole(function, a, b))
        return;
    double plain = function_row(function)->value(a.high, b.high);
    e->run->overflowed |= plain == plain;
}

static Wide compute(WideEval *e, const Instruction *i)
{
    Function function = (Function)i->function;
    if (i->whole && !(function_row(function)->flags & FUNCTION_CONDITION)
        && i->code != DO_CHOOSE)
        return wide_of(instruction_value(e->program, i));
    Wide a = value_at(e, i->a), b = value_at(e, i->b);
    if (i->code == DO_CHOOSE)
        return a.high != 0 ? b : value_at(e, i->c);
    bool power = i->code == DO_POWER && power_is_products(b.high);
    Wide y = power ? wide_power(a, (int32_t)b.high)
                   : wide_apply(function, a, b);
    note_overflow(e, function, a, b, y);
    if (e->run->shaken && has_zeros(function))
        y.low += 0x1p-90 * random_of(bits_of(y));
    uint32_t operation =
        power ? F_COUNT + (uint32_t)(int32_t)b.high : function;
    return rounded(e, operation, a, b, y);
}

static void run_level(void *context, uint32_t level)
{
    WideEval *e = context;
    PartProgram *program = e->program;
    for (uint32_t at = program->start[level]; at < program->start[level + 1];
         at++) {
        const Instruction *i = &program->code.at[at];
        Wide y;
        if (i->code == DO_NUMBER)
            continue;
        if (i->code == DO_INDEX)
            y = wide_of((double)program->index[i->a]);
        else if (i->code == DO_READ || i->code == DO_ACCESS)
            y = read_at(e, i);
        else
            y = compute(e, i);
        program->value.at[at] = y.high;
        e->low.at[at] = y.low;
    }
}

/* -- combining -- */

static void begin(void *context)
{
    WideEval *e = context;
    const Part *part = e->program->part;
    e->sum = wide_of(combine_identity((Combine)part->combine));
    if (part_keeps_index(part))
        e->kept = (double)part->ranges[part->component].low;
}

static Wide combine(const WideEval *e, Wide a, Wide b)
{
    switch ((Combine)e->program->part->combine) {
    case SUM:
        return rounded(e, F_ADD, a, b, wide_add(a, b));
    case PROD:
        return rounded(e, F_MUL, a, b, wide_mul(a, b));
    case MAX:
    case ARGMAX:
        return wide_compare(b, a) > 0 ? b : a;
    case MIN:
    case ARGMIN:
        return wide_compare(b, a) < 0 ? b : a;
    case SET:
    default:
        return b;
    }
}

static bool fault_bounds(WideEval *e, ArrayId array)
{
    *e->fault = (EvalFault){.array = array, .element = -1,
                            .problem = EVAL_BOUNDS};
    return false;
}

static bool point(void *context)
{
    WideEval *e = context;
    PartProgram *program = e->program;
    ArrayId array;
    if (program->outside && !program_is_sound(program, &array))
        return fault_bounds(e, array);
    Wide body = value_at(e, program->root);
    Wide next = combine(e, e->sum, body);
    if (part_keeps_index(program->part) && wide_compare(next, e->sum) != 0)
        e->kept = (double)program->index[program->part->component];
    e->run->overflowed |= isinf(next.high) && wide_is_finite(e->sum)
                       && wide_is_finite(body)
                       && program->part->combine <= PROD;
    e->sum = next;
    return true;
}

static bool end(void *context);

/* Whether the innermost loop only adds products of what it reads. */
static bool is_sum_of_products(const WideEval *e)
{
    const PartProgram *program = e->program;
    const Part *part = program->part;
    const Instruction *root = &program->code.at[program->root];
    return part->combine == SUM && program->target_level < part->index_count
        && root->code == DO_MUL && !root->whole
        && program->root >= program->start[part->index_count]
        && row_is_plain(program, e->values, e->values[e->array])
        && program->start[part->index_count + 1]
                   - program->start[part->index_count]
               <= 3
        && program->code.at[root->a].code == DO_READ
        && program->code.at[root->b].code == DO_READ;
}

/* A read as the innermost index runs. */
typedef struct Walk {
    const double *high, *low;
    int64_t       stride;
} Walk;

static Walk walk_of(const WideEval *e, uint32_t read)
{
    const PartProgram *program = e->program;
    const Access *access = &program->accesses.at[program->code.at[read].a];
    Walk walk;
    int64_t from = row_start(program, &access->address, &walk.stride);
    walk.high = &e->values[access->array][from];
    walk.low = &e->lows[access->array][from];
    return walk;
}

/* The sum of some products: what high parts round off is gathered in a double,
 * which is as good as Wide sums while products are few (Ogita, Rump & Oishi,
 * Accurate sum and dot product, SIAM J. Sci. Comput. 26, 2005). *size: that of
 * all, without their signs; *inexact: whether anything was rounded off. */
static Wide add_products(Walk x, Walk y, int64_t count, double *size,
                         bool *inexact)
{
    Wide sum = {0};
    double all = 0, off = 0;
    for (int64_t k = 0; k < count; k++) {
        Wide a = {x.high[k * x.stride], x.low[k * x.stride]};
        Wide b = {y.high[k * y.stride], y.low[k * y.stride]};
        double high = a.high * b.high;
        Wide next = wide_two_sum(sum.high, high);
        double low = fma(a.high, b.high, -high)
                   + (a.high * b.low + a.low * b.high) + next.low;
        sum = (Wide){next.high, sum.low + low};
        all += fabs(high);
        off += fabs(low);
    }
    *size += all;
    *inexact |= off != 0;
    return wide_fast_sum(sum.high, sum.low);
}

/* The same of the whole loop; false if it is not of that kind, or leaves the
 * range of numbers on its way. */
static bool sum_products(WideEval *e, int64_t count)
{
    enum { FEW = 256 };
    const PartProgram *program = e->program;
    const Instruction *root = &program->code.at[program->root];
    if (!e->products || program->outside)
        return false;
    Walk x = walk_of(e, root->a), y = walk_of(e, root->b);
    Wide sum = e->sum;
    double size = fabs(sum.high);
    bool inexact = false;
    for (int64_t k = 0; k < count; k += FEW) {
        int64_t few = count - k < FEW ? count - k : FEW;
        sum = wide_add(sum, add_products(x, y, few, &size, &inexact));
        x.high += few * x.stride;
        x.low += few * x.stride;
        y.high += few * y.stride;
        y.low += few * y.stride;
    }
    if (!(size <= DBL_MAX) || !wide_is_finite(sum))
        return false;
    if (e->run->shaken && inexact)
        sum = wide_add(sum, wide_of(size * SHAKE
                                    * random_of(bits_of(sum) + F_ADD)));
    e->sum = sum;
    return true;
}

/* The innermost loop. */
static bool row(void *context)
{
    WideEval *e = context;
    PartProgram *program = e->program;
    uint32_t last = program->part->index_count;
    const bool inner = program->target_level < last;
    const Range range = program->part->ranges[last - 1];
    program->index[last - 1] = range.low;
    if (sum_products(e, range.high - range.low))
        return true;
    for (int64_t k = range.low; k < range.high; k++) {
        program->index[last - 1] = k;
        if (!program_guards_hold(program, last))
            continue;
        run_level(e, last);
        if (!inner)
            begin(e);
        if (!point(e) || (!inner && !end(e)))
            return false;
    }
    return true;
}

static bool end(void *context)
{
    WideEval *e = context;
    const Part *part = e->program->part;
    int64_t at = address_element(e->program, &e->program->target);
    if (at < 0)
        return fault_bounds(e, e->array);
    double *high = &e->values[e->array][at], *low = &e->lows[e->array][at];
    Wide y = part_keeps_index(part) ? wide_of(e->kept)
                                    : combine(e, (Wide){*high, *low}, e->sum);
    *high = y.high;
    *low = y.low;
    return true;
}

/* A kernel at one point of its box. */
static bool call(void *context)
{
    WideEval *e = context;
    int64_t at = address_element(e->program, &e->program->target);
    kernel_run_wide(e->graph, e->arena, graph_array(e->graph, e->array),
                    e->program, e->run->shaken, e->values, e->lows,
                    &e->values[e->array][at], &e->lows[e->array][at]);
    return true;
}

static bool stored(void *context)
{
    (void)context;
    return true;
}

/* -- arrays -- */

static void start_array(void *context, ArrayId id)
{
    WideEval *e = context;
    const Array *array = graph_array(e->graph, id);
    int64_t size = array_size(array);
    double start = array_start(array);
    for (int64_t i = 0; i < size; i++) {
        e->values[id][i] = start;
        e->lows[id][i] = 0;
    }
}

/* Constants are what they are where something is compared with them. */
static void set_constants(WideEval *e)
{
    const PartProgram *program = e->program;
    list_reserve(e->arena, &e->low, program->code.count);
    for (uint32_t i = 0; i < program->code.count; i++)
        e->low.at[i] = program->code.at[i].code == DO_NUMBER
                         ? constant_low(e, program->value.at[i]) : 0;
    for (uint32_t i = 0; i < program->code.count; i++) {
        const Instruction *of = &program->code.at[i];
        if (of->code != DO_APPLY || of->function < F_EQ || of->function > F_GE)
            continue;
        if (program->code.at[of->a].code == DO_NUMBER)
            e->low.at[of->a] = 0;
        if (program->code.at[of->b].code == DO_NUMBER)
            e->low.at[of->b] = 0;
    }
}

static bool run_part(void *context, ArrayId id, PartProgram *program)
{
    static const PartActions actions = {run_level, begin, point, end, row};
    static const PartActions calls = {run_level, begin, call, stored, NULL};
    WideEval *e = context;
    e->array = id;
    e->program = program;
    set_constants(e);
    e->products = is_sum_of_products(e);
    bool kernel = graph_array(e->graph, id)->kind == KERNEL;
    return program_run(program, kernel ? &calls : &actions, e);
}

static bool run_array(WideEval *e, ArrayId id)
{
    const Array *array = graph_array(e->graph, id);
    start_array(e, id);
    for (uint32_t i = 0; i < array->part_count; i++)
        if (!run_part(e, id, program_of(e->compiler, id, i)))
            return false;
    return true;
}

/* Low parts of all arrays. */
static void prepare_lows(WideEval *e)
{
    for (ArrayId id = 1; id < e->graph->arrays.count; id++) {
        const Array *array = graph_array(e->graph, id);
        if (e->lows[id] || graph_source(e->graph, id) != id)
            continue;
        int64_t size = array_size(array);
        e->lows[id] = NEW_ARRAY(e->arena, double, size);
        for (int64_t i = 0; array->kind == LITERAL && i < size; i++)
            e->lows[id][i] = constant_low(e, e->values[id][i]);
    }
    share_carried(e->graph, e->lows);
}

bool eval_wide(const Graph *graph, Arena *arena, WideRun *run, double **values,
               double **lows, EvalFault *fault)
{
    static const StepActions actions = {start_array, NULL, run_part};
    WideEval *e = NEW(arena, WideEval);
    *e = (WideEval){.graph = graph, .arena = arena, .run = run,
                    .values = values, .lows = lows, .fault = fault};
    PartProgram own;
    program_init(&own, graph, arena);
    e->compiler = run->programs ? run->programs : &own;
    if (!eval_prepare(graph, arena, values, fault))
        return false;
    prepare_lows(e);
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        if (run->needed && !run->needed[id])
            continue;
        if (array->recurrence) {
            if (!recurrence_run(e->compiler, id, &actions, e))
                return false;
            id = recurrence_around(graph, id)->last;
        } else if (array_is_computed(array) && !run_array(e, id)) {
            return false;
        }
    }
    return true;
}
