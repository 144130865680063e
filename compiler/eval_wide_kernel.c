/* eval_wide_kernel.c: the routines of the runtime in Wide numbers.
 *
 * As runtime/gg_matrix_real.h holds and makes them.
 */
#include "eval_wide.h"
#include "kernel.h"

typedef struct Operands {
    size_t n, m;
    const Wide *a, *b;
} Operands;

static Wide less_product(Wide from, Wide a, Wide b)
{
    return wide_sub(from, wide_mul(a, b));
}

static void fill_nan(size_t count, Wide *y)
{
    for (size_t i = 0; i < count; i++)
        y[i] = wide_of((double)NAN);
}

static void exchange(size_t m, Wide *x, size_t k, size_t p)
{
    for (size_t j = 0; p != k && j < m; j++) {
        Wide t = x[k * m + j];
        x[k * m + j] = x[p * m + j];
        x[p * m + j] = t;
    }
}

/* P A = L U in n rows, and the rows exchanged in one more. */
static void run_lu(size_t n, const Wide *a, Wide *f)
{
    for (size_t i = 0; i < n * n; i++)
        f[i] = a[i];
    for (size_t k = 0; k < n; k++) {
        size_t p = k;
        for (size_t i = k + 1; i < n; i++)
            if (fabs(f[i * n + k].high) > fabs(f[p * n + k].high))
                p = i;
        f[n * n + k] = wide_of((double)p);
        exchange(n, f, k, p);
        if (f[k * n + k].high == 0)
            continue;
        for (size_t i = k + 1; i < n; i++) {
            Wide l = f[i * n + k] = wide_div(f[i * n + k], f[k * n + k]);
            for (size_t j = k + 1; j < n; j++)
                f[i * n + j] = less_product(f[i * n + j], l, f[k * n + j]);
        }
    }
}

/* A triangle: element (i, k) is t[i * down + k * across]. */
typedef struct Triangle {
    const Wide *t;
    size_t down, across;
    bool   unit;                    /* its diagonal is 1 */
} Triangle;

static void substitute(const Operands *o, Triangle t, bool back, Wide *x)
{
    size_t n = o->n, m = o->m;
    for (size_t step = 0; step < n; step++) {
        size_t i = back ? n - 1 - step : step;
        for (size_t k = back ? i + 1 : 0; k < (back ? n : i); k++)
            for (size_t j = 0; j < m; j++)
                x[i * m + j] =
                    less_product(x[i * m + j],
                                 t.t[i * t.down + k * t.across], x[k * m + j]);
        for (size_t j = 0; !t.unit && j < m; j++)
            x[i * m + j] = wide_div(x[i * m + j],
                                    t.t[i * (t.down + t.across)]);
    }
}

static void run_solve(uint8_t routine, const Operands *o, Wide *x)
{
    size_t n = o->n;
    bool turned = routine == ROUTINE_SOLVE_TRANSPOSED
               || routine == ROUTINE_LOWER_TRANSPOSED
               || routine == ROUTINE_UPPER_TRANSPOSED;
    Triangle t = {o->a, turned ? 1 : n, turned ? n : 1, false};
    Triangle unit = t;
    unit.unit = true;
    for (size_t k = 0; k < n; k++)
        if (o->a[k * n + k].high == 0) {
            fill_nan(n * o->m, x);
            return;
        }
    for (size_t i = 0; i < n * o->m; i++)
        x[i] = o->b[i];
    if (routine == ROUTINE_SOLVE) {
        for (size_t k = 0; k < n; k++)
            exchange(o->m, x, k, (size_t)o->a[n * n + k].high);
        substitute(o, unit, false, x);
        substitute(o, t, true, x);
    } else if (routine == ROUTINE_SOLVE_TRANSPOSED) {
        substitute(o, t, false, x);
        substitute(o, unit, true, x);
        for (size_t k = n; k-- > 0;)
            exchange(o->m, x, k, (size_t)o->a[n * n + k].high);
    } else {
        substitute(o, t, routine == ROUTINE_UPPER
                             || routine == ROUTINE_LOWER_TRANSPOSED, x);
    }
}

static void run_cholesky(size_t n, const Wide *a, Wide *l)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            Wide sum = j > i ? wide_of(0) : a[i * n + j];
            for (size_t k = 0; j <= i && k < j; k++)
                sum = less_product(sum, l[i * n + k], l[j * n + k]);
            if (j == i && !(sum.high > 0)) {
                fill_nan(n * n, l);
                return;
            }
            l[i * n + j] = j < i    ? wide_div(sum, l[j * n + j])
                           : j == i ? wide_sqrt(sum) : sum;
        }
}

static Wide run_det(const Operands *o, bool of_log)
{
    Wide product = wide_of(1), sum = wide_of(0);
    for (size_t k = 0; k < o->n; k++) {
        Wide pivot = o->a[k * o->n + k];
        if ((size_t)o->a[o->n * o->n + k].high != k)
            pivot = wide_negative(pivot);
        product = wide_mul(product, of_log ? wide_of(pivot.high < 0 ? -1 : 1)
                                           : pivot);
        if (of_log)
            sum = wide_add(sum, wide_log(pivot.high < 0 ? wide_negative(pivot)
                                                        : pivot));
    }
    if (!of_log)
        return product;
    return product.high < 0 ? wide_of((double)NAN) : sum;
}

static void run_routine(uint8_t routine, const Operands *o, Wide *y)
{
    switch ((RoutineId)routine) {
    case ROUTINE_LU:
        run_lu(o->n, o->a, y);
        break;
    case ROUTINE_CHOLESKY:
        run_cholesky(o->n, o->a, y);
        break;
    case ROUTINE_DET:
    case ROUTINE_LOGDET:
        *y = run_det(o, routine == ROUTINE_LOGDET);
        break;
    default:
        run_solve(routine, o, y);
    }
}

/* -- slices -- */

static size_t slice_size(const Array *array, uint32_t rank)
{
    size_t size = 1;
    for (uint32_t i = 0; i < rank; i++)
        size *= (size_t)array->shape[array->rank - 1 - i];
    return size;
}

/* Operand n; pivots in the row behind a matrix stay as they are. */
static const Wide *take(Arena *arena, const Graph *graph, const Array *array,
                        uint32_t n, const PartProgram *program, bool shaken,
                        double **values, double **lows, size_t size)
{
    const double *high = kernel_slice(graph, array, n, program, values);
    const double *low = kernel_slice(graph, array, n, program, lows);
    Wide *to = NEW_ARRAY(arena, Wide, size);
    for (size_t i = 0; i < size; i++) {
        to[i] = (Wide){high[i], low[i]};
        if (shaken && !(to[i].low == 0 && high[i] == floor(high[i])))
            to[i] = wide_shake(to[i], SHAKE);
    }
    return to;
}

void kernel_run_wide(const Graph *graph, Arena *arena, const Array *array,
                     const PartProgram *program, bool shaken, double **values,
                     double **lows, double *y, double *y_low)
{
    if (array->type == WHOLE) {
        kernel_run(graph, arena, array, program, values, false, y);
        return;
    }
    Arena *work = arena_open(arena);
    const Array *of = graph_array(graph, kernel_source(graph, array, 0));
    size_t size = slice_size(array, array->slice);
    Operands o = {.n = (size_t)kernel_size(graph, array),
                  .m = (size_t)kernel_columns(graph, array)};
    o.a = take(work, graph, array, 0, program, shaken, values, lows,
               slice_size(of, 2));
    if (kernel_reads(array) == 2)
        o.b = take(work, graph, array, 1, program, shaken, values, lows, size);
    Wide *made = NEW_ARRAY(work, Wide, size);
    run_routine(array->routine, &o, made);
    for (size_t i = 0; i < size; i++) {
        y[i] = made[i].high;
        y_low[i] = made[i].low;
    }
    arena_close(work);
}
