/* functions.c: the rows of the table of scalar functions.
 *
 * A derivative is written by the value y where that saves work. At kinks it is
 * fixed: |x|′(0) = 0, a tie of min or max goes to the first operand, and
 * ∂(a^b)/∂b = 0 at a = 0. The derivative of trigamma has no row: it is stated
 * as no number, which shows, and not as a wrong one.
 */
#include "functions.h"

#include "../runtime/gg.h"

#define OPERATOR(NAME, EXPRESSION)                                             \
    static double NAME##_value(double a, double b)                             \
    {                                                                          \
        (void)b;                                                               \
        return EXPRESSION;                                                     \
    }                                                                          \
    static float NAME##_valuef(float a, float b)                               \
    {                                                                          \
        (void)b;                                                               \
        return EXPRESSION;                                                     \
    }

#define UNARY(NAME)                                                            \
    static double NAME##_value(double a, double b)                             \
    {                                                                          \
        (void)b;                                                               \
        return gg_##NAME(a);                                                   \
    }                                                                          \
    static float NAME##_valuef(float a, float b)                               \
    {                                                                          \
        (void)b;                                                               \
        return gg_##NAME##f(a);                                                \
    }

#define BINARY(NAME)                                                           \
    static double NAME##_value(double a, double b)                             \
    {                                                                          \
        return gg_##NAME(a, b);                                                \
    }                                                                          \
    static float NAME##_valuef(float a, float b)                               \
    {                                                                          \
        return gg_##NAME##f(a, b);                                             \
    }

OPERATOR(add, a + b)
OPERATOR(sub, a - b)
OPERATOR(mul, a *b)
OPERATOR(div, a / b)
OPERATOR(neg, -a)
OPERATOR(eq, a == b)
OPERATOR(ne, a != b)
OPERATOR(lt, a < b)
OPERATOR(le, a <= b)
OPERATOR(gt, a > b)
OPERATOR(ge, a >= b)
OPERATOR(not, a == 0)
OPERATOR(and, a != 0 && b != 0)
OPERATOR(or, a != 0 || b != 0)
OPERATOR(stop, a)
BINARY(pow)
BINARY(min)
BINARY(max)
UNARY(abs)
UNARY(sign)
UNARY(floor)
UNARY(ceil)
UNARY(round)
UNARY(sqrt)
UNARY(cbrt)
BINARY(hypot)
UNARY(exp)
UNARY(expm1)
UNARY(log)
UNARY(log1p)
UNARY(sigmoid)
UNARY(sin)
UNARY(cos)
UNARY(tan)
UNARY(asin)
UNARY(acos)
UNARY(atan)
BINARY(atan2)
UNARY(sinh)
UNARY(cosh)
UNARY(tanh)
UNARY(asinh)
UNARY(acosh)
UNARY(atanh)
UNARY(erf)
UNARY(erfc)
UNARY(lgamma)
UNARY(digamma)
UNARY(trigamma)

/* Whole quotients and remainders round down: a = b (a div b) + a mod b. Both
 * are exact, as the operands are below 2^53; by zero they are not numbers. */
static double floordiv_value(double a, double b)
{
    double quotient = gg_floor(a / b);
    if (quotient * b > a && b > 0)
        quotient -= 1;
    return quotient;
}

static double mod_value(double a, double b)
{
    return a - b * floordiv_value(a, b);
}

static float floordiv_valuef(float a, float b)
{
    return (float)floordiv_value((double)a, (double)b);
}

static float mod_valuef(float a, float b)
{
    return (float)mod_value((double)a, (double)b);
}

#define VALUES(NAME) NAME##_value, NAME##_valuef

const FunctionRow function_rows[F_COUNT] = {
    [F_ADD] = {"+", "+", 2, BIND_SUM,
               FUNCTION_WHOLE | FUNCTION_COMMUTES | FUNCTION_HIDDEN, 1, NULL,
               {"1", "1"}, VALUES(add)},
    [F_SUB] = {"-", "-", 2, BIND_SUM, FUNCTION_WHOLE | FUNCTION_HIDDEN, 1, NULL,
               {"1", "-1"}, VALUES(sub)},
    [F_MUL] = {"*", "*", 2, BIND_PRODUCT,
               FUNCTION_WHOLE | FUNCTION_COMMUTES | FUNCTION_HIDDEN, 1, NULL,
               {"b", "a"}, VALUES(mul)},
    [F_DIV] = {"/", "/", 2, BIND_TERM, FUNCTION_PARTIAL | FUNCTION_HIDDEN, 1,
               NULL, {"1 / b", "-y / b"}, VALUES(div)},
    [F_NEG] = {"-", "-", 1, BIND_NEGATE, FUNCTION_WHOLE | FUNCTION_HIDDEN, 1,
               NULL, {"-1"}, VALUES(neg)},
    [F_POW] = {"pow", "^", 2, BIND_POWER, FUNCTION_PARTIAL | FUNCTION_EACH, 4, "pow",
               {"0 if b == 0 else b a^(b - 1)", "y log(a) if a != 0 else 0"}, VALUES(pow)},
    [F_FLOORDIV] = {"div", "div", 2, BIND_TERM, FUNCTION_WHOLE, 1, NULL,
                    {"0", "0"}, VALUES(floordiv)},
    [F_MOD] = {"mod", "mod", 2, BIND_TERM, FUNCTION_WHOLE, 1, NULL, {"0", "0"},
               VALUES(mod)},
    [F_MIN] = {"min", NULL, 2, BIND_CALL, FUNCTION_WHOLE, 1, "min",
               {"0 if y < a else 1", "1 if y < a else 0"}, VALUES(min)},
    [F_MAX] = {"max", NULL, 2, BIND_CALL, FUNCTION_WHOLE, 1, "max",
               {"0 if y > a else 1", "1 if y > a else 0"}, VALUES(max)},
    [F_EQ] = {"==", "==", 2, BIND_COMPARE,
              FUNCTION_CONDITION | FUNCTION_HIDDEN, 1, NULL, {"0", "0"},
              VALUES(eq)},
    [F_NE] = {"!=", "!=", 2, BIND_COMPARE,
              FUNCTION_CONDITION | FUNCTION_HIDDEN, 1, NULL, {"0", "0"},
              VALUES(ne)},
    [F_LT] = {"<", "<", 2, BIND_COMPARE, FUNCTION_CONDITION | FUNCTION_HIDDEN,
              1, NULL, {"0", "0"}, VALUES(lt)},
    [F_LE] = {"<=", "<=", 2, BIND_COMPARE,
              FUNCTION_CONDITION | FUNCTION_HIDDEN, 1, NULL, {"0", "0"},
              VALUES(le)},
    [F_GT] = {">", ">", 2, BIND_COMPARE, FUNCTION_CONDITION | FUNCTION_HIDDEN,
              1, NULL, {"0", "0"}, VALUES(gt)},
    [F_GE] = {">=", ">=", 2, BIND_COMPARE,
              FUNCTION_CONDITION | FUNCTION_HIDDEN, 1, NULL, {"0", "0"},
              VALUES(ge)},
    [F_NOT] = {"not", "not", 1, BIND_NOT,
               FUNCTION_CONDITION | FUNCTION_LOGIC | FUNCTION_HIDDEN, 1, NULL,
               {"0"}, VALUES(not)},
    [F_AND] = {"and", "and", 2, BIND_AND,
               FUNCTION_CONDITION | FUNCTION_LOGIC | FUNCTION_HIDDEN, 1, NULL,
               {"0", "0"}, VALUES(and)},
    [F_OR] = {"or", "or", 2, BIND_OR,
              FUNCTION_CONDITION | FUNCTION_LOGIC | FUNCTION_HIDDEN, 1, NULL,
              {"0", "0"}, VALUES(or)},
    [F_STOP] = {"stop", NULL, 1, BIND_CALL, FUNCTION_WHOLE, 0, NULL, {"0"},
                VALUES(stop)},
    [F_ABS] = {"abs", NULL, 1, BIND_CALL, FUNCTION_WHOLE, 1, "abs",
               {"sign(x)"}, VALUES(abs)},
    [F_SIGN] = {"sign", NULL, 1, BIND_CALL, FUNCTION_WHOLE, 1, "sign", {"0"},
                VALUES(sign)},
    [F_FLOOR] = {"floor", NULL, 1, BIND_CALL, FUNCTION_WHOLE, 1, "floor", {"0"},
                 VALUES(floor)},
    [F_CEIL] = {"ceil", NULL, 1, BIND_CALL, FUNCTION_WHOLE, 1, "ceil", {"0"},
                VALUES(ceil)},
    [F_ROUND] = {"round", NULL, 1, BIND_CALL, FUNCTION_WHOLE, 1, "round", {"0"},
                 VALUES(round)},
    [F_SQRT] = {"sqrt", NULL, 1, BIND_CALL, FUNCTION_PARTIAL, 2, "sqrt",
                {"0.5 / y"}, VALUES(sqrt)},
    [F_CBRT] = {"cbrt", NULL, 1, BIND_CALL, FUNCTION_PARTIAL, 8, "cbrt",
                {"1 / (3 y^2)"}, VALUES(cbrt)},
    [F_HYPOT] = {"hypot", NULL, 2, BIND_CALL, 0, 8, "hypot",
                 {"0 if y == 0 else a / y", "0 if y == 0 else b / y"},
                 VALUES(hypot)},
    [F_EXP] = {"exp", NULL, 1, BIND_CALL, FUNCTION_PARTIAL | FUNCTION_INLINE, 8, "exp", {"y"},
               VALUES(exp)},
    [F_EXPM1] = {"expm1", NULL, 1, BIND_CALL, FUNCTION_PARTIAL | FUNCTION_INLINE, 8, "expm1",
                 {"exp(x)"}, VALUES(expm1)},
    [F_LOG] = {"log", NULL, 1, BIND_CALL, FUNCTION_PARTIAL | FUNCTION_INLINE, 8, "log",
               {"1 / x"}, VALUES(log)},
    [F_LOG1P] = {"log1p", NULL, 1, BIND_CALL, FUNCTION_PARTIAL | FUNCTION_INLINE, 8, "log1p",
                 {"1 / (1 + x)"}, VALUES(log1p)},
    [F_SIGMOID] = {"sigmoid", NULL, 1, BIND_CALL, FUNCTION_INLINE, 10, "sigmoid",
                   {"y (1 - y)"}, VALUES(sigmoid)},
    [F_SIN] = {"sin", NULL, 1, BIND_CALL, FUNCTION_EACH, 8, "sin", {"cos(x)"}, VALUES(sin)},
    [F_COS] = {"cos", NULL, 1, BIND_CALL, FUNCTION_EACH, 8, "cos", {"-sin(x)"},
               VALUES(cos)},
    [F_TAN] = {"tan", NULL, 1, BIND_CALL, 0, 12, "tan", {"1 + y^2"},
               VALUES(tan)},
    [F_ASIN] = {"asin", NULL, 1, BIND_CALL, FUNCTION_PARTIAL, 12, "asin",
                {"1 / sqrt((1 - x) (1 + x))"}, VALUES(asin)},
    [F_ACOS] = {"acos", NULL, 1, BIND_CALL, FUNCTION_PARTIAL, 12, "acos",
                {"-1 / sqrt((1 - x) (1 + x))"}, VALUES(acos)},
    [F_ATAN] = {"atan", NULL, 1, BIND_CALL, 0, 12, "atan", {"1 / (1 + x^2)"},
                VALUES(atan)},
    [F_ATAN2] = {"atan2", NULL, 2, BIND_CALL, FUNCTION_PARTIAL, 12, "atan2",
                 {"b / (a^2 + b^2)", "-a / (a^2 + b^2)"}, VALUES(atan2)},
    [F_SINH] = {"sinh", NULL, 1, BIND_CALL, FUNCTION_PARTIAL, 10, "sinh",
                {"cosh(x)"}, VALUES(sinh)},
    [F_COSH] = {"cosh", NULL, 1, BIND_CALL, FUNCTION_PARTIAL, 10, "cosh",
                {"sinh(x)"}, VALUES(cosh)},
    [F_TANH] = {"tanh", NULL, 1, BIND_CALL, FUNCTION_INLINE, 10, "tanh", {"1 - y^2"},
                VALUES(tanh)},
    [F_ASINH] = {"asinh", NULL, 1, BIND_CALL, 0, 12, "asinh",
                 {"1 / hypot(x, 1)"}, VALUES(asinh)},
    [F_ACOSH] = {"acosh", NULL, 1, BIND_CALL, FUNCTION_PARTIAL, 12, "acosh",
                 {"1 / (sqrt(x - 1) sqrt(x + 1))"}, VALUES(acosh)},
    [F_ATANH] = {"atanh", NULL, 1, BIND_CALL, FUNCTION_PARTIAL, 12, "atanh",
                 {"1 / ((1 - x) (1 + x))"}, VALUES(atanh)},
    [F_ERF] = {"erf", NULL, 1, BIND_CALL, FUNCTION_INLINE | FUNCTION_EACH, 12, "erf",
               {"1.1283791670955126 exp(-x^2)"}, VALUES(erf)},
    [F_ERFC] = {"erfc", NULL, 1, BIND_CALL, FUNCTION_INLINE | FUNCTION_EACH, 12,
                "erfc",
                {"-1.1283791670955126 exp(-x^2)"}, VALUES(erfc)},
    [F_LGAMMA] = {"lgamma", NULL, 1, BIND_CALL, FUNCTION_PARTIAL, 20, "lgamma",
                  {"digamma(x)"}, VALUES(lgamma)},
    [F_DIGAMMA] = {"digamma", NULL, 1, BIND_CALL, FUNCTION_PARTIAL, 20,
                   "digamma", {"trigamma(x)"}, VALUES(digamma)},
    [F_TRIGAMMA] = {"trigamma", NULL, 1, BIND_CALL, FUNCTION_PARTIAL, 20,
                    "trigamma", {"0 / 0"}, VALUES(trigamma)},
};

bool power_is_products(double e)
{
    return e >= -64 && e <= 64 && e == (double)(int)e;
}

bool power_is_root(double e)
{
    return e >= -8.5 && e <= 8.5 && !power_is_products(e)
        && power_is_products(2 * e);
}

Function function_find(Text name)
{
    for (Function f = F_NONE + 1; f < F_COUNT; f++)
        if (!(function_rows[f].flags & FUNCTION_HIDDEN)
            && text_is(name, function_rows[f].name))
            return f;
    return F_NONE;
}
