/* eval_slope.c: the rules of the function table at numbers. */
#include "eval_part.h"

#include "../runtime/gg.h"

#include <math.h>
#include <string.h>

bool slope_is_flat(Function function, int operand)
{
    return !strcmp(function_row(function)->rule[operand], "0");
}

static double apply_at(const Formula *formula, const FormulaNode *node,
                       const double *v)
{
    double a = v[node->operand[0]], b = 0;
    if (function_row((Function)node->function)->arity == 2) {
        const FormulaNode *right = &formula->nodes.at[node->operand[1]];
        b = v[node->operand[1]];
        if (node->function == F_POW && right->kind == FORMULA_NUMBER
            && power_is_products(b))
            return gg_powi(a, (int)b);
    }
    return function_row((Function)node->function)->value(a, b);
}

/* The formula at x = a, and y. */
static double formula_value(Slopes *slopes, const Formula *formula, double a,
                            double b, double y)
{
    list_reserve(slopes->arena, &slopes->scratch, formula->nodes.count);
    double *v = slopes->scratch.at;
    for (uint32_t i = 0; i < formula->nodes.count; i++) {
        const FormulaNode *node = &formula->nodes.at[i];
        switch ((FormulaKind)node->kind) {
        case FORMULA_NUMBER:
            v[i] = node->number;
            break;
        case FORMULA_VARIABLE:
            v[i] = node->variable == 'y' ? y : node->variable == 'b' ? b : a;
            break;
        case FORMULA_APPLY:
            v[i] = apply_at(formula, node, v);
            break;
        case FORMULA_CHOOSE:
            v[i] = v[node->operand[0]] != 0 ? v[node->operand[1]]
                                            : v[node->operand[2]];
        }
    }
    return v[formula->root];
}

double slope_at(Slopes *slopes, const PartProgram *program, uint32_t at,
                int operand)
{
    const double *v = program->value.at;
    const Instruction *i = &program->code.at[at];
    Function function = (Function)i->function;
    const FunctionRow *row = function_row(function);
    if (i->code == DO_POWER && power_is_products(v[i->b]))
        return v[i->b] != 0
                 ? v[i->b] * gg_powi(v[i->a], (int)v[i->b] - 1) : 0;
    if (!slopes->rules[function][operand])
        slopes->rules[function][operand] =
            formula_parse(slopes->arena, row->rule[operand],
                          strlen(row->rule[operand]));
    const Formula *rule = slopes->rules[function][operand];
    return rule ? formula_value(slopes, rule, v[i->a],
                                row->arity == 2 ? v[i->b] : 0, v[at])
                : (double)NAN;
}
