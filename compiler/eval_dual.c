/* eval_dual.c: forward mode by dual numbers, v + v′ε with ε² = 0.
 *
 * Every instruction has a value and, if it is *active* (something below it has
 * a tangent), a tangent: Σ over its active operands of rule · tangent, the
 * rules being those of the function table at numbers. A rule that is 0 passes
 * nothing on, neither does the branch of a choice that is not taken, whatever
 * their tangents. The first of equals wins a maximum. A product keeps
 * (p, p′) → (p e, p′ e + p e′), which is exact with zeros.
 */
#include "eval_part.h"

#include <math.h>

typedef struct Dual {
    const Graph   *graph;
    Arena         *arena;
    double       **values, **tangents;
    bool          *active;          /* [arrays] */
    PartProgram    own;             /* of one part after the other */
    PartProgram   *program;         /* the one at work */
    LIST(double)   tangent;         /* of each instruction */
    Slopes         slopes;
    ArrayId        array;
    double         sum, sum_tangent, kept;
    EvalFault     *fault;
} Dual;

static double tangent_of(Dual *dual, const Instruction *i, uint32_t at)
{
    const PartProgram *program = dual->program;
    const double *t = dual->tangent.at;
    if (i->code == DO_ACCESS || i->code == DO_READ) {
        const Access *access = &program->accesses.at[i->a];
        return access->at < 0 ? (double)NAN
                              : dual->tangents[access->array][access->at];
    }
    if (i->code == DO_CHOOSE)
        return t[program->value.at[i->a] != 0 ? i->b : i->c];
    const uint32_t operands[] = {i->a, i->b};
    int arity = function_row((Function)i->function)->arity;
    double sum = 0;
    for (int k = 0; k < arity; k++) {
        if (!program->code.at[operands[k]].active
            || slope_is_flat((Function)i->function, k))
            continue;
        double factor = slope_at(&dual->slopes, program, at, k);
        if (factor != 0)
            sum += factor * t[operands[k]];
    }
    return sum;
}

/* -- activity -- */

static bool is_active(const Dual *dual, const Instruction *i)
{
    const PartProgram *program = dual->program;
    if (i->whole || i->code == DO_NUMBER || i->code == DO_INDEX)
        return false;
    if (i->code == DO_ACCESS || i->code == DO_READ)
        return dual->active[program->accesses.at[i->a].array];
    if (i->code == DO_CHOOSE)
        return program->code.at[i->b].active || program->code.at[i->c].active;
    return (program->code.at[i->a].active
            && !slope_is_flat((Function)i->function, 0))
        || (function_row((Function)i->function)->arity == 2
            && program->code.at[i->b].active
            && !slope_is_flat((Function)i->function, 1));
}

/* Marks the instructions; true if the body is active. */
static bool mark_active(Dual *dual)
{
    PartProgram *program = dual->program;
    uint32_t count = program->code.count;
    list_reserve(dual->arena, &dual->tangent, count);
    for (uint32_t i = 0; i < count; i++) {
        program->code.at[i].active = is_active(dual, &program->code.at[i]);
        dual->tangent.at[i] = 0;
    }
    return program->code.at[program->root].active;
}

/* -- running -- */

static void run_level(void *context, uint32_t level)
{
    Dual *dual = context;
    PartProgram *program = dual->program;
    double *v = program->value.at;
    for (uint32_t at = program->start[level]; at < program->start[level + 1];
         at++) {
        const Instruction *i = &program->code.at[at];
        if (i->code == DO_NUMBER)
            continue;
        if (i->code == DO_ACCESS || i->code == DO_READ) {
            Access *access = &program->accesses.at[i->a];
            int64_t element = access_locate(program, access);
            v[at] = element < 0 ? (double)NAN
                                : dual->values[access->array][element];
        } else {
            v[at] = instruction_value(program, i);
        }
        if (i->active)
            dual->tangent.at[at] = tangent_of(dual, i, at);
    }
}

static void begin(void *context)
{
    Dual *dual = context;
    const Part *part = dual->program->part;
    dual->sum = combine_identity((Combine)part->combine);
    dual->sum_tangent = 0;
    if (part_keeps_index(part))
        dual->kept = (double)part->ranges[part->component].low;
}

static bool point(void *context)
{
    Dual *dual = context;
    PartProgram *program = dual->program;
    const Part *part = program->part;
    double e = program->value.at[program->root];
    double tangent = dual->tangent.at[program->root];
    ArrayId array;
    if (program->outside && !program_is_sound(program, &array)) {
        *dual->fault = (EvalFault){.array = array, .element = -1,
                                   .problem = EVAL_BOUNDS};
        return false;
    }
    switch ((Combine)part->combine) {
    case SET:
        dual->sum = e;
        dual->sum_tangent = tangent;
        break;
    case SUM:
        dual->sum += e;
        dual->sum_tangent += tangent;
        break;
    case PROD:
        dual->sum_tangent = dual->sum_tangent * e + dual->sum * tangent;
        dual->sum *= e;
        break;
    case MAX:
    case MIN:
    case ARGMAX:
    case ARGMIN:
        if (part->combine == MAX || part->combine == ARGMAX ? e > dual->sum
                                                            : e < dual->sum) {
            dual->sum = e;
            dual->sum_tangent = tangent;
            dual->kept = (double)program->index[part->component];
        }
    }
    return true;
}

static bool end(void *context)
{
    Dual *dual = context;
    const Part *part = dual->program->part;
    int64_t at = address_element(dual->program, &dual->program->target);
    if (at < 0) {
        *dual->fault = (EvalFault){.array = dual->array, .element = -1,
                                   .problem = EVAL_BOUNDS};
        return false;
    }
    double *y = &dual->values[dual->array][at];
    double *t = dual->tangents[dual->array];
    if (part->combine == SUM)
        *y += dual->sum;
    else
        *y = part_keeps_index(part) ? dual->kept : dual->sum;
    if (t && part->combine == SUM)
        t[at] += dual->sum_tangent;
    else if (t)
        t[at] = dual->sum_tangent;
    return true;
}

/* A kernel at one point of its box. */
static bool call(void *context)
{
    Dual *dual = context;
    const Array *array = graph_array(dual->graph, dual->array);
    int64_t at = address_element(dual->program, &dual->program->target);
    double *y = &dual->values[dual->array][at];
    kernel_run(dual->graph, dual->arena, array, dual->program, dual->values,
               false, y);
    if (dual->active[dual->array])
        kernel_tangent(dual->graph, dual->arena, array, dual->program,
                       dual->values, dual->tangents, y,
                       &dual->tangents[dual->array][at]);
    return true;
}

static bool stored(void *context)
{
    (void)context;
    return true;
}

static void start_array(void *context, ArrayId id)
{
    Dual *dual = context;
    const Array *array = graph_array(dual->graph, id);
    size_t size = (size_t)array_size(array);
    double start = array_start(array), *y = dual->values[id];
    for (size_t i = 0; i < size; i++)
        y[i] = start;
    for (size_t i = 0; dual->tangents[id] && i < size; i++)
        dual->tangents[id][i] = 0;
}

/* Whether the part makes its array active, which it was not. */
static bool look_at_part(void *context, ArrayId id, PartProgram *program)
{
    Dual *dual = context;
    const Array *array = graph_array(dual->graph, id);
    dual->program = program;
    if (!mark_active(dual) || array->type != REAL || dual->active[id])
        return false;
    dual->active[id] = true;
    for (ArrayId carry = 1; carry < id; carry++)
        if (graph_source(dual->graph, carry) == id)
            dual->active[carry] = true;
    if (!dual->tangents[id])
        dual->tangents[id] =
            NEW_ARRAY(dual->arena, double, (size_t)array_size(array));
    share_carried(dual->graph, dual->tangents);
    return true;
}

static bool run_part(void *context, ArrayId id, PartProgram *program)
{
    static const PartActions actions = {run_level, begin, point, end, NULL};
    static const PartActions calls = {run_level, begin, call, stored, NULL};
    Dual *dual = context;
    dual->array = id;
    dual->program = program;
    mark_active(dual);
    bool kernel = graph_array(dual->graph, id)->kind == KERNEL;
    return program_run(program, kernel ? &calls : &actions, dual);
}

static bool run_array(Dual *dual, ArrayId id)
{
    const Array *array = graph_array(dual->graph, id);
    start_array(dual, id);
    for (uint32_t i = 0; i < array->part_count; i++) {
        program_compile(&dual->own, array, &array->as.parts[i]);
        look_at_part(dual, id, &dual->own);
        if (!run_part(dual, id, &dual->own))
            return false;
    }
    return true;
}

bool eval_dual(const Graph *graph, Arena *arena, double **values,
               double **tangents, EvalFault *fault)
{
    static const StepActions actions = {start_array, look_at_part, run_part};
    Dual *dual = NEW(arena, Dual);
    dual->graph = graph;
    dual->arena = arena;
    dual->slopes.arena = arena;
    dual->values = values;
    dual->tangents = tangents;
    dual->active = NEW_ARRAY(arena, bool, graph->arrays.count);
    dual->fault = fault;
    program_init(&dual->own, graph, arena);
    if (!eval_prepare(graph, arena, values, fault))
        return false;
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        if (array->recurrence) {
            if (!recurrence_run(&dual->own, id, &actions, dual))
                return false;
            id = recurrence_around(graph, id)->last;
        } else if (array_is_computed(array)) {
            if (!run_array(dual, id))
                return false;
        } else if (array->kind != CARRY) {
            dual->active[id] = array->type == REAL && tangents[id];
        }
    }
    return true;
}
