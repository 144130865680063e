/* affine_condition.c: conditions as rows of a system. */
#include "affine_view.h"

/* gap > 0, or gap >= 0. */
static void require_gap(View *view, const Form *gap, bool strict)
{
    Form row = *gap;
    if (!strict || form_add_base(&row, -1))
        system_require(&view->system, &row, false);
}

/* gap != 0 says something at the ends of what it can be. */
static void require_other(View *view, const Form *gap)
{
    Interval values = view_bounds(view, gap);
    Form minus = {0};
    if (values.low == 0)
        require_gap(view, gap, true);
    else if (values.high == 0 && form_add_form(&minus, gap, -1))
        require_gap(view, &minus, true);
}

/* Of a < b and a <= b, b - a; of a > b and a >= b, a - b. False if it is no
 * comparison of whole numbers. */
static bool gap_of(View *view, const Expr *node, Function f, Form *gap,
                   unsigned depth)
{
    int less = f == F_GT || f == F_GE ? -1 : 1;
    const ExprId *operand = node->as.operand;
    for (int i = 0; i < 2; i++)
        if (!(expr_at(view->exprs, operand[i])->flags & EXPR_WHOLE))
            return false;
    return view_add_within(view, gap, operand[1], less, depth)
        && view_add_within(view, gap, operand[0], -less, depth);
}

/* Whether what is known makes the comparison come out like this. */
static bool is_known(View *view, const Expr *node, bool holds, unsigned depth)
{
    Function f = (Function)node->function;
    Form gap = {0};
    if (node->kind != APPLY || f < F_EQ || f > F_GE
        || !gap_of(view, node, f, &gap, depth))
        return false;
    Interval values = view_bounds(view, &gap);
    bool equal = values.low == 0 && values.high == 0;
    bool apart = values.low > 0 || values.high < 0;
    if (f == F_EQ || f == F_NE)
        return (f == F_EQ) == holds ? equal : apart;
    int64_t least = f == F_LT || f == F_GT;
    return holds ? values.low >= least : values.high < least;
}

static void assume_comparison(View *view, const Expr *node, bool holds,
                              unsigned depth)
{
    static const uint8_t opposite[F_COUNT] = {
        [F_EQ] = F_NE, [F_NE] = F_EQ, [F_LT] = F_GE,
        [F_GE] = F_LT, [F_GT] = F_LE, [F_LE] = F_GT,
    };
    Function f = (Function)(holds ? node->function : opposite[node->function]);
    Form gap = {0};
    if (!gap_of(view, node, f, &gap, depth))
        return;
    if (f == F_EQ)
        system_require(&view->system, &gap, true);
    else if (f == F_NE)
        require_other(view, &gap);
    else
        require_gap(view, &gap, f == F_LT || f == F_GT);
}

void view_assume_within(View *view, ExprId condition, bool holds,
                        unsigned depth)
{
    struct { ExprId id; bool holds; } tasks[MAX_TASKS];
    uint32_t count = 0;
    tasks[count].id = condition;
    tasks[count++].holds = holds;
    while (count && --view->nodes >= 0) {
        const bool want = tasks[--count].holds;
        const Expr *node = expr_at(view->exprs, tasks[count].id);
        if (node->kind == NUMBER && (node->as.number != 0) != want) {
            system_require(&view->system, &(Form){.base = -1}, false);
        } else if (node->kind != APPLY) {
            continue;
        } else if (node->function == F_NOT) {
            tasks[count].id = node->as.operand[0];
            tasks[count++].holds = !want;
        } else if (node->function == (want ? F_AND : F_OR)) {
            for (int i = 0; i < 2 && count < MAX_TASKS; i++) {
                tasks[count].id = node->as.operand[i];
                tasks[count++].holds = want;
            }
        } else if (node->function == (want ? F_OR : F_AND)) {
            /* One of the two, if the other is known not to. */
            const ExprId *operand = node->as.operand;
            for (int i = 0; i < 2; i++)
                if (is_known(view, expr_at(view->exprs, operand[1 - i]), !want,
                             depth)) {
                    tasks[count].id = operand[i];
                    tasks[count++].holds = want;
                    break;
                }
        } else if (node->function >= F_EQ && node->function <= F_GE) {
            assume_comparison(view, node, want, depth);
        }
    }
}

void view_assume(View *view, ExprId condition, bool holds)
{
    view_assume_within(view, condition, holds, 0);
}
