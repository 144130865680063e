/* eval_row.c: the instructions of the innermost loop at many points, one
 * instruction after the other.
 *
 * Every value is what the loop makes of it point by point, so only the order of
 * work is another.
 */
#include "eval_part.h"

/* By how much an address moves with the index. */
static int64_t stride_of(const PartProgram *program, const Affine *affine,
                         uint32_t index)
{
    uint64_t stride = 0;
    for (uint32_t i = 0; i < affine->count; i++) {
        const Term *term = &program->terms.at[affine->first + i];
        stride += term->index == index ? (uint64_t)term->factor : 0;
    }
    return (int64_t)stride;
}

/* Operands of an instruction that computes. */
static uint32_t operands_of(const Instruction *i, uint32_t operands[3])
{
    operands[0] = i->a;
    operands[1] = i->b;
    operands[2] = i->c;
    return i->code == DO_CHOOSE ? 3
                                : function_row((Function)i->function)->arity;
}

bool row_is_plain(const PartProgram *program, double **values,
                  const double *made)
{
    uint32_t last = program->part->index_count;
    if (!last || program->guard_start[last] < program->guard_start[last + 1]
        || (program->target_level == last && program->target.count))
        return false;
    for (uint32_t at = program->start[last]; at < program->start[last + 1];
         at++) {
        const Instruction *i = &program->code.at[at];
        if (i->code == DO_ACCESS
            || (i->code == DO_READ
                && values[program->accesses.at[i->a].array] == made))
            return false;
    }
    return true;
}

/* -- one instruction at `count` points -- */

static const double *read_row(const PartProgram *program, double **values,
                              const Access *access, int64_t count, double *to)
{
    int64_t stride, start = row_start(program, &access->address, &stride);
    const double *from = &values[access->array][start];
    if (stride == 1)
        return from;
    for (int64_t k = 0; k < count; k++)
        to[k] = from[k * stride];
    return to;
}

/* False if it is none of the four. */
static bool compute_plain(uint8_t code, int64_t count, const double *a,
                          const double *b, double *y)
{
    switch (code) {
    case DO_ADD:
        for (int64_t k = 0; k < count; k++)
            y[k] = a[k] + b[k];
        return true;
    case DO_SUB:
        for (int64_t k = 0; k < count; k++)
            y[k] = a[k] - b[k];
        return true;
    case DO_MUL:
        for (int64_t k = 0; k < count; k++)
            y[k] = a[k] * b[k];
        return true;
    case DO_DIV:
        for (int64_t k = 0; k < count; k++)
            y[k] = a[k] / b[k];
        return true;
    default:
        return false;
    }
}

static bool compute_float(uint8_t code, int64_t count, const double *a,
                          const double *b, double *y)
{
    switch (code) {
    case DO_ADD:
        for (int64_t k = 0; k < count; k++)
            y[k] = (double)((float)a[k] + (float)b[k]);
        return true;
    case DO_SUB:
        for (int64_t k = 0; k < count; k++)
            y[k] = (double)((float)a[k] - (float)b[k]);
        return true;
    case DO_MUL:
        for (int64_t k = 0; k < count; k++)
            y[k] = (double)((float)a[k] * (float)b[k]);
        return true;
    case DO_DIV:
        for (int64_t k = 0; k < count; k++)
            y[k] = (double)((float)a[k] / (float)b[k]);
        return true;
    default:
        return false;
    }
}

static void compute_row(PartProgram *program, const Instruction *i,
                        bool in_float, const double *const *lane,
                        int64_t count, double *y)
{
    uint32_t operand[3], operands = operands_of(i, operand);
    bool rounds = in_float && !i->exact;
    const double *a = lane[i->a], *b = lane[i->b];
    if (rounds ? compute_float(i->code, count, a, b, y)
               : !i->whole && compute_plain(i->code, count, a, b, y))
        return;
    for (int64_t k = 0; k < count; k++) {
        for (uint32_t o = 0; o < operands; o++)
            program->value.at[operand[o]] = lane[operand[o]][k];
        y[k] = rounds ? instruction_in_float(program, i)
                      : instruction_value(program, i);
    }
}

/* -- all of them -- */

/* What was computed outside the loop stands beside what is computed in it. */
static void spread(RowBlock *block, const PartProgram *program, uint32_t at,
                   int64_t width)
{
    double *to = &block->room.at[at * ROW_BLOCK];
    if (at >= program->start[program->part->index_count])
        return;
    for (int64_t k = 0; k < width; k++)
        to[k] = program->value.at[at];
    block->lane.at[at] = to;
}

void row_begin(RowBlock *block, const PartProgram *program, int64_t width)
{
    uint32_t last = program->part->index_count, count = program->code.count;
    list_reserve(program->arena, &block->room, count * ROW_BLOCK);
    list_reserve(program->arena, &block->lane, count);
    spread(block, program, program->root, width);
    for (uint32_t at = program->start[last]; at < program->start[last + 1];
         at++) {
        const Instruction *i = &program->code.at[at];
        uint32_t operand[3];
        uint32_t operands = i->code >= DO_ADD ? operands_of(i, operand) : 0;
        for (uint32_t o = 0; o < operands; o++)
            spread(block, program, operand[o], width);
    }
}

const double *row_values(RowBlock *block, PartProgram *program,
                         double **values, bool in_float, int64_t count)
{
    uint32_t last = program->part->index_count;
    const double **lane = block->lane.at;
    for (uint32_t at = program->start[last]; at < program->start[last + 1];
         at++) {
        const Instruction *i = &program->code.at[at];
        double *y = &block->room.at[at * ROW_BLOCK];
        lane[at] = y;
        if (i->code == DO_READ)
            lane[at] = read_row(program, values,
                                &program->accesses.at[i->a], count, y);
        else if (i->code == DO_INDEX)
            for (int64_t k = 0; k < count; k++)
                y[k] = (double)(program->index[i->a] + k);
        else if (i->code >= DO_ADD)
            compute_row(program, i, in_float, lane, count, y);
    }
    return lane[program->root];
}

int64_t row_start(const PartProgram *program, const Address *address,
                  int64_t *stride)
{
    *stride = stride_of(program, &address->offset,
                        program->part->index_count - 1);
    return affine_value(program, &address->offset);
}
