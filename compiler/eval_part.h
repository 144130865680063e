/* eval_part.h: a part as a list of instructions, one list for each loop.
 *
 * An instruction computes one node of the body. It stands at the loop of the
 * innermost index that it depends on, so it runs once for each value of the
 * loops around it and not once for each point. Level 0 is outside all loops,
 * level n inside the loop of index n - 1.
 *
 * All nodes are computed, those of branches not taken too: functions have
 * values everywhere. An access that falls outside its array counts as a NaN
 * and is remembered; a point whose value hangs on it is a fault.
 */
#ifndef GCC_GRAPH_EVAL_PART_H
#define GCC_GRAPH_EVAL_PART_H

#include "eval.h"
#include "formula.h"

typedef enum InstructionCode {
    DO_NUMBER, DO_INDEX,
    DO_READ,                        /* an access inside by its ranges */
    DO_ACCESS,                      /* one that is checked */
    DO_ADD, DO_SUB, DO_MUL, DO_DIV, DO_POWER, DO_ROOT, DO_APPLY, DO_CHOOSE
} InstructionCode;

typedef struct Instruction {
    uint8_t  code, function;
    bool     whole;                 /* exact, and never -0 */
    bool     exact;                 /* computed in double even as in float:
                                       whole, but comparisons of reals */
    bool     active;                /* has a tangent (eval_dual) */
    uint32_t a, b, c;               /* operands: instructions; of DO_INDEX the
                                       index, of DO_ACCESS the access */
    ExprId   expr;
} Instruction;

/* base + Σ factor index, over terms [first, first + count) */
typedef struct Affine {
    int64_t  base;
    uint32_t first, count;
} Affine;

/* A subscript that is looked at each time: it has data, or leaves its axis
 * somewhere in the box. */
typedef struct CheckedAxis {
    Affine   affine;
    uint32_t data;                  /* an instruction, or NONE */
    int64_t  scale, size, stride;
} CheckedAxis;

/* A place in an array: the subscripts that stay inside by their ranges are
 * one affine offset, the others are checked. */
typedef struct Address {
    Affine   offset;
    uint32_t first, count;          /* of the checked axes */
} Address;

typedef struct Access {
    ArrayId  array;
    Address  address;
    int64_t  at;                    /* where it was read last; -1: outside */
} Access;

#define NO_INSTRUCTION UINT32_MAX

/* A compiled part, and the scratch that makes the next one cheap. */
typedef struct PartProgram {
    const Graph *graph;
    Arena       *arena;
    const Part  *part;
    uint32_t     target_level;      /* the loops that the target needs */
    uint32_t     root;              /* the instruction of the body */
    Address      target;
    LIST(Instruction) code;         /* by level */
    uint32_t     start[MAX_INDICES + 2];        /* of each level */
    LIST(Affine) guards;            /* by level */
    uint32_t     guard_start[MAX_INDICES + 2];
    LIST(Term)   terms;
    LIST(CheckedAxis) axes;
    LIST(Access) accesses;

    int64_t      index[MAX_INDICES];
    LIST(double) value;             /* of each instruction */
    uint32_t     outside;           /* accesses that are outside now */
    LIST(uint8_t) needed;           /* scratch of program_is_sound */
    ExprIds      order;             /* scratch */
    LIST(uint32_t) place;           /* [exprs]: the instruction; scratch */
    struct StepRun **runs;          /* [recurrences]: compiled before; NULL: none
                                       is kept; */
    struct PartProgram **parts;     /* [arrays][parts] likewise */
} PartProgram;

void program_init(PartProgram *program, const Graph *graph, Arena *arena);

/* From now on what recurrence_run and program_of compile is kept for the next
 * time. */
void program_keep(PartProgram *compiler);

/* Replaces what was compiled before. */
void program_compile(PartProgram *program, const Array *array,
                     const Part *part);

/* The program as compiled; `from` is free for another. */
PartProgram program_take(PartProgram *from);

/* The part, compiled; if it is not kept, the compiler itself. */
PartProgram *program_of(PartProgram *compiler, ArrayId id, uint32_t part);

/* What happens as the loops run. */
typedef struct PartActions {
    void (*level)(void *context, uint32_t level);   /* run its instructions */
    void (*begin)(void *context);                   /* the inner loops */
    bool (*point)(void *context);                   /* false: stop */
    bool (*end)(void *context);
    bool (*row)(void *context);     /* the innermost loop, with all that happens
                                       in it; NULL: as the others say */
} PartActions;

/* Runs the loops; false if an action stopped them. */
bool program_run(PartProgram *program, const PartActions *actions,
                 void *context);

/* Sums wrap: what leaves 64 bits is outside every array, and is checked. */
static inline int64_t affine_value(const PartProgram *program,
                                   const Affine *affine)
{
    uint64_t sum = (uint64_t)affine->base;
    for (uint32_t i = 0; i < affine->count; i++) {
        const Term *term = &program->terms.at[affine->first + i];
        sum += (uint64_t)term->factor * (uint64_t)program->index[term->index];
    }
    return (int64_t)sum;
}

/* The guards of a level, whose indices are set. */
bool program_guards_hold(const PartProgram *program, uint32_t level);
/* The element that the address is of, or -1 if it is outside the array. */
int64_t address_element(const PartProgram *program, const Address *address);
/* Notes where an access reads; -1 if it is outside. */
int64_t access_locate(PartProgram *program, Access *access);
/* False if the value at this point hangs on an access outside its array; the
 * array is *array then. */
bool program_is_sound(PartProgram *program, ArrayId *array);
/* What combining begins with: 0, 1, ∓∞. */
double combine_identity(Combine combine);
/* Whether the part is an ARGMAX or ARGMIN. */
bool part_keeps_index(const Part *part);
/* What the elements of the array hold before its parts act. */
double array_start(const Array *array);
/* Carries share the values of what they carry. */
void share_carried(const Graph *graph, double **values);
/* Checks index data and allocates what is NULL; as eval does it. */
bool eval_prepare(const Graph *graph, Arena *arena, double **values,
                  EvalFault *fault);

/* -- eval.c -- */

/* What the evaluator compiles with, and keeps. */
PartProgram *evaluator_programs(Evaluator *evaluator);

/* -- eval_slope.c -- */

/* Rules that have been parsed. */
typedef struct Slopes {
    Arena         *arena;
    LIST(double)   scratch;
    const Formula *rules[F_COUNT][2];
} Slopes;

/* Whether the derivative by this operand is 0 everywhere. */
bool   slope_is_flat(Function function, int operand);
/* ∂y/∂operand of the instruction `at`, which applies a function. */
double slope_at(Slopes *slopes, const PartProgram *program, uint32_t at,
                int operand);

/* -- eval_kernel.c -- */

/* Where operand `n` of a kernel begins, at the point of the program. */
double *kernel_slice(const Graph *graph, const Array *array, uint32_t n,
                     const PartProgram *program, double **values);
/* The routine for the operands at the point of the program; its result goes to
 * y. */
void kernel_run(const Graph *graph, Arena *arena, const Array *array,
                const PartProgram *program, double **values, bool in_float,
                double *y);

/* Element (i, k) of the matrix that a routine inverts, of the array that it
 * reads. */
double matrix_element(uint8_t routine, size_t n, const double *a, size_t i,
                      size_t k);

/* The tangent of a result y, to t. */
void kernel_tangent(const Graph *graph, Arena *arena, const Array *array,
                    const PartProgram *program, double **values,
                    double **tangents, const double *y, double *t);

/* -- eval_recurrence.c -- */

/* What happens as the steps of a recurrence run. */
typedef struct StepActions {
    void (*start)(void *context, ArrayId member);   /* before all steps */
    /* Looks at a program when all are compiled; true: look at all again. NULL:
     * nothing to look at. */
    bool (*look)(void *context, ArrayId member, PartProgram *program);
    bool (*run)(void *context, ArrayId member, PartProgram *program);
} StepActions;

/* The outermost recurrence that the member is in. */
const Recurrence *recurrence_around(const Graph *graph, ArrayId member);
/* Runs the outermost recurrence of the member, every part at every step;
 * `compiler` compiles them. False if an action stopped it. */
bool recurrence_run(PartProgram *compiler, ArrayId member,
                    const StepActions *actions, void *context);
/* The same the other way round: the last step first, and of it the last part. */
bool recurrence_run_back(PartProgram *compiler, ArrayId member,
                         const StepActions *actions, void *context);

/* The value of one instruction that is not an access, in double; the same
 * rounded to float, of one that is not exact. */
double instruction_value(const PartProgram *program, const Instruction *i);
double instruction_in_float(const PartProgram *program, const Instruction *i);

/* -- eval_row.c -- */

enum { ROW_BLOCK = 64 };            /* points at a time */

/* Room for the values of each instruction at these points. */
typedef struct RowBlock {
    LIST(double)         room;
    LIST(const double *) lane;
} RowBlock;

/* Whether the innermost loop neither checks where it reads and writes, nor leaves out
 * a point, nor reads the array that is made. */
bool row_is_plain(const PartProgram *program, double **values,
                  const double *made);
/* Before the innermost loop, when what stands outside it is computed; it is taken
 * `width` points at a time at most. */
void row_begin(RowBlock *block, const PartProgram *program, int64_t width);
/* The values of the body at `count` points, from the present index on. */
const double *row_values(RowBlock *block, PartProgram *program,
                         double **values, bool in_float, int64_t count);
/* Where an address without checked axes is at the present index, and how far it
 * moves with it. */
int64_t row_start(const PartProgram *program, const Address *address,
                  int64_t *stride);

#endif
