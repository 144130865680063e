/* lower_kernel.c: functions of whole matrices and vectors that routines
 * compute: solve, inv, det, logdet, cholesky, argsort and their kin.
 *
 * A routine takes slices of stored arrays. What an operand depends on in its
 * context becomes leading axes, of the operand and of the result, each for
 * itself: in `x[s] = solve(A, b[s])` there is one A and one factorisation.
 */
#include "lowering.h"

#include "kernel.h"

enum { MAX_OPERANDS = 3 };

/* -- operands -- */

/* Whether the body reads a slice of an array, all of its last axes; the axes
 * of a matrix may have changed places. */
static bool is_slice(const Graph *graph, const Value *value, bool *turned)
{
    const Exprs *exprs = &graph->exprs;
    const Expr *e = expr_at(exprs, value->body);
    if (e->kind != ACCESS || e->as.access.rank < value->rank)
        return false;
    const Array *array = graph_array(graph, e->as.access.array);
    uint32_t leading = array->rank - value->rank;
    const SubscriptId *last = e->as.access.subscripts + leading;
    *turned = value->rank == 2 && subscript_is_index(exprs, last[0], 1);
    if (array->type != REAL)
        return false;
    for (uint32_t i = 0; i < leading; i++) {
        SubscriptId s = e->as.access.subscripts[i];
        if (subscript_at(exprs, s)->data
            || subscript_depends(exprs, s) & ((1u << CONTEXT) - 1))
            return false;
    }
    for (uint32_t i = 0; i < value->rank; i++) {
        uint32_t axis = *turned ? 1 - i : i;
        if (!subscript_is_index(exprs, last[i], axis)
            || array->shape[leading + i] != value->shape[axis])
            return false;
    }
    return true;
}

/* The value in an array of its own, of reals. */
static Value store_operand(Lowering *low, Span place, Value value)
{
    Piece piece = {.combine = SET, .value = value};
    ArrayId id;
    Value out = build_array(low, place, 1, &piece, NULL, &id);
    if (!out.known || graph_array(low->graph, id)->type == REAL)
        return out;
    const Array array = *graph_array(low->graph, id);
    id = graph_equation(low->graph, 0, array.rank, array.shape,
                        array.part_count, array.as.parts, array.serves);
    const Expr read = *expr_at(&low->graph->exprs, out.body);
    out.body = graph_access(low->graph, id, read.as.access.subscripts);
    return out;
}

/* An access to where the slice of an operand begins; 0 after an error. If a
 * matrix may be `turned`, it is read as it is stored. */
static ExprId operand_slice(Lowering *low, Span place, Value value,
                            bool *turned)
{
    bool flipped = false;
    value = value_without_copy(low, value_as_number(low, value));
    if (!value.known)
        return 0;
    if (!is_slice(low->graph, &value, &flipped) || (flipped && !turned)) {
        value = store_operand(low, place, value);
        flipped = false;
        if (!value.known)
            return 0;
    }
    if (turned)
        *turned = flipped;
    SubscriptId zero = subscript_constant(&low->graph->exprs, 0);
    const SubscriptId last[] = {zero, zero};
    return kernel_element(low->graph, value.body, value.rank, last);
}

/* -- kernels -- */

/* The kernel of the operands. The array of their sum over the context says
 * what its leading axes are, and where it is made. */
static Value make_kernel(Lowering *low, Span place, RoutineId routine,
                         uint32_t rank, const ExprId *given)
{
    Graph *graph = low->graph;
    Exprs *exprs = &graph->exprs;
    Piece piece = {.combine = SET};
    ArrayId id;
    piece.value = value_scalar(kernel_body(graph, routine, given));
    Value out = build_array(low, place, 1, &piece, NULL, &id);
    if (!out.known)
        return out;
    const Array box = *graph_array(graph, id);
    Array like = box;
    ExprId operands[MAX_OPERANDS];
    like.kind = KERNEL;
    like.routine = (uint8_t)routine;
    for (uint32_t n = 0; n < routine_row(routine)->arity; n++)
        operands[n] = kernel_operand(graph, &like, n);
    if (box.rank + 2 > MAX_RANK) {
        lower_error(low, place, "this needs an array of %u axes; the most is "
                    "%d", box.rank + 2u, MAX_RANK);
        return value_error();
    }
    ArrayId made = kernel_make(graph, routine, rank, box.rank, box.shape,
                               box.as.parts, operands, low->serves);
    const Array kernel = *graph_array(graph, made);
    const Expr read = *expr_at(exprs, out.body);
    SubscriptId subscripts[MAX_RANK];
    out.rank = kernel.slice;
    for (uint32_t i = 0; i < kernel.rank; i++)
        subscripts[i] = i < box.rank ? read.as.access.subscripts[i]
                                     : subscript_index(exprs, i - box.rank);
    for (uint32_t i = 0; i < out.rank; i++)
        out.shape[i] = kernel.shape[box.rank + i];
    out.body = graph_access(graph, made, subscripts);
    return out;
}

/* The routine of one operand. */
static Value lower_one(Lowering *low, Span place, RoutineId routine,
                       Value value)
{
    ExprId a = operand_slice(low, place, value, NULL);
    return a ? make_kernel(low, place, routine, 0, &a) : value_error();
}

/* The factors of a matrix and the matrix itself; *turned: they are of its
 * transpose. False after an error. */
static bool lower_factors(Lowering *low, Span place, Value matrix,
                          bool *turned, ExprId *factors, ExprId *a)
{
    *a = operand_slice(low, place, matrix, turned);
    if (!*a)
        return false;
    Value made = make_kernel(low, place, ROUTINE_LU, 0, a);
    *factors = made.known ? operand_slice(low, place, made, NULL) : 0;
    return *factors;
}

static Value solve_general(Lowering *low, Span place, Value a, Value b)
{
    bool turned = false;
    ExprId o[MAX_OPERANDS];
    if (!lower_factors(low, place, a, &turned, &o[0], &o[2])
        || !(o[1] = operand_slice(low, place, b, NULL)))
        return value_error();
    return make_kernel(low, place,
                       turned ? ROUTINE_SOLVE_TRANSPOSED : ROUTINE_SOLVE,
                       b.rank, o);
}

/* The lower triangle of Aᵀ is the transpose of the upper one of A. */
static Value solve_triangle(Lowering *low, Span place, bool upper, Value a,
                            Value b)
{
    bool turned = false;
    ExprId o[MAX_OPERANDS];
    if (!(o[0] = operand_slice(low, place, a, &turned))
        || !(o[1] = operand_slice(low, place, b, NULL)))
        return value_error();
    RoutineId routine = upper != turned ? ROUTINE_UPPER : ROUTINE_LOWER;
    if (turned)
        routine = (RoutineId)routine_row(routine)->turned;
    return make_kernel(low, place, routine, b.rank, o);
}

Value lower_inverse(Lowering *low, Span place, Value matrix)
{
    Exprs *exprs = &low->graph->exprs;
    Value unit = matrix;
    unit.name = (Text){0};
    unit.body = expr_choose(
        exprs,
        expr_apply(exprs, F_EQ, expr_index(exprs, 0), expr_index(exprs, 1)),
        expr_number(exprs, 1), expr_number(exprs, 0));
    return solve_general(low, place, matrix, unit);
}

/* -- determinants -- */

enum { MOST_MINORS = 4 };       /* rows; beyond, factors are cheaper */

/* Of the rows from `row` on and the columns of the set, along its first row. */
static ExprId minor(Lowering *low, ExprId matrix, uint32_t size, uint32_t row,
                    uint32_t columns)
{
    Exprs *exprs = &low->graph->exprs;
    ExprId sum = 0;
    bool minus = false;
    for (uint32_t j = 0; j < size; j++) {
        if (!(columns >> j & 1))
            continue;
        const SubscriptId at[] = {subscript_constant(exprs, row),
                                  subscript_constant(exprs, j)};
        ExprId term = kernel_element(low->graph, matrix, 2, at);
        if (row + 1 < size)
            term = expr_apply(exprs, F_MUL, term,
                              minor(low, matrix, size, row + 1,
                                    columns & ~(1u << j)));
        sum = sum ? expr_apply(exprs, minus ? F_SUB : F_ADD, sum, term) : term;
        minus = !minus;
    }
    return sum;
}

static Value lower_of_factors(Lowering *low, Span place, RoutineId routine,
                              Value matrix)
{
    ExprId o[MAX_OPERANDS];
    return lower_factors(low, place, matrix, NULL, &o[0], &o[1])
             ? make_kernel(low, place, routine, 0, o) : value_error();
}

static Value lower_det(Lowering *low, Span place, Value matrix)
{
    uint32_t size = (uint32_t)matrix.shape[0];
    if (matrix.shape[0] <= MOST_MINORS && !low->options->whole_det) {
        ExprId a = operand_slice(low, place, matrix, NULL);
        return a ? value_scalar(minor(low, a, size, 0, (1u << size) - 1))
                 : value_error();
    }
    return lower_of_factors(low, place, ROUTINE_DET, matrix);
}

/* -- calls -- */

typedef enum Call {
    CALL_SOLVE, CALL_SOLVE_LOWER, CALL_SOLVE_UPPER, CALL_INV, CALL_DET,
    CALL_LOGDET, CALL_CHOLESKY, CALL_ARGSORT, CALL_ARGSORT_DOWN, CALL_COUNT
} Call;

static const char *const names[CALL_COUNT] = {
    "solve", "solve_lower", "solve_upper", "inv", "det", "logdet", "cholesky",
    "argsort", "argsort_down",
};

static Call find_call(Text name)
{
    Call call = CALL_SOLVE;
    while (call < CALL_COUNT && !text_is(name, names[call]))
        call++;
    return call;
}

bool is_kernel_name(Text name)
{
    return find_call(name) < CALL_COUNT;
}

/* f(A) where A has more axes than f takes: each by itself. */
static void hint_batches(Lowering *low, Diagnostic *error, const Tree *tree,
                         const Value *a, const Value *b)
{
    const Tree *first = tree->operands[0];
    if (a->rank != 3 || first->kind != TREE_NAME)
        return;
    bool both = tree->count > 1 && b->rank > 1 && b->shape[0] == a->shape[0]
             && tree->operands[1]->kind == TREE_NAME;
    Text rest = tree->count < 2 ? text_of("")
              : text_format(low->arena, ", %.*s%s",
                            TEXT_ARGS(operand_text(low, tree->operands[1])),
                            both ? "[s]" : "");
    diagnose_hint(low->diagnostics, error,
                  "for each by itself: y[s] = %.*s(%.*s[s]%.*s)",
                  TEXT_ARGS(tree->name), TEXT_ARGS(first->name),
                  TEXT_ARGS(rest));
}

/* solve(b, A); inv(a) of a number. */
static void hint_operands(Lowering *low, Diagnostic *error, const Tree *tree,
                          const Value *a, const Value *b)
{
    Text name = operand_text(low, tree->operands[0]);
    if (tree->count == 2 && a->rank == 1 && b->rank == 2)
        diagnose_hint(low->diagnostics, error,
                      "the matrix comes first: %.*s(%.*s, %.*s)",
                      TEXT_ARGS(tree->name),
                      TEXT_ARGS(operand_text(low, tree->operands[1])),
                      TEXT_ARGS(name));
    else if (!a->rank && text_is(tree->name, names[CALL_INV]))
        diagnose_hint(low->diagnostics, error, "of a number it is 1 / %.*s",
                      TEXT_ARGS(name));
}

/* Whether the first operand is a square matrix. */
static bool check_square(Lowering *low, const Tree *tree, const Value *value,
                         const Value *b)
{
    if (!value->known || !b->known)
        return false;
    if (value->rank == 2 && value->shape[0] == value->shape[1])
        return true;
    Diagnostic *error = lower_error(
        low, tree->mark, "%.*s takes a square matrix, and %.*s is %.*s",
        TEXT_ARGS(tree->name),
        TEXT_ARGS(operand_text(low, tree->operands[0])),
        TEXT_ARGS(shape_phrase(low, value)));
    hint_batches(low, error, tree, value, b);
    hint_operands(low, error, tree, value, b);
    note_operand(low, error, tree->operands[0], value);
    return false;
}

static bool check_vector(Lowering *low, const Tree *tree, const Value *value)
{
    if (!value->known || value->rank == 1)
        return value->known;
    Diagnostic *error = lower_error(
        low, tree->mark, "%.*s takes a vector, and %.*s is %.*s",
        TEXT_ARGS(tree->name),
        TEXT_ARGS(operand_text(low, tree->operands[0])),
        TEXT_ARGS(shape_phrase(low, value)));
    hint_rows(low, error, tree, value);
    note_operand(low, error, tree->operands[0], value);
    return false;
}

/* The right side of A x = b: a vector, or a matrix of columns. */
static bool check_right(Lowering *low, const Tree *tree, const Value *a,
                        const Value *b)
{
    const Tree *right = tree->operands[1];
    Text name = operand_text(low, right);
    if (!b->known)
        return false;
    Diagnostic *error;
    if (b->rank == 0 || b->rank > 2 || b->row) {
        error = lower_error(
            low, right->span, "the right side of %.*s is a vector or a "
            "matrix, and %.*s is %.*s", TEXT_ARGS(tree->name), TEXT_ARGS(name),
            TEXT_ARGS(shape_phrase(low, b)));
        if (b->row)
            diagnose_hint(low->diagnostics, error,
                          "a row is made a vector by a transpose: (%.*s)ᵀ",
                          TEXT_ARGS(name));
    } else if (b->shape[0] != a->shape[0]) {
        Text left = shape_text(low, a), other = shape_text(low, b);
        error = lower_error(
            low, tree->mark, "the rows of %.*s are not the rows of %.*s: "
            "%.*s against %.*s",
            TEXT_ARGS(operand_text(low, tree->operands[0])), TEXT_ARGS(name),
            TEXT_ARGS(left), TEXT_ARGS(other));
        note_operand(low, error, tree->operands[0], a);
    } else {
        return true;
    }
    note_operand(low, error, right, b);
    return false;
}

Value lower_kernel(Lowering *low, Scope *scope, const Tree *tree)
{
    Call call = find_call(tree->name);
    bool solves = call <= CALL_SOLVE_UPPER;
    if (tree->count != (solves ? 2u : 1u))
        return report_arguments(low, tree,
                                solves ? "two arguments" : "one argument");
    Value a = lower_expr(low, scope, tree->operands[0]);
    Value b = solves ? lower_expr(low, scope, tree->operands[1]) : a;
    bool sorts = call >= CALL_ARGSORT;
    if (sorts ? !check_vector(low, tree, &a) : !check_square(low, tree, &a, &b))
        return value_error();
    if (solves && !check_right(low, tree, &a, &b))
        return value_error();
    switch (call) {
    case CALL_SOLVE:
        return solve_general(low, tree->span, a, b);
    case CALL_SOLVE_LOWER:
    case CALL_SOLVE_UPPER:
        return solve_triangle(low, tree->span, call == CALL_SOLVE_UPPER, a, b);
    case CALL_INV:
        return lower_inverse(low, tree->span, a);
    case CALL_DET:
        return lower_det(low, tree->span, a);
    case CALL_LOGDET:
        return lower_of_factors(low, tree->span, ROUTINE_LOGDET, a);
    case CALL_CHOLESKY:
        return lower_one(low, tree->span, ROUTINE_CHOLESKY, a);
    case CALL_ARGSORT:
        return lower_one(low, tree->span, ROUTINE_ARGSORT, a);
    case CALL_ARGSORT_DOWN:
    case CALL_COUNT:
    default:
        return lower_one(low, tree->span, ROUTINE_ARGSORT_DOWN, a);
    }
}
