/* print_expr.c: a stack of things still to be printed.
 *
 * The form of every node (how tightly its text binds, whether it begins with a
 * sign, how long it is) is found before, operands first, so that printing
 * looks only at a node and its operands and never recurses.
 *
 * The sign of a number that leads a product or a quotient is pulled out of
 * it: (-2) x is printed `-2 x`, which parses to -(2 x), and a + (-2) x is
 * printed `a - 2 x`. Rounding to nearest is symmetric, so the values are the
 * same to the last bit.
 */
#include "print_expr.h"

#include "layout.h"

#include <math.h>

typedef enum TaskKind {
    TASK_NODE, TASK_TEXT, TASK_BREAK, TASK_CLOSE, TASK_SUBSCRIPT, TASK_TAIL
} TaskKind;

enum {                          /* PrintTask.flags */
    TASK_BRACKET = 1, TASK_UNSIGNED = 2, TASK_WHOLE = 4
};

void printer_init(ExprPrinter *printer, const Graph *graph, Names *names,
                  Arena *arena)
{
    *printer = (ExprPrinter){
        .graph = graph,
        .names = names,
        .arena = arena,
        .line = buffer_create(arena),
        .forms = NEW_ARRAY(arena, NodeForm, graph->exprs.nodes.count),
    };
}

/* -- small things -- */

void print_text(ExprPrinter *printer, Text text)
{
    buffer_add(&printer->line, text);
}

void print_string(ExprPrinter *printer, const char *string)
{
    buffer_puts(&printer->line, string);
}

void print_break(ExprPrinter *printer, Binding binding)
{
    layout_mark(&printer->line, 8 * printer->depth + (uint32_t)binding);
}

void print_open(ExprPrinter *printer, const char *bracket)
{
    print_string(printer, bracket);
    printer->depth++;
}

void print_close(ExprPrinter *printer, const char *bracket)
{
    print_string(printer, bracket);
    printer->depth--;
}

void print_number(ExprPrinter *printer, double number)
{
    if (isnan(number))
        print_string(printer, "inf - inf");
    else
        buffer_number(&printer->line, number, true);
}

void print_local_name(ExprPrinter *printer, uint32_t local)
{
    while (printer->local_names.count <= local) {
        Text name = names_claim(printer->names,
                                text_format(printer->arena, "v%u",
                                            printer->local_names.count + 1));
        list_push(printer->arena, &printer->local_names, name);
    }
    print_text(printer, printer->local_names.at[local]);
    uint32_t set = local_indices(printer, local);
    if (!set)
        return;
    const char *before = "[";
    for (uint32_t i = 0; i < MAX_INDICES; i++)
        if (set >> i & 1) {
            print_string(printer, before);
            print_text(printer, printer->names->indices[i]);
            before = ", ";
        }
    print_string(printer, "]");
}

uint32_t local_indices(const ExprPrinter *printer, uint32_t local)
{
    ExprId id = printer->locals.at[local];
    return expr_at(&printer->graph->exprs, id)->depends & ~printer->outer;
}

/* -- printing -- */

static const NodeForm *form_of(const ExprPrinter *printer, ExprId id)
{
    return &printer->forms[id];
}

static const Expr *node_of(const ExprPrinter *printer, ExprId id)
{
    return expr_at(&printer->graph->exprs, id);
}

static void push(ExprPrinter *printer, TaskKind kind, uint8_t flags,
                 uint32_t id, const char *text)
{
    list_push(printer->arena, &printer->tasks,
              ((PrintTask){(uint8_t)kind, flags, id, text}));
}

static void push_text(ExprPrinter *printer, const char *text)
{
    push(printer, TASK_TEXT, 0, 0, text);
}

static void push_break(ExprPrinter *printer, Binding binding)
{
    push(printer, TASK_BREAK, (uint8_t)binding, 0, NULL);
}

static void push_operand(ExprPrinter *printer, const Expr *node, uint32_t k,
                         uint8_t flags)
{
    if (form_is_bracketed(printer, node, k))
        flags |= TASK_BRACKET;
    push(printer, TASK_NODE, flags, node->as.operand[k], NULL);
}

/* Here and below, what is pushed last is printed first. */
static void push_infix(ExprPrinter *printer, const Expr *node,
                       const char *symbol, uint8_t left_flags)
{
    uint8_t right_flags = 0;
    const NodeForm *right = form_of(printer, node->as.operand[1]);
    if ((node->function == F_ADD || node->function == F_SUB)
        && right->flags & FORM_NEGATIVE && right->level >= BIND_TERM) {
        symbol = node->function == F_ADD ? "-" : "+";
        right_flags = TASK_UNSIGNED;
    }
    push_operand(printer, node, 1, right_flags);
    push_text(printer, " ");
    push_text(printer, symbol);
    push_break(printer, (Binding)function_row(node->function)->binding);
    push_operand(printer, node, 0, left_flags);
}

static void push_call(ExprPrinter *printer, const Expr *node,
                      const FunctionRow *row)
{
    push(printer, TASK_CLOSE, 0, 0, ")");
    if (row->arity == 2) {
        push_operand(printer, node, 1, 0);
        push_break(printer, BIND_CHOOSE);
        push_text(printer, ",");
    }
    push_operand(printer, node, 0, 0);
    print_string(printer, row->name);
    print_open(printer, "(");
}

static void print_apply(ExprPrinter *printer, const Expr *node, uint8_t flags)
{
    const FunctionRow *row = function_row(node->function);
    flags &= TASK_UNSIGNED;
    switch ((Function)node->function) {
    case F_MUL:
        if (!form_is_juxtaposed(printer, node)) {
            push_infix(printer, node, "*", flags);
            break;
        }
        push_operand(printer, node, 1, 0);
        push_break(printer, BIND_PRODUCT);
        push_operand(printer, node, 0, flags);
        break;
    case F_DIV:
        push_infix(printer, node, "/", flags);
        break;
    case F_POW:
        push_operand(printer, node, 1, 0);
        push_text(printer, "^");
        push_operand(printer, node, 0, 0);
        break;
    case F_NEG:
        push_operand(printer, node, 0, 0);
        print_string(printer, "-");
        break;
    case F_NOT:
        push_operand(printer, node, 0, 0);
        print_string(printer, "not ");
        break;
    default:
        if (row->symbol)
            push_infix(printer, node, row->symbol, 0);
        else
            push_call(printer, node, row);
    }
}

/* `min(max(i - 1, 0), 4)` where it must be clamped and is not known to be
 * within. */
static void push_subscript(ExprPrinter *printer, const Expr *node, uint32_t k)
{
    const Graph *graph = printer->graph;
    SubscriptId id = node->as.access.subscripts[k];
    int64_t size = graph_array(graph, node->as.access.array)->shape[k];
    const Subscript *s = subscript_at(&graph->exprs, id);
    if (!s->data && !s->term_count && (s->base < 0 || s->base >= size)) {
        push_text(printer, "0");        /* where a condition does not let it */
        return;
    }
    bool low = printer->clamps
            && !subscript_is_from_zero(graph, id, printer->ranges);
    bool high = printer->clamps
             && !subscript_is_below(graph, id, printer->ranges, size);
    if (high)
        push_text(printer, text_format(printer->arena, ", %lld)",
                                       (long long)size - 1).at);
    if (low)
        push_text(printer, ", 0)");
    push(printer, TASK_SUBSCRIPT, 0, id, NULL);
    if (low)
        push_text(printer, "max(");
    if (high)
        push_text(printer, "min(");
}

static void print_access(ExprPrinter *printer, const Expr *node)
{
    print_text(printer, printer->names->arrays[node->as.access.array]);
    if (!node->as.access.rank)
        return;
    push(printer, TASK_CLOSE, 0, 0, "]");
    for (uint32_t i = node->as.access.rank; i > 0; i--) {
        push_subscript(printer, node, i - 1);
        if (i > 1)
            push_text(printer, ", ");
    }
    print_open(printer, "[");
}

static void print_choose(ExprPrinter *printer, const Expr *node)
{
    push_operand(printer, node, 2, 0);
    push_text(printer, "else ");
    push_break(printer, BIND_CHOOSE);
    push_operand(printer, node, 0, 0);
    push_text(printer, "if ");
    push_break(printer, BIND_CHOOSE);
    push_operand(printer, node, 1, 0);
}

static void print_node(ExprPrinter *printer, PrintTask task)
{
    const Expr *node = node_of(printer, task.id);
    if (task.flags & TASK_BRACKET) {
        push(printer, TASK_CLOSE, 0, 0, ")");
        push(printer, TASK_NODE, 0, task.id, NULL);
        print_open(printer, "(");
        return;
    }
    uint32_t local = form_of(printer, task.id)->local;
    if (local && !(task.flags & TASK_WHOLE)) {
        print_local_name(printer, local - 1);
        return;
    }
    switch ((ExprKind)node->kind) {
    case NUMBER:
        print_number(printer, task.flags & TASK_UNSIGNED
                                  ? fabs(node->as.number)
                                  : node->as.number);
        break;
    case INDEX:
        print_text(printer, printer->names->indices[node->as.index]);
        break;
    case ACCESS:
        print_access(printer, node);
        break;
    case APPLY:
        print_apply(printer, node, task.flags);
        break;
    case CHOOSE:
        print_choose(printer, node);
        break;
    }
}

/* -- subscripts -- */

/* Writes `+ 2 k`, or `2 k` where nothing stands before it. */
static void print_term(ExprPrinter *printer, const Term *term, bool *started)
{
    uint64_t size = term->factor < 0 ? 0 - (uint64_t)term->factor
                                     : (uint64_t)term->factor;
    print_string(printer, *started           ? term->factor < 0 ? " - " : " + "
                          : term->factor < 0 ? "-"
                                             : "");
    if (size != 1)
        buffer_print(&printer->line, "%llu ", (unsigned long long)size);
    print_text(printer, printer->names->indices[term->index]);
    *started = true;
}

static void print_base(ExprPrinter *printer, int64_t base, bool *started)
{
    uint64_t size = base < 0 ? 0 - (uint64_t)base : (uint64_t)base;
    if (base || !*started)
        buffer_print(&printer->line, "%s%llu",
                     *started   ? base < 0 ? " - " : " + "
                     : base < 0 ? "-"
                                : "",
                     (unsigned long long)size);
    *started = true;
}

/* Positive terms first, then data, negative terms and the base; the base first
 * where all else is negative: `19 - i`. */
static bool base_leads(const Subscript *s)
{
    bool positive = s->data && s->scale > 0;
    for (uint32_t i = 0; i < s->term_count; i++)
        positive |= s->terms[i].factor > 0;
    return !positive && s->base > 0;
}

static void print_subscript_head(ExprPrinter *printer, SubscriptId id)
{
    const Subscript *s = subscript_at(&printer->graph->exprs, id);
    bool started = false;
    if (base_leads(s))
        print_base(printer, s->base, &started);
    for (uint32_t i = 0; i < s->term_count; i++)
        if (s->terms[i].factor > 0)
            print_term(printer, &s->terms[i], &started);
    push(printer, TASK_TAIL, started || s->data, id, NULL);
    if (!s->data)
        return;
    uint64_t scale = s->scale < 0 ? 0 - (uint64_t)s->scale
                                  : (uint64_t)s->scale;
    Binding level = scale != 1 || s->scale < 0 ? BIND_POWER
                  : started || s->base || s->term_count ? BIND_TERM
                                                        : BIND_CHOOSE;
    const NodeForm *form = form_of(printer, s->data);
    bool bracket = form->level < level
                || (level != BIND_CHOOSE && form->flags & FORM_SIGNED)
                || (level == BIND_POWER && form->flags & FORM_LEADS);
    push(printer, TASK_NODE, bracket ? TASK_BRACKET : 0, s->data, NULL);
    print_string(printer, started        ? s->scale < 0 ? " - " : " + "
                          : s->scale < 0 ? "-"
                                         : "");
    if (scale != 1)
        buffer_print(&printer->line, "%llu ", (unsigned long long)scale);
}

static void print_subscript_tail(ExprPrinter *printer, SubscriptId id,
                                 bool started)
{
    const Subscript *s = subscript_at(&printer->graph->exprs, id);
    for (uint32_t i = 0; i < s->term_count; i++)
        if (s->terms[i].factor < 0)
            print_term(printer, &s->terms[i], &started);
    if (!base_leads(s))
        print_base(printer, s->base, &started);
}

static void run(ExprPrinter *printer)
{
    while (printer->tasks.count) {
        PrintTask task = printer->tasks.at[--printer->tasks.count];
        switch ((TaskKind)task.kind) {
        case TASK_NODE:
            print_node(printer, task);
            break;
        case TASK_TEXT:
            print_string(printer, task.text);
            break;
        case TASK_BREAK:
            print_break(printer, (Binding)task.flags);
            break;
        case TASK_CLOSE:
            print_close(printer, task.text);
            break;
        case TASK_SUBSCRIPT:
            print_subscript_head(printer, task.id);
            break;
        case TASK_TAIL:
            print_subscript_tail(printer, task.id, task.flags);
            break;
        }
    }
}

void print_expr(ExprPrinter *printer, ExprId id, Binding level)
{
    bool bracket = form_of(printer, id)->level < level;
    push(printer, TASK_NODE, bracket ? TASK_BRACKET : 0, id, NULL);
    run(printer);
}

void print_local_value(ExprPrinter *printer, uint32_t local)
{
    push(printer, TASK_NODE, TASK_WHOLE, printer->locals.at[local], NULL);
    printer->clamps = true;
    run(printer);
    printer->clamps = false;
}

void print_subscript(ExprPrinter *printer, SubscriptId id)
{
    push(printer, TASK_SUBSCRIPT, 0, id, NULL);
    run(printer);
}

/* s >= 0 with each term on the side where it is positive. */
void print_guard(ExprPrinter *printer, SubscriptId id)
{
    const Subscript *s = subscript_at(&printer->graph->exprs, id);
    bool positive = false, negative = false;
    for (uint32_t i = 0; i < s->term_count; i++) {
        positive |= s->terms[i].factor > 0;
        negative |= s->terms[i].factor < 0;
    }
    bool left = false, right = false;
    for (uint32_t i = 0; i < s->term_count; i++) {
        Term term = s->terms[i];
        bool here = positive && !negative ? term.factor > 0 : term.factor < 0;
        term.factor = term.factor < 0 ? -term.factor : term.factor;
        if (here)
            print_term(printer, &term, &left);
    }
    if (positive && !negative) {
        print_string(printer, " >= ");
        print_base(printer, -s->base, &right);
        return;
    }
    if (!left || (s->base < -1 && positive))
        print_base(printer, -s->base, &left);
    print_string(printer, s->base == -1 && positive ? " < " : " <= ");
    for (uint32_t i = 0; i < s->term_count; i++)
        if (s->terms[i].factor > 0)
            print_term(printer, &s->terms[i], &right);
    if (!positive || s->base > 0)
        print_base(printer, s->base, &right);
}
