/* eval_rounding.c: errors times derivatives, from the last array to the first.
 *
 * In units of the unit roundoff u: a sum of two, a product or a quotient adds 1
 * at most, a root too, any other function 4, which are 2 ULP: the worst of all in
 * runtime/README.md is 2.00. A sum of n terms adds n - 1 for each, or as many as
 * there are in a lane and in what gathers the lanes. A constant that is not whole
 * adds 1. Underflow adds the least number. What is whole is exact, and so are
 * choices, signs, minima and maxima.
 */
#include "eval_rounding.h"

#include "eval_rounding_kernel.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

typedef struct Share {              /* of a derivative, for an element */
    ArrayId array;
    int64_t element;
    double  weight;
} Share;

typedef struct Backward {
    const Graph *graph;
    Arena       *arena;
    Rounding     rounding;
    double     **values, **weights;
    Slopes       slopes;
    PartProgram  own;
    PartProgram *program;           /* the one at work */
    LIST(double) of;                /* of each instruction: its derivative */
    LIST(Share)  shares;            /* of the point, or the extremum */
    double       errors;            /* of these, in units of u */
    double       bound;
    double       least;             /* what underflow adds, in units of u */
    ArrayId      array;
    int64_t      element;           /* of the array */
    double       weight;            /* of that */
    double       best;              /* of an extremum */
    EvalFault   *fault;
} Backward;

/* -- one point -- */

/* The errors of a function, in units of u. */
static double function_error(Function function)
{
    switch (function) {
    case F_ADD:
    case F_SUB:
    case F_MUL:
    case F_DIV:
    case F_SQRT:
        return 1;
    case F_NEG:
    case F_ABS:
    case F_SIGN:
    case F_MIN:
    case F_MAX:
    case F_FLOOR:
    case F_CEIL:
    case F_ROUND:
    case F_STOP:
    case F_NOT:
    case F_AND:
    case F_OR:
        return 0;
    default:
        return 4;
    }
}

static double instruction_error(const Backward *b, const Instruction *i,
                                double value)
{
    const double *v = b->program->value.at;
    double count = function_error((Function)i->function);
    double size = fabs(value);
    if (i->code == DO_POWER && power_is_products(v[i->b]))
        count = fabs(v[i->b]);
    if (i->code == DO_ROOT)
        count = fabs(v[i->b]) + 2;
    if (b->rounding.any_order && (i->code == DO_ADD || i->code == DO_SUB))
        size = fabs(v[i->a]) + fabs(v[i->b]);
    if (b->rounding.any_order && i->code == DO_DIV)
        count = 2;
    return count > 0 ? count * size + b->least : 0;
}

static void share(Backward *b, const Instruction *i, double weight)
{
    const Access *access = &b->program->accesses.at[i->a];
    if (access->at >= 0)
        list_push(b->arena, &b->shares,
                  ((Share){access->array, access->at, weight}));
}

/* Hands the derivative of an instruction down to its operands. */
static void hand_down(Backward *b, uint32_t at, double weight)
{
    const PartProgram *program = b->program;
    const Instruction *i = &program->code.at[at];
    double value = program->value.at[at];
    if (i->whole || i->code == DO_INDEX)
        return;
    if (i->code == DO_READ || i->code == DO_ACCESS) {
        share(b, i, weight);
        return;
    }
    if (i->code == DO_NUMBER) {
        if (value != floor(value))
            b->errors += fabs(weight * value);
        return;
    }
    if (i->code == DO_CHOOSE) {
        b->of.at[program->value.at[i->a] != 0 ? i->b : i->c] += weight;
        return;
    }
    b->errors += fabs(weight) * instruction_error(b, i, value);
    const uint32_t operands[] = {i->a, i->b};
    int arity = function_row((Function)i->function)->arity;
    for (int k = 0; k < arity && !(k && i->code == DO_POWER); k++) {
        if (program->code.at[operands[k]].whole
            || slope_is_flat((Function)i->function, k))
            continue;
        double slope = slope_at(&b->slopes, program, at, k);
        if (slope != 0)
            b->of.at[operands[k]] += weight * slope;
    }
}

/* Finds what the elements that the body reads share of the weight of its value,
 * instead of what was found before. */
static void sweep(Backward *b, double weight)
{
    PartProgram *program = b->program;
    b->shares.count = 0;
    b->errors = 0;
    b->of.at[program->root] = weight;
    for (uint32_t at = program->root + 1; at-- > 0;) {
        double of = b->of.at[at];
        b->of.at[at] = 0;
        if (of != 0)
            hand_down(b, at, of);
    }
}

static void take_shares(Backward *b)
{
    for (uint32_t i = 0; i < b->shares.count; i++) {
        const Share *s = &b->shares.at[i];
        if (b->weights[s->array])
            b->weights[s->array][s->element] += s->weight;
    }
    b->bound += b->errors;
    b->shares.count = 0;
    b->errors = 0;
}

/* -- loops -- */

static void run_level(void *context, uint32_t level)
{
    Backward *b = context;
    PartProgram *program = b->program;
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
                                : b->values[access->array][element];
        } else {
            v[at] = instruction_value(program, i);
        }
    }
}

static void begin(void *context)
{
    Backward *b = context;
    b->element = address_element(b->program, &b->program->target);
    b->weight = b->element < 0 ? 0 : b->weights[b->array][b->element];
    b->best = combine_identity((Combine)b->program->part->combine);
    b->shares.count = 0;
    b->errors = 0;
}

/* How many roundings a term of a sum meets. */
static double sum_length(const Backward *b)
{
    const PartProgram *program = b->program;
    const Part *part = program->part;
    double terms = 1, lanes = part->lanes;
    for (uint32_t i = program->target_level; i < part->index_count; i++)
        terms *= (double)(part->ranges[i].high - part->ranges[i].low);
    double parts = graph_array(b->graph, b->array)->part_count;
    if (lanes > 1 && !b->rounding.any_order)
        terms = ceil(terms / lanes) + log2(lanes) + 1;
    return terms - 1 + parts - 1;
}

static bool point(void *context)
{
    Backward *b = context;
    PartProgram *program = b->program;
    Combine combine = (Combine)program->part->combine;
    double e = program->value.at[program->root];
    ArrayId array;
    if (b->weight == 0)
        return true;
    if (program->outside && !program_is_sound(program, &array)) {
        *b->fault = (EvalFault){.array = array, .element = -1,
                                .problem = EVAL_BOUNDS};
        return false;
    }
    double y = b->values[b->array][b->element];
    switch (combine) {
    case SET:
        sweep(b, b->weight);
        take_shares(b);
        break;
    case SUM:
        sweep(b, b->weight);
        b->errors += fabs(b->weight * e) * sum_length(b);
        take_shares(b);
        break;
    case PROD:
        sweep(b, e != 0 ? b->weight * (y / e) : 0);
        b->errors += fabs(b->weight * y) + b->least;
        take_shares(b);
        break;
    case MAX:
    case MIN:
        if (combine == MAX ? e > b->best : e < b->best) {
            b->best = e;
            sweep(b, b->weight);
        }
        break;
    case ARGMAX:
    case ARGMIN:
        break;
    }
    return true;
}

static bool end(void *context)
{
    Backward *b = context;
    Combine combine = (Combine)b->program->part->combine;
    if (b->element < 0)
        return true;
    if ((combine == MAX || combine == MIN)
        && b->best == b->values[b->array][b->element])
        take_shares(b);
    /* What was there before does not count. */
    if (combine == SET)
        b->weights[b->array][b->element] = 0;
    return true;
}

/* A kernel at one point of its box. */
static bool call(void *context)
{
    Backward *b = context;
    const Array *array = graph_array(b->graph, b->array);
    int64_t at = address_element(b->program, &b->program->target);
    b->bound += kernel_rounding(b->graph, b->arena, array, b->program,
                                b->values, b->weights,
                                &b->values[b->array][at],
                                &b->weights[b->array][at]);
    return true;
}

static void ignore(void *context)
{
    (void)context;
}

static bool stored(void *context)
{
    (void)context;
    return true;
}

static bool run_part(void *context, ArrayId id, PartProgram *program)
{
    static const PartActions actions = {run_level, begin, point, end, NULL};
    static const PartActions calls = {run_level, ignore, call, stored, NULL};
    Backward *b = context;
    if (graph_array(b->graph, id)->type != REAL)
        return true;
    b->array = id;
    b->program = program;
    list_reserve(b->arena, &b->of, program->code.count);
    for (uint32_t i = 0; i < program->code.count; i++)
        b->of.at[i] = 0;
    bool kernel = graph_array(b->graph, id)->kind == KERNEL;
    return program_run(program, kernel ? &calls : &actions, b);
}

/* -- arrays -- */

static bool run_array(Backward *b, ArrayId id)
{
    const Array *array = graph_array(b->graph, id);
    for (uint32_t i = array->part_count; i > 0; i--) {
        program_compile(&b->own, array, &array->as.parts[i - 1]);
        if (!run_part(b, id, &b->own))
            return false;
    }
    return true;
}

static void start_member(void *context, ArrayId id)
{
    (void)context;
    (void)id;
}

static bool run_back(Backward *b)
{
    static const StepActions actions = {start_member, NULL, run_part};
    for (ArrayId id = b->graph->arrays.count; id-- > 1;) {
        const Array *array = graph_array(b->graph, id);
        if (array->recurrence) {
            if (!recurrence_run_back(&b->own, id, &actions, b))
                return false;
            id = recurrence_around(b->graph, id)->first;
        } else if (array_is_computed(array) && !run_array(b, id)) {
            return false;
        }
    }
    return true;
}

bool eval_rounding(const Graph *graph, Arena *arena, const Rounding *rounding,
                   double **values, double **weights, double *bound,
                   EvalFault *fault)
{
    Backward *b = NEW(arena, Backward);
    double u = rounding->in_float ? FLT_EPSILON / 2 : DBL_EPSILON / 2;
    b->graph = graph;
    b->arena = arena;
    b->rounding = *rounding;
    b->values = values;
    b->weights = weights;
    b->slopes.arena = arena;
    b->least = (rounding->in_float ? (double)FLT_MIN : DBL_MIN);
    b->fault = fault;
    program_init(&b->own, graph, arena);
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        if (!weights[id] && array->type == REAL && graph_source(graph, id) == id
            && (array_is_computed(array) || array->kind == INPUT
                || array->kind == PARAM))
            weights[id] = NEW_ARRAY(arena, double, array_size(array));
    }
    share_carried(graph, weights);
    if (!run_back(b))
        return false;
    *bound = b->bound * u;
    return true;
}
