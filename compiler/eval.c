/* eval.c: computing the arrays of a graph, in double or as in float.
 *
 * Numbers are kept in doubles in both cases. As in float, a result that is not
 * whole is computed in float from operands rounded to float: operands that
 * were computed so do not change by it, and whole ones are rounded where they
 * are used, as C converts them.
 */
#include "eval_part.h"

#include "../runtime/gg.h"

#include <math.h>

struct Evaluator {
    const Graph *graph;
    Arena       *arena;
    bool         in_float;
    double     **values;
    PartProgram  own;               /* of one part after the other */
    PartProgram *program;           /* the one at work */
    double      *y;                 /* the array at work */
    bool         rounds;            /* its elements are floats */
    double       sum;               /* of the inner loops, or the extremum */
    double       kept;              /* ARGMAX: the index */
    LIST(double) lanes;
    RowBlock     block;
    bool         plain;             /* rows are computed in blocks */
    EvalFault   *fault;
    ArrayId      array;
};

Evaluator *evaluator_create(const Graph *graph, Arena *arena, bool in_float)
{
    Evaluator *e = NEW(arena, Evaluator);
    e->graph = graph;
    e->arena = arena;
    e->in_float = in_float;
    program_init(&e->own, graph, arena);
    e->program = &e->own;
    return e;
}

void evaluator_keep(Evaluator *e)
{
    program_keep(&e->own);
}

PartProgram *evaluator_programs(Evaluator *e)
{
    return &e->own;
}

/* -- instructions -- */

static inline void run_level(Evaluator *e, uint32_t level)
{
    PartProgram *program = e->program;
    double *v = program->value.at;
    const Instruction *code = program->code.at;
    uint32_t end = program->start[level + 1];
    for (uint32_t at = program->start[level]; at < end; at++) {
        const Instruction *i = &code[at];
        if (i->code == DO_READ) {
            Access *access = &program->accesses.at[i->a];
            access->at = affine_value(program, &access->address.offset);
            v[at] = e->values[access->array][access->at];
        } else if (i->code == DO_ACCESS) {
            Access *access = &program->accesses.at[i->a];
            int64_t element = access_locate(program, access);
            v[at] = element < 0 ? (double)NAN
                                : e->values[access->array][element];
        } else if (i->code <= DO_INDEX) {
            if (i->code == DO_INDEX)
                v[at] = (double)program->index[i->a];
        } else if (e->in_float && !i->exact) {
            v[at] = instruction_in_float(program, i);
        } else if (i->code == DO_MUL && !i->whole) {
            v[at] = v[i->a] * v[i->b];
        } else if (i->code == DO_ADD && !i->whole) {
            v[at] = v[i->a] + v[i->b];
        } else {
            v[at] = instruction_value(program, i);
        }
    }
}

static void level(void *context, uint32_t at)
{
    run_level(context, at);
}

/* -- combining -- */

static double add(const Evaluator *e, double a, double b)
{
    return e->rounds ? (double)((float)a + (float)b) : a + b;
}

static double combine(const Evaluator *e, double a, double b)
{
    switch ((Combine)e->program->part->combine) {
    case SUM:
        return add(e, a, b);
    case PROD:
        return e->rounds ? (double)((float)a * (float)b) : a * b;
    case MAX:
    case ARGMAX:
        return b > a ? b : a;
    case MIN:
    case ARGMIN:
        return b < a ? b : a;
    case SET:
    default:
        return b;
    }
}

double combine_identity(Combine combine)
{
    switch (combine) {
    case PROD:
        return 1;
    case MAX:
    case ARGMAX:
        return -(double)INFINITY;
    case MIN:
    case ARGMIN:
        return (double)INFINITY;
    case SET:
    case SUM:
    default:
        return 0;
    }
}

bool part_keeps_index(const Part *part)
{
    return part->combine == ARGMAX || part->combine == ARGMIN;
}

static void begin(void *context)
{
    Evaluator *e = context;
    const Part *part = e->program->part;
    e->sum = combine_identity((Combine)part->combine);
    if (part_keeps_index(part))
        e->kept = (double)part->ranges[part->component].low;
    for (uint32_t m = 0; m < part->lanes && part->lanes > 1; m++)
        e->lanes.at[m] = e->sum;
}

static bool fault_bounds(Evaluator *e, ArrayId array, int64_t element)
{
    *e->fault = (EvalFault){.array = array, .element = element,
                            .problem = EVAL_BOUNDS};
    return false;
}

static bool has_inner(const PartProgram *program)
{
    return program->target_level < program->part->index_count;
}

/* The lane of the innermost index. */
static double *lane_of(Evaluator *e)
{
    const Part *part = e->program->part;
    uint32_t last = part->index_count - 1;
    Range range = part->ranges[last];
    int64_t n = range.high - range.low, k = e->program->index[last] - range.low;
    int64_t rest = n % part->lanes;
    return &e->lanes.at[k < n - rest ? k % part->lanes : k - n + part->lanes];
}

static double take_lanes(Evaluator *e)
{
    double *lane = e->lanes.at;
    for (uint32_t half = e->program->part->lanes / 2u; half; half /= 2)
        for (uint32_t m = 0; m < half; m++)
            lane[m] = combine(e, lane[m], lane[m + half]);
    return lane[0];
}

static bool point(void *context)
{
    Evaluator *e = context;
    PartProgram *program = e->program;
    const Part *part = program->part;
    double value = program->value.at[program->root];
    ArrayId array;
    if (program->outside && !program_is_sound(program, &array))
        return fault_bounds(e, array, -1);
    if (e->rounds)
        value = (double)(float)value;
    if (!has_inner(program)) {
        e->sum = value;
        if (part_keeps_index(part))
            e->kept = (double)program->index[part->component];
    } else if (part->lanes > 1) {
        double *lane = lane_of(e);
        *lane = combine(e, *lane, value);
    } else {
        double next = combine(e, e->sum, value);
        if (part_keeps_index(part) && next != e->sum)
            e->kept = (double)program->index[part->component];
        e->sum = next;
    }
    return true;
}

static bool end(void *context)
{
    Evaluator *e = context;
    PartProgram *program = e->program;
    const Part *part = program->part;
    int64_t at = address_element(program, &program->target);
    if (at < 0)
        return fault_bounds(e, e->array, -1);
    if (part->lanes > 1 && has_inner(program))
        e->sum = take_lanes(e);
    e->y[at] = part_keeps_index(part) ? e->kept : combine(e, e->y[at], e->sum);
    return true;
}

/* -- kernels -- */

/* The routine for the operands at one point of its box. */
static bool call(void *context)
{
    Evaluator *e = context;
    const Array *array = graph_array(e->graph, e->array);
    int64_t at = address_element(e->program, &e->program->target);
    kernel_run(e->graph, e->arena, array, e->program, e->values, e->in_float,
               &e->y[at]);
    return true;
}

static bool stored(void *context)
{
    (void)context;
    return true;
}

/* -- arrays -- */

/* Takes up the values of the body from the present index on. */
static bool take_values(Evaluator *e, const double *values, int64_t count)
{
    PartProgram *program = e->program;
    const Part *part = program->part;
    const bool inner = has_inner(program);
    int64_t *index = &program->index[part->index_count - 1];
    if (inner && part->combine == SUM && part->lanes <= 1) {
        double sum = e->sum;
        for (int64_t k = 0; k < count && !e->rounds; k++)
            sum += values[k];
        for (int64_t k = 0; k < count && e->rounds; k++)
            sum = (double)((float)sum + (float)values[k]);
        e->sum = sum;
        return true;
    }
    if (!inner && part->combine <= SUM) {
        int64_t stride, at = row_start(program, &program->target, &stride);
        for (int64_t k = 0; k < count; k++, at += stride)
            e->y[at] = combine(e, e->y[at], e->rounds ? (double)(float)values[k]
                                                      : values[k]);
        return true;
    }
    for (int64_t k = 0; k < count; k++, ++*index) {
        program->value.at[program->root] = values[k];
        if (!inner)
            begin(e);
        if (!point(e) || (!inner && !end(e)))
            return false;
    }
    return true;
}

static bool row_in_blocks(Evaluator *e, Range range)
{
    PartProgram *program = e->program;
    int64_t size = range.high - range.low;
    row_begin(&e->block, program, size < ROW_BLOCK ? size : ROW_BLOCK);
    for (int64_t k = range.low; k < range.high; k += ROW_BLOCK) {
        int64_t rest = range.high - k;
        int64_t count = rest < ROW_BLOCK ? rest : ROW_BLOCK;
        program->index[program->part->index_count - 1] = k;
        if (!take_values(e, row_values(&e->block, program, e->values,
                                       e->in_float, count), count))
            return false;
    }
    return true;
}

/* The innermost loop. */
static bool row(void *context)
{
    enum { SHORT = 8 };
    Evaluator *e = context;
    PartProgram *program = e->program;
    const Part *part = program->part;
    const uint32_t last = part->index_count;
    const bool inner = has_inner(program);
    const bool guarded =
        program->guard_start[last] < program->guard_start[last + 1];
    const bool plain = part->combine == SUM && inner && !e->rounds;
    const Range range = part->ranges[last - 1];
    if (e->plain && !program->outside && range.high - range.low >= SHORT)
        return row_in_blocks(e, range);
    for (int64_t k = range.low; k < range.high; k++) {
        program->index[last - 1] = k;
        if (guarded && !program_guards_hold(program, last))
            continue;
        run_level(e, last);
        if (plain && !program->outside) {
            double *sum = part->lanes > 1 ? lane_of(e) : &e->sum;
            *sum += program->value.at[program->root];
            continue;
        }
        if (!inner)
            begin(e);
        if (!point(e) || (!inner && !end(e)))
            return false;
    }
    return true;
}

double array_start(const Array *array)
{
    if (array->part_count != 1)
        return 0;
    const Part *part = &array->as.parts[0];
    return part_keeps_index(part) ? (double)part->ranges[part->component].low
                                  : combine_identity((Combine)part->combine);
}

static void start_array(void *context, ArrayId id)
{
    Evaluator *e = context;
    const Array *array = graph_array(e->graph, id);
    int64_t size = array_size(array);
    double start = array_start(array), *y = e->values[id];
    for (int64_t i = 0; i < size; i++)
        y[i] = start;
}

static bool run_part(void *context, ArrayId id, PartProgram *program)
{
    static const PartActions actions = {level, begin, point, end, row};
    static const PartActions calls = {level, begin, call, stored, NULL};
    Evaluator *e = context;
    e->array = id;
    e->y = e->values[id];
    e->rounds = e->in_float && graph_array(e->graph, id)->type == REAL;
    e->program = program;
    e->plain = row_is_plain(program, e->values, e->y);
    list_reserve(e->arena, &e->lanes, program->part->lanes);
    bool kernel = graph_array(e->graph, id)->kind == KERNEL;
    return program_run(program, kernel ? &calls : &actions, e);
}

/* Leaves of a range the values from low on, `size` of them; false if none. */
static bool cut_range(Range *range, int64_t low, int64_t size)
{
    range->low = low > range->low ? low : range->low;
    range->high = low + size < range->high ? low + size : range->high;
    return range->low < range->high;
}

/* The part over one stretch of its index. */
static bool run_stretch(Evaluator *e, ArrayId id, const Part *part, int64_t n)
{
    const Stretches *s = part->stretches;
    bool at_once = s->index == NO_STRETCH;
    Range ranges[MAX_INDICES];
    Part stretch = *part;
    if (at_once && s->low != n)
        return true;
    for (uint32_t i = 0; i < part->index_count; i++)
        ranges[i] = part->ranges[i];
    stretch.ranges = ranges;
    if (!at_once && !cut_range(&ranges[s->index], s->low + n * s->size, s->size))
        return true;
    program_compile(&e->own, graph_array(e->graph, id), &stretch);
    return run_part(e, id, &e->own);
}

/* The parts from `first` on, stretch by stretch. */
static bool run_stretches(Evaluator *e, ArrayId id, uint32_t first)
{
    const Array *array = graph_array(e->graph, id);
    const Stretches *s = array->as.parts[first].stretches;
    for (int64_t n = 0; n < s->count; n++)
        for (uint32_t p = first; p < array->part_count; p++)
            if (!run_stretch(e, id, &array->as.parts[p],
                             s->direction > 0 ? n : s->count - 1 - n))
                return false;
    return true;
}

static bool run_array(Evaluator *e, ArrayId id)
{
    const Array *array = graph_array(e->graph, id);
    start_array(e, id);
    for (uint32_t i = 0; i < array->part_count; i++) {
        if (array->as.parts[i].stretches)
            return run_stretches(e, id, i);
        if (!run_part(e, id, program_of(&e->own, id, i)))
            return false;
    }
    return true;
}

/* Index data must be whole and within its limit before it is used. */
static bool check_index(const Graph *graph, ArrayId id, const double *values,
                        EvalFault *fault)
{
    int64_t size = array_size(graph_array(graph, id));
    for (int64_t i = 0; i < size; i++) {
        double v = values[i];
        const Range range = graph_index_range(graph, id, i);
        if (v >= (double)range.low && v < (double)range.high && v == floor(v))
            continue;
        int64_t shown = v != v        ? INT64_MIN
                      : v >= 0x1p62   ? INT64_MAX
                      : v <= -0x1p62  ? INT64_MIN
                                      : (int64_t)floor(v);
        *fault = (EvalFault){id, i, shown, range, EVAL_INDEX};
        return false;
    }
    return true;
}

/* The size of the array, or -1 if `room` elements are not enough. */
static int64_t size_within(const Array *array, int64_t room)
{
    int64_t size = 1;
    for (uint32_t i = 0; i < array->rank; i++) {
        if (array->shape[i] > room / size)
            return -1;
        size *= array->shape[i];
        if (!size)
            return 0;
    }
    return size;
}

void share_carried(const Graph *graph, double **values)
{
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        values[id] = values[graph_source(graph, id)];
}

/* Room for all arrays, or none is taken. */
static bool allocate(const Graph *graph, Arena *arena, double **values,
                     EvalFault *fault)
{
    int64_t room = EVAL_BYTES / (int64_t)sizeof(double);
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        if (values[id] || !array_is_computed(array))
            continue;
        int64_t size = size_within(array, room);
        if (size < 0) {
            *fault = (EvalFault){.array = id, .problem = EVAL_MEMORY};
            return false;
        }
        room -= size;
    }
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        if (values[id])
            continue;
        if (array_is_computed(array))
            values[id] = NEW_ARRAY(arena, double, array_size(array));
        else if (array->kind == LITERAL)
            values[id] = arena_copy(arena, array->as.values,
                                    (size_t)array_size(array), sizeof(double));
    }
    share_carried(graph, values);
    return true;
}

bool eval_prepare(const Graph *graph, Arena *arena, double **values,
                  EvalFault *fault)
{
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        if ((array->kind == INPUT || array->kind == PARAM)
            && array->type == WHOLE
            && !check_index(graph, id, values[id], fault))
            return false;
    }
    return allocate(graph, arena, values, fault);
}

static bool any_marked(const bool *marked, ArrayId first, ArrayId last)
{
    bool any = !marked;
    for (ArrayId id = first; id <= last && !any; id++)
        any = marked[id];
    return any;
}

bool evaluator_run_some(Evaluator *evaluator, double **values,
                        const bool *marked, EvalFault *fault)
{
    static const StepActions actions = {start_array, NULL, run_part};
    const Graph *graph = evaluator->graph;
    evaluator->values = values;
    evaluator->fault = fault;
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        ArrayId last =
            array->recurrence ? recurrence_around(graph, id)->last : id;
        if (!array_is_computed(array) || !any_marked(marked, id, last))
            continue;
        if (array->recurrence
                ? !recurrence_run(&evaluator->own, id, &actions, evaluator)
                : !run_array(evaluator, id))
            return false;
        id = last;
    }
    return true;
}

bool evaluator_run_needed(Evaluator *evaluator, double **values,
                          const bool *needed, EvalFault *fault)
{
    return eval_prepare(evaluator->graph, evaluator->arena, values, fault)
        && evaluator_run_some(evaluator, values, needed, fault);
}

bool evaluator_run(Evaluator *evaluator, double **values, EvalFault *fault)
{
    return evaluator_run_needed(evaluator, values, NULL, fault);
}

bool eval(const Graph *graph, Arena *arena, bool in_float, double **values,
          EvalFault *fault)
{
    return evaluator_run(evaluator_create(graph, arena, in_float), values,
                         fault);
}
