/* kernel.h: arrays that a routine makes of whole arrays.
 *
 * A KERNEL has one part, which says where slices lie and not what is computed:
 * its indices are the leading axes of the array, its body adds one access for
 * each operand, and the routine makes the slice that begins at the target of
 * the slices that begin at these accesses.
 *
 *     x[s,:] = solve(A[:,:], b[s,:])      target s, 0;  body A[0,0] + b[s,0]
 *
 * So whatever follows reads from array to array sees those of a kernel too,
 * and a kernel may be a member of a recurrence. Subscripts of operands hold no
 * data. The derivatives are in adjoint_kernel.c and eval_kernel.c.
 */
#ifndef GCC_GRAPH_KERNEL_H
#define GCC_GRAPH_KERNEL_H

#include "graph.h"

typedef enum RoutineId {
    ROUTINE_NONE,
    ROUTINE_LU,                 /* F, the factors of A, one row higher */
    ROUTINE_SOLVE,              /* A⁻¹ B of F, B, A; B a vector or a matrix */
    ROUTINE_SOLVE_TRANSPOSED,   /* A⁻ᵀ B */
    ROUTINE_LOWER,              /* T⁻¹ B of A, B; T the lower triangle of A */
    ROUTINE_LOWER_TRANSPOSED,   /* T⁻ᵀ B */
    ROUTINE_UPPER,
    ROUTINE_UPPER_TRANSPOSED,
    ROUTINE_CHOLESKY,           /* L Lᵀ = A, of the lower triangle of A */
    ROUTINE_DET,                /* det A of F, A */
    ROUTINE_LOGDET,
    ROUTINE_ARGSORT,            /* index values, the smallest first */
    ROUTINE_ARGSORT_DOWN
} RoutineId;

typedef struct RoutineRow {
    const char *name;           /* in the language */
    const char *call;           /* in C, of double, behind gg_ */
    uint8_t     arity;
    bool        transposed;     /* written with Aᵀ */
    bool        fails;          /* returns a gg_status */
    uint8_t     turned;         /* the routine of the transpose */
} RoutineRow;

const RoutineRow *routine_row(uint32_t routine);
/* Whether the first operand holds factors. The matrix that they are of is the
 * last one then, which derivatives are by, and which the routine does not
 * read. */
bool     routine_takes_factors(uint8_t routine);

/* How many operands the array has: 0 if it is no kernel. */
uint32_t kernel_arity(const Array *array);
/* How many of them, the first, the routine reads. */
uint32_t kernel_reads(const Array *array);
/* The access to operand `n`, and the array whose elements it reads. */
ExprId   kernel_operand(const Graph *graph, const Array *array, uint32_t n);
ArrayId  kernel_source(const Graph *graph, const Array *array, uint32_t n);
/* n of n×n, and the columns of B. */
int64_t  kernel_size(const Graph *graph, const Array *array);
int64_t  kernel_columns(const Graph *graph, const Array *array);
double   kernel_work(const Graph *graph, const Array *array);
bool     kernel_is_sound(const Graph *graph, const Array *array);
/* Whether the axis is one of slices: of the kernel's own, or of an operand. */
bool     kernel_slices(const Array *array, uint32_t axis);
bool     kernel_slices_operand(const Graph *graph, const Array *array,
                               ExprId access, uint32_t axis);
/* Whether it makes all slices of the array. */
bool     kernel_covers(const Graph *graph, const Array *array);
/* Whether some kernel of the graph may fail. */
bool     routines_fail(const Graph *graph);
/* [arrays]: whether a kernel reads it. */
bool    *kernel_operands(const Graph *graph, Arena *arena);
/* [arrays]: whether they are square matrices, or stacks of them, that a kernel
 * factorises. */
bool    *kernel_factorised(const Graph *graph, Arena *arena);
/* The access to the matrix, or the vector, that the kernel is of. */
ExprId   kernel_matrix(const Graph *graph, const Array *array);

/* The body that stands for the operands. */
ExprId kernel_body(Graph *graph, RoutineId routine, const ExprId *operands);
/* The kernel whose leading axes have this shape, over the box and guards of
 * `box`, whose target they are. Operands are accesses in its indices to where
 * slices begin; the slices of B are of `rank` axes, where there is B, or else it is 0. */
ArrayId kernel_make(Graph *graph, RoutineId routine, uint32_t rank,
                    uint32_t leading, const int64_t *shape, const Part *box,
                    const ExprId *operands, uint32_t serves);
/* An access to the slice that begins at this one, its last axes at these. */
ExprId  kernel_element(Graph *graph, ExprId access, uint32_t rank,
                       const SubscriptId *last);

#endif
