/* adjoint_rule.c: the chain rule at one function.
 *
 * The cotangent is the first factor of every product that it is in, so equal
 * contributions are equal nodes.
 */
#include "adjoint.h"

#include "doubts.h"

#include <string.h>

const Rules *rules_create(Arena *arena)
{
    Rules *rules = NEW(arena, Rules);
    for (Function f = F_NONE + 1; f < F_COUNT; f++) {
        const FunctionRow *row = function_row(f);
        for (uint32_t i = 0; i < row->arity; i++)
            rules->rule[f][i] =
                formula_parse(arena, row->rule[i], strlen(row->rule[i]));
    }
    return rules;
}

bool rule_is_flat(const Rules *rules, Function function, uint32_t operand)
{
    const Formula *rule = rules->rule[function][operand];
    const FormulaNode *root = &rule->nodes.at[rule->root];
    return root->kind == FORMULA_NUMBER && root->number == 0;
}

/* -- arithmetic -- */

static bool is_apply(const Exprs *exprs, ExprId id, Function function)
{
    const Expr *node = expr_at(exprs, id);
    return node->kind == APPLY && node->function == function;
}

static ExprId operand_of(const Exprs *exprs, ExprId id, uint32_t operand)
{
    return expr_at(exprs, id)->as.operand[operand];
}

static bool both_numbers(const Exprs *exprs, ExprId a, ExprId b)
{
    return expr_at(exprs, a)->kind == NUMBER
        && (!b || expr_at(exprs, b)->kind == NUMBER);
}

/* The function of numbers, computed. */
static ExprId folded(Exprs *exprs, Function f, ExprId a, ExprId b)
{
    double x = expr_at(exprs, a)->as.number;
    double y = b ? expr_at(exprs, b)->as.number : 0;
    return expr_number(exprs, doubts_fold(exprs->doubts, f, x, y,
                                          function_row(f)->value(x, y)));
}

ExprId make_negative(Exprs *exprs, ExprId a)
{
    if (is_apply(exprs, a, F_NEG))
        return operand_of(exprs, a, 0);
    if (both_numbers(exprs, a, 0))
        return folded(exprs, F_NEG, a, 0);
    return expr_apply(exprs, F_NEG, a, 0);
}

ExprId make_sum(Exprs *exprs, ExprId a, ExprId b)
{
    if (is_apply(exprs, b, F_NEG))
        return expr_apply(exprs, F_SUB, a, operand_of(exprs, b, 0));
    if (is_apply(exprs, a, F_NEG))
        return expr_apply(exprs, F_SUB, b, operand_of(exprs, a, 0));
    return expr_apply(exprs, F_ADD, a, b);
}

static ExprId make_quotient(Exprs *exprs, ExprId a, ExprId b)
{
    if (expr_is_number(exprs, b, 1))
        return a;
    if (is_apply(exprs, a, F_NEG))
        return make_negative(exprs, expr_apply(exprs, F_DIV,
                                               operand_of(exprs, a, 0), b));
    return expr_apply(exprs, F_DIV, a, b);
}

ExprId make_product(Exprs *exprs, ExprId a, ExprId b)
{
    if (expr_is_number(exprs, a, 1))
        return b;
    if (expr_is_number(exprs, b, 1))
        return a;
    if (expr_is_number(exprs, a, -1))
        return make_negative(exprs, b);
    if (expr_is_number(exprs, b, -1))
        return make_negative(exprs, a);
    if (is_apply(exprs, a, F_NEG))
        return make_negative(
            exprs, make_product(exprs, operand_of(exprs, a, 0), b));
    if (is_apply(exprs, b, F_NEG))
        return make_negative(
            exprs, make_product(exprs, a, operand_of(exprs, b, 0)));
    if (is_apply(exprs, b, F_DIV)
        && expr_is_number(exprs, operand_of(exprs, b, 0), 1))
        return make_quotient(exprs, a, operand_of(exprs, b, 1));
    if (is_apply(exprs, b, F_DIV)
        && expr_is_number(exprs, operand_of(exprs, b, 0), -1))
        return make_negative(
            exprs, make_quotient(exprs, a, operand_of(exprs, b, 1)));
    return expr_apply(exprs, F_MUL, a, b);
}

/* One function of a rule at its operands. */
static ExprId make_apply(Exprs *exprs, Function f, ExprId a, ExprId b)
{
    bool arithmetic = f == F_ADD || f == F_SUB || f == F_MUL || f == F_DIV
                   || f == F_NEG;
    if (arithmetic && both_numbers(exprs, a, b))
        return folded(exprs, f, a, b);
    if (f == F_MUL
        && (expr_is_number(exprs, a, 0) || expr_is_number(exprs, b, 0)))
        return expr_number(exprs, 0);
    if (f == F_MUL && expr_is_number(exprs, a, 1))
        return b;
    if (f == F_POW && expr_is_number(exprs, b, 1))
        return a;
    if (f == F_POW && expr_is_number(exprs, b, 0))
        return expr_number(exprs, 1);
    if (f == F_NEG)
        return make_negative(exprs, a);
    if (f == F_DIV)
        return make_quotient(exprs, a, b);
    return expr_apply(exprs, f, a, b);
}

/* -- rules -- */

/* The nodes of the rule as expressions. */
static void build(Exprs *exprs, const Formula *rule, const ExprId values[128],
                  ExprId *built)
{
    for (uint32_t i = 0; i < rule->nodes.count; i++) {
        const FormulaNode *n = &rule->nodes.at[i];
        ExprId a = i ? built[n->operand[0]] : 0;
        ExprId b = i ? built[n->operand[1]] : 0;
        if (n->kind == FORMULA_NUMBER)
            built[i] = expr_number(exprs, n->number);
        else if (n->kind == FORMULA_VARIABLE)
            built[i] = values[(unsigned char)n->variable];
        else if (n->kind == FORMULA_CHOOSE)
            built[i] = expr_choose(exprs, a, b, built[n->operand[2]]);
        else
            built[i] = make_apply(
                exprs, (Function)n->function, a,
                function_row((Function)n->function)->arity == 2 ? b : 0);
    }
}

/* Whether a condition is one of numbers, as of an exponent, and holds. */
static bool compares_numbers(const Exprs *exprs, ExprId condition, bool *truth)
{
    const Expr *node = expr_at(exprs, condition);
    if (node->kind != APPLY || node->function < F_EQ || node->function > F_GE)
        return false;
    const Expr *a = expr_at(exprs, node->as.operand[0]);
    const Expr *b = expr_at(exprs, node->as.operand[1]);
    if (a->kind != NUMBER || b->kind != NUMBER)
        return false;
    *truth = function_row(node->function)->value(a->as.number, b->as.number)
          != 0;
    return true;
}

ExprId rule_apply(const Rules *rules, Exprs *exprs, ExprId node,
                  uint32_t operand, ExprId value, ExprId cotangent,
                  ExprId *condition, bool *holds)
{
    const Expr at = *expr_at(exprs, node);
    const Formula *rule = rules->rule[at.function][operand];
    ExprId values[128] = {0};
    values['x'] = values['a'] = at.as.operand[0];
    values['b'] = at.as.operand[1];
    values['y'] = value;
    ExprId *built = NEW_ARRAY(exprs->arena, ExprId, rule->nodes.count);
    build(exprs, rule, values, built);
    const FormulaNode *root = &rule->nodes.at[rule->root];
    ExprId factor = built[rule->root];
    *condition = 0;
    if (root->kind == FORMULA_CHOOSE) {
        ExprId then = built[root->operand[1]];
        ExprId otherwise = built[root->operand[2]];
        bool zero_then = expr_is_number(exprs, then, 0), truth;
        if (compares_numbers(exprs, built[root->operand[0]], &truth))
            factor = truth ? then : otherwise;
        else if (zero_then || expr_is_number(exprs, otherwise, 0)) {
            *condition = built[root->operand[0]];
            *holds = !zero_then;
            factor = zero_then ? otherwise : then;
        }
    }
    return make_product(exprs, cotangent, factor);
}
