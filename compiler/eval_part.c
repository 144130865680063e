/* eval_part.c: compiling a part, and running its loops. */
#include "eval_part.h"

#include "../runtime/gg.h"

#include <math.h>

void program_init(PartProgram *program, const Graph *graph, Arena *arena)
{
    *program = (PartProgram){.graph = graph, .arena = arena};
    uint32_t count = graph->exprs.nodes.count;
    list_reserve(arena, &program->place, count);
    program->place.count = count;
}

/* The number of loops that a node stands in. */
static uint32_t level_of(uint32_t depends)
{
    uint32_t level = 0;
    for (; depends; depends >>= 1)
        level++;
    return level;
}

/* -- addresses -- */

static Affine affine_make(PartProgram *program, const Subscript *s,
                          int64_t stride)
{
    Affine affine = {
        .base = (int64_t)((uint64_t)s->base * (uint64_t)stride),
        .first = program->terms.count,
        .count = s->term_count,
    };
    for (uint32_t i = 0; i < s->term_count; i++) {
        Term term = s->terms[i];
        term.factor = (int64_t)((uint64_t)term.factor * (uint64_t)stride);
        list_push(program->arena, &program->terms, term);
    }
    return affine;
}

/* Whether base + Σ factor index stays in 0 <= s < size over the box. Doubles
 * are exact where the answer matters and only err on large numbers, which are
 * outside anyway. */
static bool stays_inside(const Part *part, const Subscript *s, int64_t size)
{
    double low = (double)s->base, high = low;
    for (uint32_t i = 0; i < s->term_count; i++) {
        double factor = (double)s->terms[i].factor;
        Range range = part->ranges[s->terms[i].index];
        double a = factor * (double)range.low;
        double b = factor * (double)(range.high - 1);
        low += fmin(a, b);
        high += fmax(a, b);
    }
    return !s->data && low >= 0 && high < (double)size && high < 0x1p52;
}

static Address address_make(PartProgram *program, const Array *array,
                            const SubscriptId *subscripts)
{
    const Exprs *exprs = &program->graph->exprs;
    int64_t strides[MAX_RANK], stride = 1;
    for (uint32_t i = array->rank; i > 0; i--) {
        strides[i - 1] = stride;
        stride *= array->shape[i - 1];
    }
    Address address = {.offset = {.first = program->terms.count}};
    for (uint32_t i = 0; i < array->rank; i++) {
        const Subscript *s = subscript_at(exprs, subscripts[i]);
        if (!stays_inside(program->part, s, array->shape[i]))
            continue;
        Affine affine = affine_make(program, s, strides[i]);
        address.offset.base += affine.base;
        address.offset.count += affine.count;
    }
    address.first = program->axes.count;
    for (uint32_t i = 0; i < array->rank; i++) {
        const Subscript *s = subscript_at(exprs, subscripts[i]);
        if (stays_inside(program->part, s, array->shape[i]))
            continue;
        CheckedAxis axis = {
            .affine = affine_make(program, s, 1),
            .data = s->data ? program->place.at[s->data] : NO_INSTRUCTION,
            .scale = s->scale,
            .size = array->shape[i],
            .stride = strides[i],
        };
        list_push(program->arena, &program->axes, axis);
        address.count++;
    }
    return address;
}

int64_t address_element(const PartProgram *program, const Address *address)
{
    int64_t element = affine_value(program, &address->offset);
    for (uint32_t i = 0; i < address->count; i++) {
        const CheckedAxis *axis = &program->axes.at[address->first + i];
        uint64_t at = (uint64_t)affine_value(program, &axis->affine);
        if (axis->data != NO_INSTRUCTION) {
            double data = program->value.at[axis->data];
            if (!(fabs(data) < 0x1p62))
                return -1;
            at += (uint64_t)axis->scale * (uint64_t)(int64_t)data;
        }
        if (at >= (uint64_t)axis->size)
            return -1;
        element += (int64_t)at * axis->stride;
    }
    return element;
}

int64_t access_locate(PartProgram *program, Access *access)
{
    int64_t at = address_element(program, &access->address);
    if (access->address.count)
        program->outside += (uint32_t)(at < 0) - (uint32_t)(access->at < 0);
    return access->at = at;
}

/* -- instructions -- */

static Instruction instruction_apply(const Exprs *exprs, const Expr *e)
{
    Instruction made = {.code = DO_APPLY, .function = e->function};
    switch ((Function)e->function) {
    case F_ADD:
        made.code = DO_ADD;
        break;
    case F_SUB:
        made.code = DO_SUB;
        break;
    case F_MUL:
        made.code = DO_MUL;
        break;
    case F_DIV:
        made.code = DO_DIV;
        break;
    case F_POW:
        if (expr_at(exprs, e->as.operand[1])->flags & EXPR_WHOLE)
            made.code = DO_POWER;
        else if (expr_at(exprs, e->as.operand[1])->kind == NUMBER
                 && power_is_root(expr_at(exprs, e->as.operand[1])->as.number))
            made.code = DO_ROOT;
        break;
    default:
        break;
    }
    return made;
}

/* Comparisons are conditions and count as whole, but compare in float unless
 * both sides are whole. */
static bool is_exact(const Exprs *exprs, const Expr *e)
{
    const uint16_t exact = EXPR_WHOLE | EXPR_CONDITION;
    if (e->kind != APPLY)
        return e->flags & exact;
    const FunctionRow *row = function_row((Function)e->function);
    if (!(row->flags & FUNCTION_CONDITION) || row->flags & FUNCTION_LOGIC)
        return e->flags & exact;
    return expr_at(exprs, e->as.operand[0])->flags & exact
        && expr_at(exprs, e->as.operand[1])->flags & exact;
}

static Instruction instruction_make(PartProgram *program, ExprId id)
{
    const Exprs *exprs = &program->graph->exprs;
    const Expr *e = expr_at(exprs, id);
    Instruction made = {0};
    if (e->kind == INDEX) {
        made = (Instruction){.code = DO_INDEX, .a = e->as.index};
    } else if (e->kind == ACCESS) {
        Access access = {.array = e->as.access.array};
        access.address =
            address_make(program, graph_array(program->graph, access.array),
                         e->as.access.subscripts);
        made = (Instruction){
            .code = access.address.count ? DO_ACCESS : DO_READ,
            .a = program->accesses.count};
        list_push(program->arena, &program->accesses, access);
    } else if (e->kind == APPLY || e->kind == CHOOSE) {
        made.code = DO_CHOOSE;
        if (e->kind == APPLY)
            made = instruction_apply(exprs, e);
        uint32_t *to[] = {&made.a, &made.b, &made.c};
        for (int i = 0; i < 3 && e->as.operand[i]; i++)
            *to[i] = program->place.at[e->as.operand[i]];
    }
    made.whole = (e->flags & (EXPR_WHOLE | EXPR_CONDITION)) != 0;
    made.exact = is_exact(exprs, e);
    made.expr = id;
    return made;
}

/* Instructions by level, operands first within each: a node's level is not
 * below its operands'. */
static void compile_body(PartProgram *program, const Array *array)
{
    const Graph *graph = program->graph;
    const Exprs *exprs = &graph->exprs;
    const Part *part = program->part;
    Arena *arena = program->arena;
    program->order.count = 0;
    part_postorder(graph, arena, NULL, true, part, array->rank,
                   &program->order);
    uint32_t count = program->order.count, *start = program->start;
    for (uint32_t i = 0; i <= MAX_INDICES + 1; i++)
        start[i] = 0;
    for (uint32_t i = 0; i < count; i++)
        start[level_of(expr_at(exprs, program->order.at[i])->depends) + 1]++;
    for (uint32_t i = 0; i <= MAX_INDICES; i++)
        start[i + 1] += start[i];
    list_reserve(arena, &program->code, count);
    list_reserve(arena, &program->value, count);
    program->code.count = program->value.count = count;
    for (uint32_t i = 0; i < count; i++) {
        ExprId id = program->order.at[i];
        const Expr *e = expr_at(exprs, id);
        uint32_t at = start[level_of(e->depends)]++;
        program->place.at[id] = at;
        program->code.at[at] = instruction_make(program, id);
        program->value.at[at] = e->kind == NUMBER ? e->as.number : 0;
    }
    for (uint32_t i = MAX_INDICES + 1; i > 0; i--)
        start[i] = start[i - 1];
    start[0] = 0;
    program->root = program->place.at[part->body];
}

static void compile_guards(PartProgram *program)
{
    const Exprs *exprs = &program->graph->exprs;
    const Part *part = program->part;
    program->guards.count = 0;
    for (uint32_t level = 0; level <= part->index_count; level++) {
        program->guard_start[level] = program->guards.count;
        for (uint32_t i = 0; i < part->guard_count; i++) {
            SubscriptId guard = part->guards[i];
            if (level_of(subscript_depends(exprs, guard)) != level)
                continue;
            Affine made = affine_make(program, subscript_at(exprs, guard), 1);
            list_push(program->arena, &program->guards, made);
        }
    }
    program->guard_start[part->index_count + 1] = program->guards.count;
}

void program_compile(PartProgram *program, const Array *array,
                     const Part *part)
{
    const Exprs *exprs = &program->graph->exprs;
    program->part = part;
    program->terms.count = 0;
    program->axes.count = 0;
    program->accesses.count = 0;
    program->outside = 0;
    compile_body(program, array);
    compile_guards(program);
    program->target = address_make(program, array, part->target);
    program->target_level = 0;
    for (uint32_t i = 0; i < array->rank; i++) {
        uint32_t level = level_of(subscript_depends(exprs, part->target[i]));
        if (level > program->target_level)
            program->target_level = level;
    }
}

PartProgram program_take(PartProgram *from)
{
    PartProgram taken = *from;
    PartProgram fresh = {.graph = from->graph, .arena = from->arena,
                         .order = from->order, .runs = from->runs,
                         .parts = from->parts};
    fresh.place.at = from->place.at;
    fresh.place.count = from->place.count;
    fresh.place.capacity = from->place.capacity;
    *from = fresh;
    return taken;
}

void program_keep(PartProgram *compiler)
{
    const Graph *graph = compiler->graph;
    compiler->runs = NEW_ARRAY(compiler->arena, struct StepRun *,
                               graph->recurrences.count);
    compiler->parts =
        NEW_ARRAY(compiler->arena, PartProgram *, graph->arrays.count);
}

PartProgram *program_of(PartProgram *compiler, ArrayId id, uint32_t part)
{
    const Array *array = graph_array(compiler->graph, id);
    if (!compiler->parts) {
        program_compile(compiler, array, &array->as.parts[part]);
        return compiler;
    }
    if (!compiler->parts[id]) {
        PartProgram *parts =
            NEW_ARRAY(compiler->arena, PartProgram, array->part_count);
        for (uint32_t i = 0; i < array->part_count; i++) {
            program_compile(compiler, array, &array->as.parts[i]);
            parts[i] = program_take(compiler);
        }
        compiler->parts[id] = parts;
    }
    return &compiler->parts[id][part];
}

/* -- running -- */

bool program_guards_hold(const PartProgram *program, uint32_t level)
{
    for (uint32_t i = program->guard_start[level];
         i < program->guard_start[level + 1]; i++)
        if (affine_value(program, &program->guards.at[i]) < 0)
            return false;
    return true;
}

/* Opens the loops down to `level` at the present indices: false if a guard
 * leaves them out. */
static bool enter(PartProgram *program, const PartActions *actions,
                  void *context, uint32_t level)
{
    if (!program_guards_hold(program, level))
        return false;
    if (program->start[level] < program->start[level + 1])
        actions->level(context, level);
    if (level == program->target_level)
        actions->begin(context);
    return true;
}

/* `depth` loops are open; `open` says that their guards hold. */
bool program_run(PartProgram *program, const PartActions *actions,
                 void *context)
{
    const Part *part = program->part;
    const uint32_t count = part->index_count;
    int64_t *index = program->index;
    uint32_t depth = 0;
    bool open = enter(program, actions, context, 0);
    for (;;) {
        if (open && depth + 1 == count && actions->row) {
            if (!actions->row(context))
                return false;
        } else if (open && depth < count) {
            index[depth] = part->ranges[depth].low;
            depth++;
            open = enter(program, actions, context, depth);
            continue;
        } else if (open && !actions->point(context)) {
            return false;
        }
        for (;; depth--, open = true) {
            if (open && depth == program->target_level
                && !actions->end(context))
                return false;
            if (!depth)
                return true;
            if (++index[depth - 1] < part->ranges[depth - 1].high)
                break;
        }
        open = enter(program, actions, context, depth);
    }
}

/* Goes down from the body through what the value hangs on: of a choice the
 * condition and the branch taken. */
bool program_is_sound(PartProgram *program, ArrayId *array)
{
    uint32_t count = program->code.count;
    list_reserve(program->arena, &program->needed, count);
    uint8_t *needed = program->needed.at;
    for (uint32_t i = 0; i < count; i++)
        needed[i] = 0;
    needed[program->root] = 1;
    for (uint32_t i = count; i > 0; i--) {
        const Instruction *e = &program->code.at[i - 1];
        if (!needed[i - 1])
            continue;
        if (e->code == DO_CHOOSE) {
            needed[e->a] = 1;
            needed[program->value.at[e->a] != 0 ? e->b : e->c] = 1;
        } else if (e->code == DO_ACCESS || e->code == DO_READ) {
            const Access *access = &program->accesses.at[e->a];
            *array = access->array;
            if (access->at < 0)
                return false;
            for (uint32_t k = 0; k < access->address.count; k++) {
                uint32_t data =
                    program->axes.at[access->address.first + k].data;
                if (data != NO_INSTRUCTION)
                    needed[data] = 1;
            }
        } else if (e->code >= DO_ADD) {
            needed[e->a] = 1;
            if (function_row((Function)e->function)->arity == 2)
                needed[e->b] = 1;
        }
    }
    return true;
}

double instruction_value(const PartProgram *program, const Instruction *i)
{
    const double *v = program->value.at;
    double y;
    switch ((InstructionCode)i->code) {
    case DO_INDEX:
        return (double)program->index[i->a];
    case DO_ADD:
        y = v[i->a] + v[i->b];
        break;
    case DO_SUB:
        y = v[i->a] - v[i->b];
        break;
    case DO_MUL:
        y = v[i->a] * v[i->b];
        break;
    case DO_DIV:
        return v[i->a] / v[i->b];
    case DO_POWER:
        return power_is_products(v[i->b])
                 ? gg_powi(v[i->a], (int)v[i->b])
                 : gg_pow(v[i->a], v[i->b]);
    case DO_ROOT:
        return gg_powh(v[i->a], (int)(2 * v[i->b]));
    case DO_CHOOSE:
        return v[i->a] != 0 ? v[i->b] : v[i->c];
    case DO_NUMBER:
    case DO_READ:
    case DO_ACCESS:
    case DO_APPLY:
    default:
        y = function_row((Function)i->function)->value(v[i->a], v[i->b]);
    }
    return i->whole ? y + 0.0 : y;
}

double instruction_in_float(const PartProgram *program, const Instruction *i)
{
    const double *v = program->value.at;
    float a = (float)v[i->a], b = (float)v[i->b];
    switch ((InstructionCode)i->code) {
    case DO_ADD:
        return (double)(a + b);
    case DO_SUB:
        return (double)(a - b);
    case DO_MUL:
        return (double)(a * b);
    case DO_DIV:
        return (double)(a / b);
    case DO_POWER:
        return (double)(power_is_products(v[i->b])
                            ? gg_powif(a, (int)v[i->b]) : gg_powf(a, b));
    case DO_ROOT:
        return (double)gg_powhf(a, (int)(2 * v[i->b]));
    case DO_CHOOSE:
        return v[i->a] != 0 ? (double)b : (double)(float)v[i->c];
    case DO_NUMBER:
    case DO_INDEX:
    case DO_READ:
    case DO_ACCESS:
    case DO_APPLY:
    default:
        return (double)function_row((Function)i->function)->valuef(a, b);
    }
}
