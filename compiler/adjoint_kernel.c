/* adjoint_kernel.c: reverse mode through routines.
 *
 *     X = A⁻¹ B            d_B = A⁻ᵀ d_X, d_A = -d_B Xᵀ; of a triangle, only
 *                          what is in it
 *     y = det A, log det A     d_A = d_y y A⁻ᵀ, d_y A⁻ᵀ
 *     L Lᵀ = A             P = Lᵀ d_L, its lower triangle with half of the
 *                          diagonal; S = L⁻ᵀ P L⁻¹; d_A = S + Sᵀ below the
 *                          diagonal, S on it
 *
 * (Giles, Collected matrix derivative results for forward and reverse mode
 * algorithmic differentiation, 2008; Murray, Differentiation of the Cholesky
 * decomposition, 2016.) All is made of kernels and of equations, so it can be
 * differentiated again; the factors of A serve both ways.
 */
#include "adjoint.h"
#include "kernel.h"

/* Forward mode:
 *
 *     X' = A⁻¹ (B' - A' X)     (log det A)' = Σ A⁻ᵀ ⊙ A'
 *     L' = L Φ(L⁻¹ A' L⁻ᵀ), Φ the lower triangle with half of the diagonal
 */

/* A kernel at work: an element of it has the indices of its box, then i, j and
 * k of slices. */
typedef struct Work {
    Graph   *graph;
    Array    array;             /* the kernel */
    ArrayId  id, cotangent;
    uint32_t serves, leading;
    Part     box;
    SubscriptId i, j, k;
} Work;

static SubscriptId later_index(Work *w, uint32_t number)
{
    return subscript_index(&w->graph->exprs, w->box.index_count + number);
}

/* An element of an array with the kernel's leading axes. */
static ExprId element(Work *w, ArrayId array, uint32_t rank, SubscriptId a,
                      SubscriptId b)
{
    SubscriptId subscripts[MAX_RANK];
    for (uint32_t n = 0; n < w->leading; n++)
        subscripts[n] = w->box.target[n];
    if (rank > 0)
        subscripts[w->leading] = a;
    if (rank > 1)
        subscripts[w->leading + 1] = b;
    return graph_access(w->graph, array, subscripts);
}

/* Where a slice of such an array begins. */
static ExprId start(Work *w, ArrayId array, uint32_t rank)
{
    SubscriptId zero = subscript_constant(&w->graph->exprs, 0);
    return element(w, array, rank, zero, zero);
}

static ExprId operand(const Work *w, uint32_t n)
{
    return kernel_operand(w->graph, &w->array, n);
}

static Part with_guard(const Work *w, Part part, SubscriptId guard)
{
    SubscriptId *guards =
        NEW_ARRAY(w->graph->arena, SubscriptId, part.guard_count + 1u);
    for (uint32_t g = 0; g < part.guard_count; g++)
        guards[g] = part.guards[g];
    guards[part.guard_count++] = guard;
    part.guards = guards;
    return part;
}

/* The part over the box and `count` indices more, each below n but the last
 * below `last`, where guard >= 0, if it is not 0. */
static Part extend(Work *w, uint32_t count, int64_t n, int64_t last,
                   SubscriptId guard)
{
    Part part = w->box;
    Range *ranges =
        NEW_ARRAY(w->graph->arena, Range, part.index_count + count);
    for (uint32_t i = 0; i < part.index_count; i++)
        ranges[i] = part.ranges[i];
    for (uint32_t i = 0; i < count; i++)
        ranges[part.index_count + i] =
            (Range){0, i + 1 < count ? n : last};
    part.index_count = (uint8_t)(part.index_count + count);
    part.combine = SUM;
    part.ranges = ranges;
    return guard ? with_guard(w, part, guard) : part;
}

static void add_term(Work *w, KernelTerms *terms, Part part, ExprId access,
                     ExprId cotangent)
{
    part.target = expr_at(&w->graph->exprs, access)->as.access.subscripts;
    part.body = cotangent;
    terms->at[terms->count++] = (KernelTerm){part, access, cotangent};
}

static ArrayId make_kernel(Work *w, RoutineId routine, uint32_t rank,
                           const ExprId *operands)
{
    return kernel_make(w->graph, routine, rank, w->leading, w->array.shape,
                       &w->box, operands, w->serves);
}

/* -- solutions -- */

static bool is_lower(uint8_t routine)
{
    return routine == ROUTINE_LOWER || routine == ROUTINE_LOWER_TRANSPOSED;
}

static void solution_terms(Work *w, KernelTerms *terms)
{
    Graph *graph = w->graph;
    Exprs *exprs = &graph->exprs;
    uint8_t routine = w->array.routine;
    uint32_t rank = w->array.slice;
    bool factors = routine_takes_factors(routine);
    bool turned = routine_row(routine)->transposed;
    int64_t n = kernel_size(graph, &w->array);
    int64_t m = kernel_columns(graph, &w->array);
    const ExprId operands[] = {operand(w, 0), start(w, w->cotangent, rank),
                               factors ? operand(w, 2) : 0};
    ArrayId back = make_kernel(
        w, (RoutineId)routine_row(routine)->turned, rank, operands);
    const SubscriptId ij[] = {w->i, w->j};
    add_term(w, terms, extend(w, rank, n, rank == 2 ? m : n, 0),
             kernel_element(graph, operand(w, 1), rank, ij),
             element(w, back, rank, w->i, w->j));
    SubscriptId guard = 0;
    if (!factors)
        guard = is_lower(routine) ? subscript_add(exprs, w->i, -1, w->j)
                                  : subscript_add(exprs, w->j, -1, w->i);
    ExprId left = element(w, back, rank, turned ? w->j : w->i, w->k);
    ExprId right = element(w, w->id, rank, turned ? w->i : w->j, w->k);
    add_term(w, terms,
             extend(w, rank + 1, n, rank == 2 ? m : n, guard),
             kernel_element(graph, kernel_matrix(graph, &w->array), 2, ij),
             make_negative(exprs, make_product(exprs, left, right)));
}

/* -- determinants -- */

/* The unit matrix. */
static ArrayId unit_matrix(Work *w, int64_t n)
{
    Exprs *exprs = &w->graph->exprs;
    const int64_t shape[] = {n, n};
    Part part = part_whole(
        w->graph, 2, shape,
        expr_choose(exprs, expr_apply(exprs, F_EQ, expr_index(exprs, 0),
                                      expr_index(exprs, 1)),
                    expr_number(exprs, 1), expr_number(exprs, 0)));
    return graph_equation(w->graph, 0, 2, shape, 1, &part, w->serves);
}

/* A⁻ᵀ of the matrix of a determinant. */
static ArrayId inverse_transpose(Work *w, int64_t n)
{
    SubscriptId zero = subscript_constant(&w->graph->exprs, 0);
    const SubscriptId zeros[] = {zero, zero};
    const ExprId operands[] = {
        operand(w, 0), graph_access(w->graph, unit_matrix(w, n), zeros),
        kernel_matrix(w->graph, &w->array)};
    return make_kernel(w, ROUTINE_SOLVE_TRANSPOSED, 2, operands);
}

static void determinant_terms(Work *w, KernelTerms *terms)
{
    Graph *graph = w->graph;
    Exprs *exprs = &graph->exprs;
    int64_t n = kernel_size(graph, &w->array);
    ArrayId inverse = inverse_transpose(w, n);
    ExprId factor = element(w, w->cotangent, 0, 0, 0);
    if (w->array.routine == ROUTINE_DET)
        factor = make_product(exprs, factor, element(w, w->id, 0, 0, 0));
    const SubscriptId ij[] = {w->i, w->j};
    add_term(w, terms, extend(w, 2, n, n, 0),
             kernel_element(graph, kernel_matrix(graph, &w->array), 2, ij),
             make_product(exprs, factor,
                          element(w, inverse, 2, w->i, w->j)));
}

/* -- Cholesky factors -- */

/* The part that makes element i, j of an array of the kernel's shape, which is
 * the body, or the sum of it over more indices. */
static Part part_like(Work *w, uint8_t combine, Part part, ExprId body)
{
    SubscriptId *target =
        NEW_ARRAY(w->graph->arena, SubscriptId, w->leading + 2);
    for (uint32_t n = 0; n < w->leading; n++)
        target[n] = w->box.target[n];
    target[w->leading] = w->i;
    target[w->leading + 1] = w->j;
    part.combine = combine;
    part.target = target;
    part.body = body;
    return part;
}

/* An array of the kernel's shape. */
static ArrayId like_factor(Work *w, uint8_t combine, Part part, ExprId body)
{
    part = part_like(w, combine, part, body);
    return graph_equation(w->graph, 0, w->array.rank, w->array.shape, 1,
                          &part, w->serves);
}

static ExprId on_diagonal(Work *w, ExprId then, ExprId otherwise)
{
    Exprs *exprs = &w->graph->exprs;
    return expr_choose(exprs,
                       expr_apply(exprs, F_EQ,
                                  expr_of_subscript(exprs, w->i),
                                  expr_of_subscript(exprs, w->j)),
                       then, otherwise);
}

/* P[i,j] = Σ L[k,i] d_L[k,j] for j <= i <= k, half of it for j = i. */
static ArrayId factor_product(Work *w, int64_t n)
{
    Exprs *exprs = &w->graph->exprs;
    ExprId product = make_product(exprs, element(w, w->cotangent, 2, w->k, w->j),
                                  element(w, w->id, 2, w->k, w->i));
    Part part = extend(w, 3, n, n, subscript_add(exprs, w->i, -1, w->j));
    part = with_guard(w, part, subscript_add(exprs, w->k, -1, w->i));
    return like_factor(
        w, SUM, part,
        make_product(exprs,
                     on_diagonal(w, expr_number(exprs, 0.5),
                                 expr_number(exprs, 1)),
                     product));
}

static void cholesky_terms(Work *w, KernelTerms *terms)
{
    Graph *graph = w->graph;
    Exprs *exprs = &graph->exprs;
    int64_t n = kernel_size(graph, &w->array);
    ExprId factor = start(w, w->id, 2);
    const ExprId first[] = {factor, start(w, factor_product(w, n), 2)};
    ArrayId left = make_kernel(w, ROUTINE_LOWER_TRANSPOSED, 2, first);
    ArrayId turned = like_factor(w, SET, extend(w, 2, n, n, 0),
                                 element(w, left, 2, w->j, w->i));
    const ExprId second[] = {factor, start(w, turned, 2)};
    ArrayId s = make_kernel(w, ROUTINE_LOWER_TRANSPOSED, 2, second);
    ExprId here = element(w, s, 2, w->i, w->j);
    ExprId both = make_sum(exprs, here, element(w, s, 2, w->j, w->i));
    const SubscriptId ij[] = {w->i, w->j};
    add_term(w, terms,
             extend(w, 2, n, n, subscript_add(exprs, w->i, -1, w->j)),
             kernel_element(graph, operand(w, 0), 2, ij),
             on_diagonal(w, here, both));
}

static Work work_make(Graph *graph, ArrayId id, ArrayId cotangent,
                      uint32_t serves)
{
    Work w = {.graph = graph, .array = *graph_array(graph, id), .id = id,
              .cotangent = cotangent, .serves = serves};
    w.box = *w.array.as.parts;
    w.leading = w.array.rank - w.array.slice;
    w.i = later_index(&w, 0);
    w.j = later_index(&w, 1);
    w.k = later_index(&w, 2);
    return w;
}

void kernel_terms(Graph *graph, ArrayId id, ArrayId cotangent,
                  uint32_t serves, KernelTerms *terms)
{
    Work w = work_make(graph, id, cotangent, serves);
    terms->count = 0;
    switch ((RoutineId)w.array.routine) {
    case ROUTINE_SOLVE:
    case ROUTINE_SOLVE_TRANSPOSED:
    case ROUTINE_LOWER:
    case ROUTINE_LOWER_TRANSPOSED:
    case ROUTINE_UPPER:
    case ROUTINE_UPPER_TRANSPOSED:
        solution_terms(&w, terms);
        break;
    case ROUTINE_DET:
    case ROUTINE_LOGDET:
        determinant_terms(&w, terms);
        break;
    case ROUTINE_CHOLESKY:
        cholesky_terms(&w, terms);
        break;
    case ROUTINE_LU:
    case ROUTINE_ARGSORT:
    case ROUTINE_ARGSORT_DOWN:
    case ROUTINE_NONE:
        break;
    }
}

/* -- forward mode -- */

/* The access to the tangent of what this one is to, at i, j of a slice; 0 if
 * that is zero. */
static ExprId tangent_at(Work *w, const ArrayId *tangents, ExprId access,
                         uint32_t rank, SubscriptId a, SubscriptId b)
{
    const SubscriptId last[] = {a, b};
    ExprId at = kernel_element(w->graph, access, rank, last);
    const Expr node = *expr_at(&w->graph->exprs, at);
    ArrayId tangent = tangents[node.as.access.array];
    return tangent ? graph_access(w->graph, tangent, node.as.access.subscripts)
                   : 0;
}

/* Where the routine reads a triangle alone, that the element is in it. */
static SubscriptId triangle_guard(Work *w, SubscriptId row, SubscriptId column)
{
    Exprs *exprs = &w->graph->exprs;
    uint8_t routine = w->array.routine;
    if (routine_takes_factors(routine))
        return 0;
    return is_lower(routine) ? subscript_add(exprs, row, -1, column)
                             : subscript_add(exprs, column, -1, row);
}

static ArrayId solution_tangent(Work *w, const ArrayId *tangents)
{
    Graph *graph = w->graph;
    Exprs *exprs = &graph->exprs;
    uint8_t routine = w->array.routine;
    uint32_t rank = w->array.slice, count = 0;
    bool turned = routine_row(routine)->transposed;
    bool factors = routine_takes_factors(routine);
    int64_t n = kernel_size(graph, &w->array);
    int64_t m = kernel_columns(graph, &w->array);
    /* Row i of what is solved for; k, reduced, is the last index. */
    SubscriptId k = rank == 2 ? w->k : w->j;
    SubscriptId row = turned ? k : w->i, column = turned ? w->i : k;
    ExprId b = tangent_at(w, tangents, operand(w, 1), rank, w->i, w->j);
    ExprId a = tangent_at(w, tangents, kernel_matrix(graph, &w->array), 2, row,
                          column);
    Part parts[2];
    if (b)
        parts[count++] = part_like(
            w, SET, extend(w, rank, n, rank == 2 ? m : n, 0), b);
    if (a) {
        ExprId x = element(w, w->id, rank, k, w->j);
        Part box = extend(w, rank + 1, n, n, triangle_guard(w, row, column));
        Range *ranges = NEW_ARRAY(graph->arena, Range, box.index_count);
        for (uint32_t i = 0; i < box.index_count; i++)
            ranges[i] = box.ranges[i];
        if (rank == 2)
            ranges[box.index_count - 2].high = m;
        box.ranges = ranges;
        parts[count++] = part_like(
            w, SUM, box, make_negative(exprs, make_product(exprs, a, x)));
    }
    if (!count)
        return 0;
    ArrayId right = graph_equation(graph, 0, w->array.rank, w->array.shape,
                                   count, parts, w->serves);
    const ExprId operands[] = {operand(w, 0), start(w, right, rank),
                               factors ? operand(w, 2) : 0};
    return make_kernel(w, (RoutineId)routine, rank, operands);
}

static ArrayId determinant_tangent(Work *w, const ArrayId *tangents)
{
    Graph *graph = w->graph;
    Exprs *exprs = &graph->exprs;
    ExprId matrix = kernel_matrix(graph, &w->array);
    ExprId a = tangent_at(w, tangents, matrix, 2, w->i, w->j);
    int64_t n = kernel_size(graph, &w->array);
    if (!a)
        return 0;
    ArrayId inverse = inverse_transpose(w, n);
    ExprId body = make_product(exprs, a, element(w, inverse, 2, w->i, w->j));
    if (w->array.routine == ROUTINE_DET)
        body = make_product(exprs, element(w, w->id, 0, 0, 0), body);
    Part part = extend(w, 2, n, n, 0);
    part.target = w->box.target;
    part.body = body;
    return graph_equation(graph, 0, w->array.rank, w->array.shape, 1, &part,
                          w->serves);
}

static ArrayId cholesky_tangent(Work *w, const ArrayId *tangents)
{
    Graph *graph = w->graph;
    Exprs *exprs = &graph->exprs;
    int64_t n = kernel_size(graph, &w->array);
    ExprId below = tangent_at(w, tangents, operand(w, 0), 2, w->i, w->j);
    ExprId above = tangent_at(w, tangents, operand(w, 0), 2, w->j, w->i);
    ExprId factor = start(w, w->id, 2);
    if (!below)
        return 0;
    ExprId lower = expr_apply(exprs, F_GE, expr_of_subscript(exprs, w->i),
                              expr_of_subscript(exprs, w->j));
    Part square = extend(w, 2, n, n, 0);
    ArrayId whole = like_factor(w, SET, square,
                                expr_choose(exprs, lower, below, above));
    const ExprId first[] = {factor, start(w, whole, 2)};
    ArrayId left = make_kernel(w, ROUTINE_LOWER, 2, first);
    ArrayId turned = like_factor(w, SET, square,
                                 element(w, left, 2, w->j, w->i));
    const ExprId second[] = {factor, start(w, turned, 2)};
    ArrayId both = make_kernel(w, ROUTINE_LOWER, 2, second);
    ExprId half = expr_choose(
        exprs,
        expr_apply(exprs, F_EQ, expr_of_subscript(exprs, w->k),
                   expr_of_subscript(exprs, w->j)),
        expr_number(exprs, 0.5), expr_number(exprs, 1));
    Part sum = extend(w, 3, n, n, subscript_add(exprs, w->i, -1, w->k));
    sum = with_guard(w, sum, subscript_add(exprs, w->k, -1, w->j));
    return like_factor(
        w, SUM, sum,
        make_product(exprs, half,
                     make_product(exprs, element(w, w->id, 2, w->i, w->k),
                                  element(w, both, 2, w->k, w->j))));
}

ArrayId tangent_of_kernel(Graph *graph, ArrayId id, const ArrayId *tangents)
{
    Work w = work_make(graph, id, 0, graph_array(graph, id)->serves);
    switch ((RoutineId)w.array.routine) {
    case ROUTINE_SOLVE:
    case ROUTINE_SOLVE_TRANSPOSED:
    case ROUTINE_LOWER:
    case ROUTINE_LOWER_TRANSPOSED:
    case ROUTINE_UPPER:
    case ROUTINE_UPPER_TRANSPOSED:
        return solution_tangent(&w, tangents);
    case ROUTINE_DET:
    case ROUTINE_LOGDET:
        return determinant_tangent(&w, tangents);
    case ROUTINE_CHOLESKY:
        return cholesky_tangent(&w, tangents);
    case ROUTINE_LU:
    case ROUTINE_ARGSORT:
    case ROUTINE_ARGSORT_DOWN:
    case ROUTINE_NONE:
        break;
    }
    return 0;
}
