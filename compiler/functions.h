/* functions.h: the one table of scalar functions.
 *
 * A row says all that any pass needs to know of a function: how it is
 * written, what it computes, how it is differentiated, what it costs and how
 * C calls it. Derivative rules are equations in the language, in the operands
 * (x, or a and b) and the value y; see formula.h.
 */
#ifndef GCC_GRAPH_FUNCTIONS_H
#define GCC_GRAPH_FUNCTIONS_H

#include "text.h"

typedef enum Function {
    F_NONE,
    F_ADD, F_SUB, F_MUL, F_DIV, F_NEG, F_POW,
    F_FLOORDIV, F_MOD,                          /* div, mod of whole numbers */
    F_MIN, F_MAX,
    F_EQ, F_NE, F_LT, F_LE, F_GT, F_GE,
    F_NOT, F_AND, F_OR,
    F_STOP,
    F_ABS, F_SIGN, F_FLOOR, F_CEIL, F_ROUND,
    F_SQRT, F_CBRT, F_HYPOT,
    F_EXP, F_EXPM1, F_LOG, F_LOG1P, F_SIGMOID,
    F_SIN, F_COS, F_TAN, F_ASIN, F_ACOS, F_ATAN, F_ATAN2,
    F_SINH, F_COSH, F_TANH, F_ASINH, F_ACOSH, F_ATANH,
    F_ERF, F_ERFC, F_LGAMMA, F_DIGAMMA, F_TRIGAMMA,
    F_COUNT
} Function;

enum {
    FUNCTION_PARTIAL = 1,       /* not finite for some finite operands */
    FUNCTION_WHOLE = 2,         /* whole of whole operands */
    FUNCTION_CONDITION = 4,     /* the value is a condition */
    FUNCTION_LOGIC = 8,         /* the operands are conditions */
    FUNCTION_COMMUTES = 16,
    FUNCTION_HIDDEN = 32,       /* written as an operator only */
    FUNCTION_INLINE = 64,       /* gg_inline_NAME is the same for loops */
    FUNCTION_EACH = 128         /* gg_each_NAME for many numbers at once */
};

/* How tightly an operator binds in the language, loosest first. */
typedef enum Binding {
    BIND_CHOOSE, BIND_OR, BIND_AND, BIND_NOT, BIND_COMPARE, BIND_SUM,
    BIND_TERM, BIND_NEGATE, BIND_PRODUCT, BIND_POWER, BIND_CALL
} Binding;

typedef struct FunctionRow {
    const char *name;           /* as called in the language */
    const char *symbol;         /* as an operator, or NULL */
    uint8_t     arity;          /* 1 or 2 */
    uint8_t     binding;        /* of the operator */
    uint16_t    flags;
    uint16_t    cost;           /* flops, for work(graph) */
    const char *runtime;        /* gg_NAME and gg_NAMEf, or NULL: a C operator */
    const char *rule[2];        /* ∂y/∂operand; "0" where it is flat */
    double    (*value)(double a, double b);     /* b is 0 for one operand */
    float     (*valuef)(float a, float b);      /* the same in float */
} FunctionRow;

extern const FunctionRow function_rows[F_COUNT];

static inline const FunctionRow *function_row(Function function)
{
    return &function_rows[function];
}

/* Whether x^e is a few products, for that constant e. */
bool power_is_products(double e);
/* Whether it is a root times a few products. */
bool power_is_root(double e);

/* From this cost on a function is called, where it is, for more than one
 * reader. */
enum { CALL_COST = 8 };

/* The function called `name` in the language; F_NONE if there is none. */
Function function_find(Text name);

#endif
