/* test_formula.c: every rule of the function table parses; operators bind as
 * in the language; what is no formula is refused.
 */
#include "../../compiler/formula.h"

#include "suite.h"

#include <math.h>
#include <string.h>

static const Formula *parse(Arena *arena, const char *text)
{
    return formula_parse(arena, text, strlen(text));
}

/* The value of a formula at a, b and x = a, y. */
static double value_of(const Formula *formula, double a, double b, double y)
{
    double values[256];
    for (uint32_t i = 0; i < formula->nodes.count; i++) {
        const FormulaNode *n = &formula->nodes.at[i];
        const uint16_t *o = n->operand;
        if (n->kind == FORMULA_NUMBER)
            values[i] = n->number;
        else if (n->kind == FORMULA_VARIABLE)
            values[i] = n->variable == 'b' ? b : n->variable == 'y' ? y : a;
        else if (n->kind == FORMULA_CHOOSE)
            values[i] = values[o[0]] != 0 ? values[o[1]] : values[o[2]];
        else
            values[i] = function_row((Function)n->function)
                            ->value(values[o[0]], values[o[1]]);
    }
    return values[formula->root];
}

/* Each row's rules parse, and are the slopes of its value. */
START_TEST(rules_are_slopes)
{
    Function f = (Function)_i;
    const FunctionRow *row = function_row(f);
    Arena arena;
    jmp_buf failure;
    arena_init(&arena, NULL, &failure);
    const double at[][2] = {{0.7, 0.4}, {0.3, 0.9}};
    for (int i = 0; i < row->arity; i++) {
        const Formula *rule = parse(&arena, row->rule[i]);
        ck_assert_msg(rule, "%s: %s", row->name, row->rule[i]);
        bool flat = row->flags & FUNCTION_CONDITION || f == F_STOP
                 || f == F_TRIGAMMA || f == F_FLOORDIV || f == F_MOD;
        for (size_t n = 0; n < 2 && !flat; n++) {
            double a = at[n][0] + (f == F_ACOSH), b = at[n][1], h = 1e-5;
            double y = row->value(a, b);
            double up = i ? row->value(a, b + h) : row->value(a + h, b);
            double down = i ? row->value(a, b - h) : row->value(a - h, b);
            double slope = (up - down) / (2 * h);
            double got = value_of(rule, a, b, y);
            ck_assert_msg(fabs(got - slope) < 1e-7 * (1 + fabs(slope)),
                          "%s, operand %d: %g, not %g", row->name, i, got,
                          slope);
        }
    }
    arena_destroy(&arena);
}
END_TEST

static const struct Case {
    const char *text;
    double value;                   /* at a = 2, b = 3, y = 5 */
} bindings[] = {
    {"1 - a - b", -4},
    {"1 - (a - b)", 2},
    {"a / b a", 2.0 / 6},
    {"2 a b", 12},
    {"-a^2", -4},
    {"-2^2", -4},
    {"(-2)^2", 4},
    {"-2 a", -4},
    {"-a / b", -2.0 / 3},
    {"a^b^a", 512},
    {"2^-a", 0.25},
    {"2^-a b", 0.75},
    {"a (b + 1)", 8},
    {"a * -b", -6},
    {"(a - 1) (b - 1)", 2},
    {"min(a, b) + max(a, b) y", 17},
    {"sqrt(a + a) b", 6},
    {"1 if a > b else 0", 0},
    {"1 if a < b else 2 if a == b else 3", 1},
    {"1 if a > b else 2 if a == b else 3", 3},
    {"1 if not a > b and b <= 3 else 0", 1},
    {"1 if a > b or b >= a and a != 2 else 0", 0},
    {"1.5e2", 150},
    {"2.5e-1 a", 0.5},
    {"1.1283791670955126", 1.1283791670955126},
    {"1 - 2", -1},
    {"- -a", 2},
    {"1 if (a < b) else 0", 1},
};

START_TEST(operators_bind)
{
    const struct Case *c = &bindings[_i];
    Arena arena;
    jmp_buf failure;
    arena_init(&arena, NULL, &failure);
    const Formula *formula = parse(&arena, c->text);
    ck_assert_msg(formula, "%s", c->text);
    double got = value_of(formula, 2, 3, 5);
    ck_assert_msg(got == c->value, "%s: %.17g, not %.17g", c->text, got,
                  c->value);
    arena_destroy(&arena);
}
END_TEST

static const char *const garbage[] = {
    "", " ", "a +", "+ a", "a b)", "(a", "a a 2", "2 3", "foo(a)", "exp a",
    "exp(a", "exp(a, b)", "pow(a)", "a if b", "a else b", "if a else b",
    "a < b < c < d", "a = b", "a & b", "1.", "1..2", "a^", "a^--b",
    "not", "and", "a and", "a,b", "a\nb", "é", "1e99e9", "()", "a ^ if",
};

START_TEST(garbage_is_refused)
{
    Arena arena;
    jmp_buf failure;
    arena_init(&arena, NULL, &failure);
    ck_assert_msg(!parse(&arena, garbage[_i]), "%s", garbage[_i]);
    arena_destroy(&arena);
}
END_TEST

/* Endless brackets, signs and terms are refused, and a NUL is no end. */
START_TEST(long_text_is_refused)
{
    Arena arena;
    jmp_buf failure;
    arena_init(&arena, NULL, &failure);
    enum { LENGTH = 1000000 };
    char *text = malloc(LENGTH);
    const char *const fill[] = {"(", "-", "a ", "not ", "2^", "a if a else "};
    for (size_t i = 0; i < sizeof fill / sizeof *fill; i++) {
        size_t width = strlen(fill[i]);
        for (size_t at = 0; at < LENGTH; at++)
            text[at] = fill[i][at % width];
        ck_assert(!formula_parse(&arena, text, LENGTH));
    }
    ck_assert(!formula_parse(&arena, "a\0b", 3));
    ck_assert(formula_parse(&arena, "a + b rest", 5) != NULL);
    free(text);
    arena_destroy(&arena);
}
END_TEST

/* 1 - y^2 at an access is the expression that the functions make. */
START_TEST(building_makes_nodes)
{
    Arena arena;
    jmp_buf failure;
    arena_init(&arena, NULL, &failure);
    Exprs exprs;
    exprs_init(&exprs, &arena);
    ExprId values[128] = {0};
    values['y'] = expr_access(&exprs, 1, false, 0, NULL);
    ExprId one = expr_number(&exprs, 1);
    ExprId square = expr_apply(&exprs, F_POW, values['y'],
                               expr_number(&exprs, 2));
    ExprId expected = expr_apply(&exprs, F_SUB, one, square);
    ck_assert_uint_eq(
        formula_build(&exprs, parse(&arena, "1 - y^2"), values), expected);
    expected = expr_choose(&exprs,
                           expr_apply(&exprs, F_GT, values['y'], one),
                           expr_number(&exprs, 0), square);
    ck_assert_uint_eq(
        formula_build(&exprs, parse(&arena, "0 if y > 1 else y^2"), values),
        expected);
    arena_destroy(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("formula");
    TCase *tests = tcase_create("formula");
    tcase_add_loop_test(tests, rules_are_slopes, F_NONE + 1, F_COUNT);
    tcase_add_loop_test(tests, operators_bind, 0,
                        sizeof bindings / sizeof *bindings);
    tcase_add_loop_test(tests, garbage_is_refused, 0,
                        sizeof garbage / sizeof *garbage);
    tcase_add_test(tests, long_text_is_refused);
    tcase_add_test(tests, building_makes_nodes);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
