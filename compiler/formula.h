/* formula.h: small scalar equations in text, for the table of derivative
 * rules and for the laws of simplify.
 *
 * `1 - y^2`, `0 if b > a else 1`: numbers, one-letter variables, the functions
 * of the table by name and as operators, `*` or juxtaposition for products,
 * brackets, `if else`. A formula that does not parse is a fault of the
 * compiler, found by tests that parse every row.
 */
#ifndef GCC_GRAPH_FORMULA_H
#define GCC_GRAPH_FORMULA_H

#include "expr.h"

typedef enum FormulaKind {
    FORMULA_NUMBER, FORMULA_VARIABLE, FORMULA_APPLY, FORMULA_CHOOSE
} FormulaKind;

typedef struct FormulaNode {
    uint8_t  kind;
    uint8_t  function;              /* of APPLY */
    char     variable;
    double   number;
    uint16_t operand[3];            /* nodes; CHOOSE as in Expr */
} FormulaNode;

typedef struct Formula {
    LIST(FormulaNode) nodes;        /* operands before users */
    uint16_t root;
} Formula;

/* Parses [text, text + length). NULL where it is not a formula. */
const Formula *formula_parse(Arena *arena, const char *text, size_t length);

/* The expression with values['x'] for the variable x. */
ExprId formula_build(Exprs *exprs, const Formula *formula,
                     const ExprId values[128]);

#endif
