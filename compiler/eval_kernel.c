/* eval_kernel.c: kernels at numbers, by the routines of the runtime.
 *
 * As in float, slices are rounded to float, and the float routine gets them.
 */
#include "eval_part.h"
#include "kernel.h"

#include "../runtime/gg.h"

#include <math.h>

/* One call: n×n operands, m columns of b. */
typedef struct Operands {
    size_t n, m;
    const double *a, *b;
} Operands;

static void run_double(uint8_t routine, const Operands *o, double *y,
                       int32_t *order)
{
    switch ((RoutineId)routine) {
    case ROUTINE_LU:
        gg_lu(o->n, o->a, y);
        break;
    case ROUTINE_SOLVE:
        gg_solve(o->n, o->m, o->a, o->b, y);
        break;
    case ROUTINE_SOLVE_TRANSPOSED:
        gg_solve_transposed(o->n, o->m, o->a, o->b, y);
        break;
    case ROUTINE_LOWER:
        gg_solve_lower(o->n, o->m, o->a, o->b, y);
        break;
    case ROUTINE_LOWER_TRANSPOSED:
        gg_solve_lower_transposed(o->n, o->m, o->a, o->b, y);
        break;
    case ROUTINE_UPPER:
        gg_solve_upper(o->n, o->m, o->a, o->b, y);
        break;
    case ROUTINE_UPPER_TRANSPOSED:
        gg_solve_upper_transposed(o->n, o->m, o->a, o->b, y);
        break;
    case ROUTINE_CHOLESKY:
        gg_cholesky(o->n, o->a, y);
        break;
    case ROUTINE_DET:
        *y = gg_det(o->n, o->a);
        break;
    case ROUTINE_LOGDET:
        *y = gg_logdet(o->n, o->a);
        break;
    case ROUTINE_ARGSORT:
        gg_argsort(o->n, o->a, order);
        break;
    case ROUTINE_ARGSORT_DOWN:
        gg_argsort_down(o->n, o->a, order);
        break;
    case ROUTINE_NONE:
        break;
    }
}

static void run_float(uint8_t routine, size_t n, size_t m, const float *a,
                      const float *b, float *y, int32_t *order)
{
    switch ((RoutineId)routine) {
    case ROUTINE_LU:
        gg_luf(n, a, y);
        break;
    case ROUTINE_SOLVE:
        gg_solvef(n, m, a, b, y);
        break;
    case ROUTINE_SOLVE_TRANSPOSED:
        gg_solve_transposedf(n, m, a, b, y);
        break;
    case ROUTINE_LOWER:
        gg_solve_lowerf(n, m, a, b, y);
        break;
    case ROUTINE_LOWER_TRANSPOSED:
        gg_solve_lower_transposedf(n, m, a, b, y);
        break;
    case ROUTINE_UPPER:
        gg_solve_upperf(n, m, a, b, y);
        break;
    case ROUTINE_UPPER_TRANSPOSED:
        gg_solve_upper_transposedf(n, m, a, b, y);
        break;
    case ROUTINE_CHOLESKY:
        gg_choleskyf(n, a, y);
        break;
    case ROUTINE_DET:
        *y = gg_detf(n, a);
        break;
    case ROUTINE_LOGDET:
        *y = gg_logdetf(n, a);
        break;
    case ROUTINE_ARGSORT:
        gg_argsortf(n, a, order);
        break;
    case ROUTINE_ARGSORT_DOWN:
        gg_argsort_downf(n, a, order);
        break;
    case ROUTINE_NONE:
        break;
    }
}

static float *to_float(Arena *arena, const double *from, size_t count)
{
    float *to = NEW_ARRAY(arena, float, count);
    for (size_t i = 0; i < count; i++)
        to[i] = (float)from[i];
    return to;
}

static int64_t slice_size(const Array *array, uint32_t rank)
{
    int64_t size = 1;
    for (uint32_t i = 0; i < rank; i++)
        size *= array->shape[array->rank - 1 - i];
    return size;
}

double *kernel_slice(const Graph *graph, const Array *array, uint32_t n,
                     const PartProgram *program, double **values)
{
    ExprId operand = kernel_operand(graph, array, n);
    uint32_t at = 0;
    while (program->code.at[at].expr != operand)
        at++;
    const Access *access =
        &program->accesses.at[program->code.at[at].a];
    return values[access->array] ? &values[access->array][access->at] : NULL;
}

void kernel_run(const Graph *graph, Arena *arena, const Array *array,
                const PartProgram *program, double **values, bool in_float,
                double *y)
{
    Arena *work = arena_open(arena);
    const Array *of = graph_array(graph, kernel_source(graph, array, 0));
    size_t size = (size_t)slice_size(array, array->slice);
    Operands o = {
        .n = (size_t)kernel_size(graph, array),
        .m = (size_t)kernel_columns(graph, array),
        .a = kernel_slice(graph, array, 0, program, values),
        .b = kernel_reads(array) == 2
               ? kernel_slice(graph, array, 1, program, values) : NULL,
    };
    bool sorts = array->type == WHOLE;
    int32_t *order = NEW_ARRAY(work, int32_t, sorts ? size : 1);
    if (in_float) {
        float *made = NEW_ARRAY(work, float, size);
        run_float(array->routine, o.n, o.m,
                  to_float(work, o.a, (size_t)slice_size(of, sorts ? 1 : 2)),
                  o.b ? to_float(work, o.b, size) : NULL, made, order);
        for (size_t i = 0; i < size; i++)
            y[i] = (double)made[i];
    } else {
        run_double(array->routine, &o, y, order);
    }
    for (size_t i = 0; sorts && i < size; i++)
        y[i] = (double)order[i];
    arena_close(work);
}

/* -- forward mode -- */

double matrix_element(uint8_t routine, size_t n, const double *a, size_t i,
                      size_t k)
{
    size_t row = routine_row(routine)->transposed ? k : i;
    size_t column = routine_row(routine)->transposed ? i : k;
    bool lower = routine == ROUTINE_LOWER
              || routine == ROUTINE_LOWER_TRANSPOSED;
    if (!routine_takes_factors(routine)
        && (lower ? column > row : column < row))
        return 0;
    return a[row * n + column];
}

/* A X = B: X' = A⁻¹ (B' - A' X) */
static void solution_tangent(uint8_t routine, Arena *arena, const Operands *o,
                             const double *a, const double *b,
                             const double *x, double *t)
{
    double *right = NEW_ARRAY(arena, double, o->n * o->m);
    for (size_t i = 0; i < o->n; i++)
        for (size_t j = 0; j < o->m; j++) {
            double sum = b ? b[i * o->m + j] : 0;
            for (size_t k = 0; a && k < o->n; k++)
                sum -= matrix_element(routine, o->n, a, i, k)
                     * x[k * o->m + j];
            right[i * o->m + j] = sum;
        }
    Operands turned = *o;
    turned.b = right;
    run_double(routine, &turned, t, NULL);
}

/* (log det A)' = tr A⁻¹ A' */
static double logdet_tangent(Arena *arena, const Operands *o, const double *a)
{
    double *x = NEW_ARRAY(arena, double, o->n * o->n), sum = 0;
    gg_solve(o->n, o->n, o->a, a, x);
    for (size_t i = 0; i < o->n; i++)
        sum += x[i * o->n + i];
    return sum;
}

/* L' = L Φ(L⁻¹ A' L⁻ᵀ), Φ the lower triangle with half of the diagonal. */
static void cholesky_tangent(Arena *arena, size_t n, const double *a,
                             const double *l, double *t)
{
    double *x = NEW_ARRAY(arena, double, n * n);
    double *y = NEW_ARRAY(arena, double, n * n);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            y[i * n + j] = a[(i > j ? i : j) * n + (i > j ? j : i)];
    for (int side = 0; side < 2; side++) {
        gg_solve_lower(n, n, l, y, x);
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                y[i * n + j] = x[j * n + i];
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double sum = 0;
            for (size_t k = j; k <= i; k++)
                sum += l[i * n + k] * y[k * n + j] * (k == j ? 0.5 : 1);
            t[i * n + j] = sum;
        }
}

void kernel_tangent(const Graph *graph, Arena *arena, const Array *array,
                    const PartProgram *program, double **values,
                    double **tangents, const double *y, double *t)
{
    Arena *work = arena_open(arena);
    uint32_t matrix = routine_takes_factors(array->routine)
                        ? kernel_arity(array) - 1 : 0;
    const double *a = kernel_slice(graph, array, matrix, program, tangents);
    Operands o = {
        .n = (size_t)kernel_size(graph, array),
        .m = (size_t)kernel_columns(graph, array),
        .a = kernel_slice(graph, array, 0, program, values),
    };
    switch ((RoutineId)array->routine) {
    case ROUTINE_SOLVE:
    case ROUTINE_SOLVE_TRANSPOSED:
    case ROUTINE_LOWER:
    case ROUTINE_LOWER_TRANSPOSED:
    case ROUTINE_UPPER:
    case ROUTINE_UPPER_TRANSPOSED:
        solution_tangent(array->routine, work, &o, a,
                         kernel_slice(graph, array, 1, program, tangents), y,
                         t);
        break;
    case ROUTINE_DET:
    case ROUTINE_LOGDET:
        *t = a ? logdet_tangent(work, &o, a) : 0;
        if (array->routine == ROUTINE_DET)
            *t *= *y;
        break;
    case ROUTINE_CHOLESKY:
        if (a)
            cholesky_tangent(work, o.n, a, y, t);
        break;
    case ROUTINE_LU:
    case ROUTINE_ARGSORT:
    case ROUTINE_ARGSORT_DOWN:
    case ROUTINE_NONE:
        break;
    }
    arena_close(work);
}
