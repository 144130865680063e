/* print_form.c: what the text of a node will be like, found before it is made.
 *
 * How tightly a text binds and whether it begins with a sign decide where
 * brackets stand; how long and how deep it is, what becomes a local.
 */
#include "print_expr.h"

#include <math.h>

/* Up to so many nodes are written again; short ones always are. */
enum { LONGEST_AGAIN = 40, SHORT = 8 };
/* Deeper nodes are cut. */
enum { DEEPEST_TEXT = 100 };

static const NodeForm *form_of(const ExprPrinter *printer, ExprId id)
{
    return &printer->forms[id];
}

static const Expr *node_of(const ExprPrinter *printer, ExprId id)
{
    return expr_at(&printer->graph->exprs, id);
}

/* `a b`, not `a * 2`. */
bool form_is_juxtaposed(const ExprPrinter *printer, const Expr *node)
{
    const NodeForm *right = form_of(printer, node->as.operand[1]);
    return !(right->flags & FORM_LEADS)
        && (right->local
            || node_of(printer, node->as.operand[1])->kind != NUMBER);
}

/* Whether operand k needs brackets. */
bool form_is_bracketed(const ExprPrinter *printer, const Expr *node,
                       uint32_t k)
{
    const NodeForm *form = form_of(printer, node->as.operand[k]);
    const bool negative = form->flags & FORM_NEGATIVE;
    const uint8_t level = form->level;
    if (node->kind == CHOOSE)
        return level < (k == 2 ? BIND_CHOOSE : BIND_OR);
    switch ((Function)node->function) {
    case F_ADD: case F_SUB:
        if (k == 0)
            return level < BIND_SUM;
        return level < BIND_TERM || (form->flags & FORM_SIGNED && !negative);
    case F_MUL:
        if (!form_is_juxtaposed(printer, node))
            return k == 0 ? level < BIND_TERM : level < BIND_POWER;
        if (k == 0)
            return level < BIND_PRODUCT && !(negative && level == BIND_NEGATE);
        return level < BIND_POWER;
    case F_DIV: case F_FLOORDIV: case F_MOD:
        return k == 0 ? level < BIND_TERM : level < BIND_POWER;
    case F_NEG:
        return level < BIND_PRODUCT;
    case F_POW:
        return level < BIND_CALL && !(k == 1 && level == BIND_NEGATE
                                      && negative && form->size == 1);
    case F_EQ: case F_NE: case F_LT: case F_LE: case F_GT: case F_GE:
        return level < BIND_SUM;
    case F_NOT:
        return level < BIND_NOT;
    case F_AND:
        return level < (k == 0 ? BIND_AND : BIND_NOT);
    case F_OR:
        return level < (k == 0 ? BIND_OR : BIND_AND);
    default:
        return false;
    }
}

static void form_number(NodeForm *form, double number)
{
    form->level = BIND_CALL;
    if (isnan(number)) {
        form->level = BIND_SUM;
    } else if (signbit(number)) {
        form->level = BIND_NEGATE;
        form->flags |= FORM_NEGATIVE | FORM_SIGNED;
    } else if (!isinf(number)) {
        form->flags |= FORM_LEADS;
    }
}

static void form_apply(const ExprPrinter *printer, const Expr *node,
                       NodeForm *form)
{
    const FunctionRow *row = function_row(node->function);
    const NodeForm *left = form_of(printer, node->as.operand[0]);
    uint8_t sign = form_is_bracketed(printer, node, 0)
                     ? 0
                     : left->flags & (FORM_NEGATIVE | FORM_SIGNED);
    form->level = row->symbol ? row->binding : BIND_CALL;
    switch ((Function)node->function) {
    case F_MUL:
        form->level = !form_is_juxtaposed(printer, node) ? BIND_TERM
                    : sign                          ? BIND_NEGATE
                                                    : BIND_PRODUCT;
        form->flags |= sign;
        break;
    case F_DIV:
        form->flags |= sign;
        break;
    case F_ADD: case F_SUB: case F_FLOORDIV: case F_MOD:
        form->flags |= sign & FORM_SIGNED;
        break;
    case F_NEG:
        form->flags |= FORM_SIGNED;
        break;
    case F_POW:
        form->flags |= left->flags & FORM_LEADS;
        break;
    default:
        break;
    }
}

/* An element of an array of index values, and nothing added to it. */
static bool is_data_alone(const Graph *graph, const Subscript *s)
{
    return s->data && !s->base && !s->term_count && s->scale == 1
        && expr_at(&graph->exprs, s->data)->kind == ACCESS;
}

/* The end of base + Σ factor i over the box: the least if side is -1, the
 * greatest if it is 1. */
static double affine_end(const Subscript *s, const Range *ranges, int side)
{
    double end = (double)s->base;
    for (uint32_t i = 0; i < s->term_count; i++) {
        const Range *range = &ranges[s->terms[i].index];
        double factor = (double)s->terms[i].factor;
        end += factor * (double)(factor * side > 0 ? range->high - 1
                                                   : range->low);
    }
    return end;
}

bool subscript_is_from_zero(const Graph *graph, SubscriptId id,
                            const Range *ranges)
{
    const Subscript *s = subscript_at(&graph->exprs, id);
    return s->data ? is_data_alone(graph, s) : affine_end(s, ranges, -1) >= 0;
}

bool subscript_is_below(const Graph *graph, SubscriptId id,
                        const Range *ranges, int64_t size)
{
    const Subscript *s = subscript_at(&graph->exprs, id);
    return s->data ? is_data_alone(graph, s)
                   : affine_end(s, ranges, 1) < (double)size;
}

static uint32_t add_up(uint32_t a, uint32_t b)
{
    return a > UINT32_MAX - b ? UINT32_MAX : a + b;
}

/* Links of a chain `a + b + c` are one node of the tree. */
static uint32_t depth_through(const ExprPrinter *printer, const Expr *node,
                              const NodeForm *form, uint32_t k, ExprId operand)
{
    const NodeForm *below = form_of(printer, operand);
    bool link = node->kind == APPLY && k == 0 && below->level == form->level
             && form->level != BIND_CALL;
    return below->depth + !link;
}

static void form_node(ExprPrinter *printer, ExprId id)
{
    const Expr *node = node_of(printer, id);
    NodeForm *form = &printer->forms[id];
    ExprId operands[MAX_RANK];
    uint32_t count = expr_operands(&printer->graph->exprs, id, operands);
    uint32_t depth = 0;
    form->size = 1;
    form->level = node->kind == CHOOSE ? BIND_CHOOSE : BIND_CALL;
    if (node->kind == NUMBER)
        form_number(form, node->as.number);
    else if (node->kind == APPLY)
        form_apply(printer, node, form);
    for (uint32_t k = 0; k < count; k++) {
        uint32_t below = depth_through(printer, node, form, k, operands[k]);
        form->size = add_up(form->size, form_of(printer, operands[k])->size);
        depth = below > depth ? below : depth;
    }
    form->depth = (uint16_t)(depth < UINT16_MAX ? depth : UINT16_MAX);
}

static bool should_be_local(const NodeForm *form)
{
    return form->depth >= DEEPEST_TEXT
        || (form->uses > 1 && form->size > SHORT
            && (double)(form->uses - 1) * form->size > LONGEST_AGAIN);
}

/* An array has at most MAX_RANK axes; the roots are the statement's own. */
static bool may_be_local(const ExprPrinter *printer, ExprId id)
{
    uint32_t set = node_of(printer, id)->depends & ~printer->outer, count = 0;
    for (; set; set &= set - 1)
        count++;
    return printer->forms[id].uses && count <= MAX_RANK
        && !(node_of(printer, id)->flags & EXPR_CONDITION);
}

static void make_local(ExprPrinter *printer, ExprId id)
{
    NodeForm *form = &printer->forms[id];
    list_push(printer->arena, &printer->locals, id);
    form->local = printer->locals.count;
    form->size = 1;
    form->depth = 0;
    form->level = BIND_CALL;
    form->flags = 0;
}

void printer_prepare(ExprPrinter *printer, uint32_t root_count,
                     const ExprId *roots, const Range *ranges, uint32_t outer)
{
    const Exprs *exprs = &printer->graph->exprs;
    printer->order.count = printer->locals.count = 0;
    printer->ranges = ranges;
    printer->outer = outer;
    printer->depth = 0;
    uint32_t left = 0;          /* nodes of the left side */
    for (uint32_t i = root_count; i-- > 0;) {
        left = printer->order.count;
        expr_postorder(exprs, printer->arena, NULL, i + 1 == root_count,
                       roots[i], &printer->order);
    }
    for (uint32_t i = 0; i < printer->order.count; i++)
        printer->forms[printer->order.at[i]] = (NodeForm){0};
    for (uint32_t i = 0; i < printer->order.count; i++) {
        ExprId operands[MAX_RANK];
        uint32_t n = expr_operands(exprs, printer->order.at[i], operands);
        while (n > 0)
            printer->forms[operands[--n]].uses++;
    }
    for (uint32_t i = 0; i < printer->order.count; i++) {
        ExprId id = printer->order.at[i];
        form_node(printer, id);
        if (i >= left && should_be_local(&printer->forms[id])
            && may_be_local(printer, id))
            make_local(printer, id);
    }
}
