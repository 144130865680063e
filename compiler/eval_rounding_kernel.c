/* eval_rounding_kernel.c: solutions, determinants and Cholesky factors.
 *
 * What a routine computes is right for a matrix A + ΔA. With γ = 3 n u,
 * |ΔA| <= γ |L| |U| for solutions by LU (Higham, theorem 9.4), of which the
 * largest element is taken for all; |ΔT| <= γ |T| for triangles (theorem 8.5);
 * |ΔA| <= γ |L| |Lᵀ| for Cholesky factors (theorem 10.3). The number changes by
 * ΔA times its derivative by A.
 */
#include "eval_rounding_kernel.h"

#include "kernel.h"

#include "../runtime/gg.h"

#include <math.h>

typedef struct Kernel {
    uint8_t       routine;
    size_t        n, m;
    const double *a, *b, *y, *of;   /* what it reads; the result; derivatives */
    double       *by_matrix, *by_b; /* or NULL */
    double        error;            /* in units of u */
    Arena        *arena;
} Kernel;

/* The largest element of |L| |U|. */
static double largest_of_factors(const Kernel *k)
{
    double largest = 0;
    for (size_t i = 0; i < k->n; i++)
        for (size_t j = 0; j < k->n; j++) {
            double sum = 0;
            for (size_t l = 0; l <= (i < j ? i : j); l++)
                sum += fabs((l == i ? 1 : k->a[i * k->n + l])
                            * k->a[l * k->n + j]);
            largest = fmax(largest, sum);
        }
    return largest;
}

static void solve_by(uint8_t routine, const Kernel *k, double *x)
{
    switch ((RoutineId)routine) {
    case ROUTINE_SOLVE:
        gg_solve(k->n, k->m, k->a, k->of, x);
        break;
    case ROUTINE_SOLVE_TRANSPOSED:
        gg_solve_transposed(k->n, k->m, k->a, k->of, x);
        break;
    case ROUTINE_LOWER:
        gg_solve_lower(k->n, k->m, k->a, k->of, x);
        break;
    case ROUTINE_LOWER_TRANSPOSED:
        gg_solve_lower_transposed(k->n, k->m, k->a, k->of, x);
        break;
    case ROUTINE_UPPER:
        gg_solve_upper(k->n, k->m, k->a, k->of, x);
        break;
    default:
        gg_solve_upper_transposed(k->n, k->m, k->a, k->of, x);
    }
}

/* X = A⁻¹ B: with Λ = A⁻ᵀ D, B gets Λ and A gets -Λ Xᵀ. */
static void round_solution(Kernel *k)
{
    bool turned = routine_row(k->routine)->transposed;
    bool factors = routine_takes_factors(k->routine);
    double largest = factors ? largest_of_factors(k) : 0;
    double *by = NEW_ARRAY(k->arena, double, k->n * k->m);
    solve_by(routine_row(k->routine)->turned, k, by);
    for (size_t i = 0; k->by_b && i < k->n * k->m; i++)
        k->by_b[i] += by[i];
    for (size_t i = 0; i < k->n; i++)
        for (size_t l = 0; l < k->n; l++) {
            size_t row = turned ? l : i, column = turned ? i : l;
            double element = matrix_element(k->routine, k->n, k->a, i, l);
            bool inside = factors
                       || (k->routine == ROUTINE_LOWER
                                   || k->routine == ROUTINE_LOWER_TRANSPOSED
                               ? column <= row : column >= row);
            double sum = 0, size = 0;
            for (size_t j = 0; j < k->m; j++) {
                double term = by[i * k->m + j] * k->y[l * k->m + j];
                sum += term;
                size += fabs(term);
            }
            if (k->by_matrix && inside)
                k->by_matrix[row * k->n + column] -= sum;
            k->error += 3 * (double)k->n * size
                      * (factors ? largest : fabs(element));
        }
}

/* log det A: A gets A⁻ᵀ; det A, that times det A. */
static void round_determinant(Kernel *k)
{
    size_t n = k->n;
    bool logs = k->routine == ROUTINE_LOGDET;
    double *unit = NEW_ARRAY(k->arena, double, n * n);
    double *inverse = NEW_ARRAY(k->arena, double, n * n);
    double factor = *k->of * (logs ? 1 : *k->y), size = 0;
    for (size_t i = 0; i < n; i++)
        unit[i * n + i] = 1;
    gg_solve_transposed(n, n, k->a, unit, inverse);
    for (size_t i = 0; i < n * n; i++) {
        if (k->by_matrix)
            k->by_matrix[i] += factor * inverse[i];
        size += fabs(factor * inverse[i]);
    }
    double logarithms = 0;
    for (size_t i = 0; logs && i < n; i++)
        logarithms += fabs(log(fabs(k->a[i * n + i])));
    k->error += 3 * (double)n * size * largest_of_factors(k)
              + (double)(n + 4) * fabs(factor) * (logs ? logarithms : 1);
}

/* x = L⁻ᵀ S, in place of S; `other`: of the transpose. */
static void divide_left(const Kernel *k, double *s, bool transpose)
{
    size_t n = k->n;
    double *turned = NEW_ARRAY(k->arena, double, n * n);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            turned[i * n + j] = transpose ? s[j * n + i] : s[i * n + j];
    gg_solve_lower_transposed(n, n, k->y, turned, s);
}

/* L Lᵀ = A: A gets S = L⁻ᵀ Φ(Lᵀ D) L⁻¹, Φ the lower triangle with half of the
 * diagonal; of both triangles the lower one is read. */
static void round_cholesky(Kernel *k)
{
    size_t n = k->n;
    double *s = NEW_ARRAY(k->arena, double, n * n);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = 0;
            for (size_t l = i; l < n; l++)
                sum += k->y[l * n + i] * k->of[l * n + j];
            s[i * n + j] = sum * (i == j ? 0.5 : 1);
        }
    divide_left(k, s, false);           /* L⁻ᵀ Φ */
    divide_left(k, s, true);            /* (S)ᵀ = L⁻ᵀ (L⁻ᵀ Φ)ᵀ */
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double by = i == j ? s[i * n + i] : s[i * n + j] + s[j * n + i];
            double size = 0;
            for (size_t l = 0; l <= j; l++)
                size += fabs(k->y[i * n + l] * k->y[j * n + l]);
            if (k->by_matrix)
                k->by_matrix[i * n + j] += by;
            k->error += 3 * (double)n * fabs(by) * size;
        }
}

double kernel_rounding(const Graph *graph, Arena *arena, const Array *array,
                       const PartProgram *program, double **values,
                       double **weights, const double *y, const double *of)
{
    Arena *work = arena_open(arena);
    bool factors = routine_takes_factors(array->routine);
    Kernel k = {
        .routine = array->routine,
        .n = (size_t)kernel_size(graph, array),
        .m = (size_t)kernel_columns(graph, array),
        .a = kernel_slice(graph, array, 0, program, values),
        .y = y,
        .of = of,
        .by_matrix = kernel_slice(graph, array,
                                  factors ? kernel_arity(array) - 1 : 0,
                                  program, weights),
        .arena = work,
    };
    switch ((RoutineId)array->routine) {
    case ROUTINE_SOLVE:
    case ROUTINE_SOLVE_TRANSPOSED:
    case ROUTINE_LOWER:
    case ROUTINE_LOWER_TRANSPOSED:
    case ROUTINE_UPPER:
    case ROUTINE_UPPER_TRANSPOSED:
        k.by_b = kernel_slice(graph, array, 1, program, weights);
        round_solution(&k);
        break;
    case ROUTINE_DET:
    case ROUTINE_LOGDET:
        round_determinant(&k);
        break;
    case ROUTINE_CHOLESKY:
        round_cholesky(&k);
        break;
    case ROUTINE_LU:
    case ROUTINE_ARGSORT:
    case ROUTINE_ARGSORT_DOWN:
    case ROUTINE_NONE:
        break;
    }
    arena_close(work);
    return k.error;
}
