/* print_equation.c: the parts of an array as equations.
 *
 * A plain part that is alone is an equation, y[i] = sum[k < n : g](e). Several
 * parts that set every element between them are an equation in pieces. All
 * else accumulates, y[w[k], j] += e, from 0, and an index has its range cut
 * where a guard is about it alone. Where the largest index on the left is
 * smaller than the array, a last piece adds 0 to the last element, which no
 * other reaches.
 */
#include "print_equation.h"

#include "layout.h"

/* A part as it is printed. */
typedef struct Piece {
    ArrayId     id;
    const Part *part;
    bool        accumulates;
    Range       ranges[MAX_INDICES];
    uint32_t    outer;          /* indices bound on the left */
    uint32_t    unsaid;         /* indices whose range the axes say */
    LIST(SubscriptId) guards;   /* not yet in the ranges */
    bool        cut[MAX_RANK];  /* free indices that do not run all the axis */
} Piece;

/* -- lines -- */

void print_line_end(Equations *e)
{
    layout_fill(buffer_text(&e->printer.line), 0, 4, e->width, e->out);
    e->printer.line.length = 0;
}

void print_integer(Equations *e, int64_t number)
{
    buffer_print(&e->printer.line, "%lld", (long long)number);
}

static void print_index_name(Equations *e, uint32_t index)
{
    print_text(&e->printer, e->names->indices[index]);
}

/* -- ranges -- */

/* Takes the guards into the ranges of the indices in the set. */
static void cut_ranges(Equations *e, Piece *piece, uint32_t set)
{
    for (uint32_t i = 0; i < piece->part->guard_count; i++) {
        SubscriptId id = piece->part->guards[i];
        const Subscript *guard = subscript_at(&e->graph->exprs, id);
        if (guard->term_count == 1 && !guard->data
            && set >> guard->terms[0].index & 1) {
            Range *range = &piece->ranges[guard->terms[0].index];
            *range = range_where(*range, guard->terms[0].factor, guard->base);
        } else {
            list_push(e->arena, &piece->guards, id);
        }
    }
}

static bool is_empty(const Piece *piece)
{
    for (uint32_t i = 0; i < piece->part->index_count; i++)
        if (piece->ranges[i].low >= piece->ranges[i].high)
            return true;
    return false;
}

/* Of an access, the axes that an index has alone: they say its range if it
 * runs all along each of them. What is made of the array itself says
 * nothing. */
static void note_axes(const Equations *e, const Piece *piece,
                      const Expr *access, uint32_t *said, uint32_t *denied)
{
    const Array *array = graph_array(e->graph, access->as.access.array);
    if (graph_are_recurrent(e->graph, piece->id, access->as.access.array))
        return;
    for (uint32_t i = 0; i < array->rank; i++) {
        const Subscript *s =
            subscript_at(&e->graph->exprs, access->as.access.subscripts[i]);
        if (s->base || s->data || s->term_count != 1
            || s->terms[0].factor != 1)
            continue;
        uint32_t index = s->terms[0].index;
        const Range *range = &piece->ranges[index];
        bool all = range->low == 0 && range->high == array->shape[i];
        *(all ? said : denied) |= 1u << index;
    }
}

/* Accesses within locals say nothing. */
static uint32_t unsaid_ranges(const Equations *e, const Piece *piece)
{
    uint32_t said = 0, denied = 0;
    if (e->printer.locals.count)
        return 0;
    for (uint32_t i = 0; i < e->printer.order.count; i++) {
        const Expr *node = expr_at(&e->graph->exprs, e->printer.order.at[i]);
        if (node->kind == ACCESS)
            note_axes(e, piece, node, &said, &denied);
    }
    return said & ~denied;
}

/* `i < n` or `i in 2:7`; in a sum also a bare `k`. */
static void print_binder(Equations *e, const Piece *piece, uint32_t index)
{
    Range range = piece->ranges[index];
    print_index_name(e, index);
    if (range.low) {
        print_string(&e->printer, " in ");
        print_integer(e, range.low);
        print_string(&e->printer, ":");
        print_integer(e, range.high);
    } else {
        print_string(&e->printer, " < ");
        print_integer(e, range.high);
    }
}

/* ` for i < n, j in 2:7`, of the indices in the set. */
static void print_for(Equations *e, const Piece *piece, uint32_t set)
{
    bool first = true;
    for (uint32_t i = 0; i < piece->part->index_count; i++) {
        if (!(set >> i & 1))
            continue;
        if (first)
            print_break(&e->printer, BIND_CHOOSE);
        print_string(&e->printer, first ? "for " : ", ");
        print_binder(e, piece, i);
        first = false;
    }
}

/* -- conditions -- */

static void print_and(Equations *e, bool *first)
{
    if (!*first) {
        print_break(&e->printer, BIND_AND);
        print_string(&e->printer, "and ");
    }
    *first = false;
}

/* The guards, and that the cut free indices are within their ranges. */
static void print_conditions(Equations *e, const Piece *piece)
{
    const Array *array = graph_array(e->graph, piece->id);
    bool first = true;
    for (uint32_t i = 0; i < array->rank; i++) {
        Range range = piece->part->ranges[piece->cut[i] ? i : 0];
        if (!piece->cut[i])
            continue;
        if (range.low > 0) {
            print_and(e, &first);
            print_index_name(e, i);
            buffer_print(&e->printer.line, " >= %lld", (long long)range.low);
        }
        if (range.high < array->shape[i]) {
            print_and(e, &first);
            print_index_name(e, i);
            buffer_print(&e->printer.line, " < %lld", (long long)range.high);
        }
    }
    for (uint32_t i = 0; i < piece->guards.count; i++) {
        print_and(e, &first);
        print_guard(&e->printer, piece->guards.at[i]);
    }
}

static bool has_conditions(const Equations *e, const Piece *piece)
{
    for (uint32_t i = 0; i < graph_array(e->graph, piece->id)->rank; i++)
        if (piece->cut[i])
            return true;
    return piece->guards.count;
}

/* e, or `(e if g else 0)` where there are conditions; without the brackets if
 * it is all of the right side. */
static void print_guarded(Equations *e, const Piece *piece)
{
    bool guarded = has_conditions(e, piece);
    print_expr(&e->printer, piece->part->body,
               guarded ? BIND_OR : BIND_CHOOSE);
    if (!guarded)
        return;
    print_break(&e->printer, BIND_CHOOSE);
    print_string(&e->printer, "if ");
    print_conditions(e, piece);
    print_break(&e->printer, BIND_CHOOSE);
    print_string(&e->printer, "else 0");
}

/* -- locals -- */

/* Each in a line of its own that starts in the column of the first. */
static void print_locals(Equations *e, const Piece *piece)
{
    ExprPrinter *printer = &e->printer;
    if (!printer->locals.count) {
        print_line_end(e);
        return;
    }
    print_line_end(e);
    for (uint32_t i = 0; i < printer->locals.count; i++) {
        buffer_puts(e->out, i ? "          " : "    where ");
        print_local_name(printer, i);
        print_string(printer, " = ");
        print_local_value(printer, i);
        print_for(e, piece, local_indices(printer, i));
        layout_fill(buffer_text(&printer->line), 10, 14, e->width, e->out);
        printer->line.length = 0;
    }
}

/* -- pieces -- */

static Piece piece_make(const Equations *e, ArrayId id, const Part *part)
{
    Piece piece = {.id = id, .part = part};
    const Array *array = graph_array(e->graph, id);
    for (uint32_t i = 0; i < part->index_count; i++)
        piece.ranges[i] = part->ranges[i];
    for (uint32_t i = 0; i < array->rank; i++)
        piece.outer |= subscript_depends(&e->graph->exprs, part->target[i]);
    return piece;
}

/* Looks at the body and the data of the target before anything is printed. */
static void piece_prepare(Equations *e, Piece *piece)
{
    const Array *array = graph_array(e->graph, piece->id);
    ExprId roots[MAX_RANK + 1];
    uint32_t count = 0;
    roots[count++] = piece->part->body;
    for (uint32_t i = 0; i < array->rank; i++) {
        ExprId data =
            subscript_at(&e->graph->exprs, piece->part->target[i])->data;
        if (data)
            roots[count++] = data;
    }
    printer_prepare(&e->printer, count, roots, piece->ranges, piece->outer);
    piece->unsaid = e->says_ranges ? 0 : unsaid_ranges(e, piece);
}

/* Whether the target stays within its axis where the guards do not hold. */
static bool stays_within(const Equations *e, const Piece *piece, uint32_t axis)
{
    SubscriptId target = piece->part->target[axis];
    const Array *array = graph_array(e->graph, piece->id);
    return !piece->guards.count
        || (subscript_is_from_zero(e->graph, target, piece->ranges)
            && subscript_is_below(e->graph, target, piece->ranges,
                                  array->shape[axis]));
}

/* A target that is within its array only where the guards hold goes to 0
 * elsewhere, where 0 is added. */
static void print_target(Equations *e, const Piece *piece)
{
    const Array *array = graph_array(e->graph, piece->id);
    print_text(&e->printer, e->names->arrays[piece->id]);
    for (uint32_t i = 0; i < array->rank; i++) {
        print_string(&e->printer, i ? ", " : "[");
        print_subscript(&e->printer, piece->part->target[i]);
        if (stays_within(e, piece, i))
            continue;
        print_string(&e->printer, " if ");
        print_conditions(e, piece);
        print_string(&e->printer, " else 0");
    }
    if (array->rank)
        print_string(&e->printer, "]");
}

/* `y[i + 3] = e for i < n`, `y[w[k], j] += e for k < n, j < m`. An index that
 * is not on the left is bound by its range. */
static void print_piece(Equations *e, Piece *piece)
{
    uint32_t all = (uint32_t)((1ull << piece->part->index_count) - 1);
    cut_ranges(e, piece, piece->accumulates ? all : 0);
    if (is_empty(piece))
        return;
    piece_prepare(e, piece);
    print_target(e, piece);
    print_string(&e->printer, piece->accumulates ? " += " : " = ");
    print_guarded(e, piece);
    print_for(e, piece, all & ~(piece->unsaid & piece->outer));
    print_locals(e, piece);
}

static void print_reduction(Equations *e, const Piece *piece)
{
    static const char *const words[] = {
        [SET] = "", [SUM] = "sum", [PROD] = "prod", [MAX] = "max",
        [MIN] = "min", [ARGMAX] = "argmax", [ARGMIN] = "argmin",
    };
    const Array *array = graph_array(e->graph, piece->id);
    print_string(&e->printer, words[piece->part->combine]);
    print_open(&e->printer, "[");
    for (uint32_t i = array->rank; i < piece->part->index_count; i++) {
        if (i > array->rank)
            print_string(&e->printer, ", ");
        if (piece->unsaid >> i & 1)
            print_index_name(e, i);
        else
            print_binder(e, piece, i);
    }
    if (has_conditions(e, piece)) {
        print_string(&e->printer, " : ");
        print_conditions(e, piece);
    }
    print_string(&e->printer, "](");
    print_expr(&e->printer, piece->part->body, BIND_CHOOSE);
    print_close(&e->printer, ")");
}

/* An extremum over nothing is infinite, but an element that no part writes is
 * 0, so what the free indices leave out is left out around the reduction. */
static void print_reduced(Equations *e, Piece *piece)
{
    const Array *array = graph_array(e->graph, piece->id);
    Piece outside = *piece;
    outside.guards.count = 0;
    bool apart = piece->part->combine != SUM && has_conditions(e, &outside);
    if (apart)
        for (uint32_t i = 0; i < array->rank; i++)
            piece->cut[i] = false;
    print_reduction(e, piece);
    if (!apart)
        return;
    print_break(&e->printer, BIND_CHOOSE);
    print_string(&e->printer, "if ");
    print_conditions(e, &outside);
    print_string(&e->printer, " else 0");
}

/* The one part of an array, whose target is plain. */
static void print_plain(Equations *e, Piece *piece)
{
    const Array *array = graph_array(e->graph, piece->id);
    const Part *part = piece->part;
    uint32_t free_set = (1u << array->rank) - 1;
    for (uint32_t i = 0; i < array->rank; i++) {
        Range *range = &piece->ranges[i];
        piece->cut[i] = range->low > 0 || range->high < array->shape[i];
        *range = (Range){0, array->shape[i]};
    }
    cut_ranges(e, piece, ~free_set);
    if (is_empty(piece)) {
        for (uint32_t i = 0; i < part->index_count; i++)
            piece->ranges[i] =
                i < array->rank ? piece->ranges[i] : part->ranges[i];
        piece->guards.count = 0;
        cut_ranges(e, piece, 0);
    }
    piece_prepare(e, piece);
    print_target(e, piece);
    print_string(&e->printer, " = ");
    if (part->combine == SET)
        print_guarded(e, piece);
    else
        print_reduced(e, piece);
    print_for(e, piece, free_set & ~piece->unsaid);
    print_locals(e, piece);
}

/* -- arrays -- */

static bool is_alone(const Equations *e, const Array *array)
{
    const Part *part = array->as.parts;
    if (array->part_count != 1 || !part_is_plain(e->graph, array, part))
        return false;
    return (part->index_count == array->rank) == (part->combine == SET);
}

/* How many parts at the start set all elements between them: the others of
 * the array add. 0 if they do not. */
static uint32_t count_setting(const Array *array)
{
    double points = 0, size = (double)array_size(array);
    uint32_t count = 0;
    while (count < array->part_count) {
        const Part *part = &array->as.parts[count];
        double box = 1;
        if (part->combine != SET)
            break;
        for (uint32_t i = 0; i < part->index_count; i++)
            box *= (double)(part->ranges[i].high - part->ranges[i].low);
        if (part->guard_count)
            return 0;
        points += box;
        count++;
    }
    for (uint32_t i = count; i < array->part_count; i++)
        if (array->as.parts[i].combine != SUM)
            return 0;
    return points < size || points > size ? 0 : count;
}

/* The largest value that is read of a table, by indices alone; -1 if it may not
 * be known. */
static int64_t largest_read(const Equations *e, const Piece *piece,
                            const Expr *access)
{
    const Array *table = graph_array(e->graph, access->as.access.array);
    int64_t size = array_size(table), most = -1;
    Range read[MAX_RANK];
    for (uint32_t i = 0; i < table->rank; i++) {
        const Subscript *s =
            subscript_at(&e->graph->exprs, access->as.access.subscripts[i]);
        if (s->data || s->term_count != 1 || s->terms[0].factor != 1)
            return -1;
        Range range = piece->ranges[s->terms[0].index];
        read[i] = (Range){range.low + s->base, range.high + s->base};
    }
    for (int64_t n = 0; n < size; n++) {
        bool inside = true;
        for (int64_t i = table->rank, rest = n; i > 0; i--) {
            int64_t at = rest % table->shape[i - 1];
            inside &= at >= read[i - 1].low && at < read[i - 1].high;
            rest /= table->shape[i - 1];
        }
        if (inside && table->as.values[n] > (double)most)
            most = (int64_t)table->as.values[n];
    }
    return most;
}

/* The largest value of a target as it is printed; -1 if it is not known. */
static int64_t target_end(const Equations *e, const Piece *piece,
                          uint32_t axis)
{
    const Subscript *s =
        subscript_at(&e->graph->exprs, piece->part->target[axis]);
    int64_t end = s->base;
    if (!stays_within(e, piece, axis))
        return -1;
    if (s->data) {
        const Expr *data = expr_at(&e->graph->exprs, s->data);
        if (data->kind != ACCESS || s->scale < 0)
            return -1;
        const Array *of = graph_array(e->graph, data->as.access.array);
        int64_t most = of->kind == LITERAL ? largest_read(e, piece, data)
                                           : of->limit - 1;
        if (most < 0)
            return -1;
        end += s->scale * most;
    }
    for (uint32_t i = 0; i < s->term_count; i++) {
        const Range *range = &piece->ranges[s->terms[i].index];
        end += s->terms[i].factor
             * (s->terms[i].factor > 0 ? range->high - 1 : range->low);
    }
    return end;
}

static void print_corner(Equations *e, ArrayId id)
{
    const Array *array = graph_array(e->graph, id);
    print_text(&e->printer, e->names->arrays[id]);
    for (uint32_t i = 0; i < array->rank; i++) {
        print_string(&e->printer, i ? ", " : "[");
        print_integer(e, array->shape[i] - 1);
    }
    print_string(&e->printer, array->rank ? "] += 0" : " += 0");
    print_line_end(e);
}

static void print_pieces(Equations *e, ArrayId id)
{
    const Array *array = graph_array(e->graph, id);
    uint32_t setting = count_setting(array);
    bool reached[MAX_RANK] = {false}, started = setting;
    for (uint32_t i = 0; i < array->part_count; i++) {
        Piece piece = piece_make(e, id, &array->as.parts[i]);
        piece.accumulates = i >= setting;
        if (!e->some || piece.part->at == e->at)
            print_piece(e, &piece);
        if (is_empty(&piece))
            continue;
        started = true;
        for (uint32_t k = 0; k < array->rank; k++)
            reached[k] |= target_end(e, &piece, k) == array->shape[k] - 1;
    }
    for (uint32_t k = 0; k < array->rank; k++)
        started &= reached[k];
    if (!setting && !started && !e->some)
        print_corner(e, id);
}

static void print_zero(Equations *e, ArrayId id)
{
    const Array *array = graph_array(e->graph, id);
    Part part = {.index_count = array->rank};
    Piece piece = {.id = id, .part = &part};
    print_text(&e->printer, e->names->arrays[id]);
    for (uint32_t i = 0; i < array->rank; i++) {
        piece.ranges[i] = (Range){0, array->shape[i]};
        print_string(&e->printer, i ? ", " : "[");
        print_index_name(e, i);
    }
    print_string(&e->printer, array->rank ? "] = 0" : " = 0");
    print_for(e, &piece, UINT32_MAX);
    print_line_end(e);
}

void print_equation(Equations *e, ArrayId id)
{
    const Array *array = graph_array(e->graph, id);
    if (!array->part_count) {
        print_zero(e, id);
    } else if (is_alone(e, array)) {
        Piece piece = piece_make(e, id, array->as.parts);
        print_plain(e, &piece);
    } else {
        print_pieces(e, id);
    }
}

Text equations_node(Equations *e, ArrayId id, uint32_t part, ExprId node)
{
    Piece piece = piece_make(e, id, &graph_array(e->graph, id)->as.parts[part]);
    Buffer out = buffer_create(e->arena);
    printer_prepare(&e->printer, 1, &node, piece.ranges, piece.outer);
    print_expr(&e->printer, node, BIND_CHOOSE);
    layout_fill(buffer_text(&e->printer.line), 0, 0, SIZE_MAX, &out);
    e->printer.line.length = 0;
    Text text = buffer_text(&out);
    return (Text){text.at, text.length - 1};
}
