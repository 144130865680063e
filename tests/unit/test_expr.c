/* Expressions: equal ones are one node, however many there are and whichever
 * way they came; and a node says what is below it. */
#include "expr.h"

#include "suite.h"

enum { MANY = 50000 };

static Exprs *begin(Arena *arena)
{
    arena_init(arena, NULL, NULL);
    Exprs *exprs = NEW(arena, Exprs);
    exprs_init(exprs, arena);
    return exprs;
}

/* -- programs of many nodes -- */

/* Each of the one before it. */
static ExprId chained(Exprs *exprs, ExprId *last, uint32_t i)
{
    (void)i;
    *last = expr_apply(exprs, F_SIN, *last, 0);
    return *last;
}

/* All of one node that is made after the others. */
static ExprId fanned(Exprs *exprs, ExprId *last, uint32_t i)
{
    ExprId number = expr_number(exprs, i);
    if (i == 1)
        for (uint32_t n = 0; n < MANY; n++)
            expr_number(exprs, n);
    *last = *last > 1 ? *last : expr_apply(exprs, F_EXP, 1, 0);
    return expr_apply(exprs, F_MUL, number, *last);
}

/* Several of each number. */
static ExprId crowded(Exprs *exprs, ExprId *last, uint32_t i)
{
    static const Function functions[] = {F_SIN, F_COS, F_TAN, F_EXP, F_TANH};
    (void)last;
    return expr_apply(exprs, functions[i % 5], expr_number(exprs, i / 5), 0);
}

/* Elements of one array, and of as many. */
static ExprId read_along(Exprs *exprs, ExprId *last, uint32_t i)
{
    SubscriptId s = subscript_constant(exprs, i);
    (void)last;
    return expr_access(exprs, 1, false, 1, &s);
}

static ExprId read_each(Exprs *exprs, ExprId *last, uint32_t i)
{
    (void)last;
    return expr_access(exprs, i, false, 0, NULL);
}

static ExprId (*const shapes[])(Exprs *, ExprId *, uint32_t) = {
    chained, fanned, crowded, read_along, read_each,
};

START_TEST(equal_nodes_are_one)
{
    Arena arena;
    Exprs *exprs = begin(&arena);
    ExprId *made = NEW_ARRAY(&arena, ExprId, MANY);
    ExprId last = expr_index(exprs, 0);
    for (uint32_t i = 1; i < MANY; i++)
        made[i] = shapes[_i](exprs, &last, i);
    uint32_t count = exprs->nodes.count;
    last = expr_index(exprs, 0);
    for (uint32_t i = 1; i < MANY; i++)
        ck_assert_msg(shapes[_i](exprs, &last, i) == made[i],
                      "node %u is made twice", i);
    ck_assert_uint_eq(exprs->nodes.count, count);
    arena_destroy(&arena);
}
END_TEST

START_TEST(adopted_nodes_are_found)
{
    Arena arena;
    Exprs *exprs = begin(&arena);
    ExprId x = expr_index(exprs, 3);
    Expr node = {.kind = APPLY, .function = F_COS, .depends = 8};
    node.as.operand[0] = x;
    ExprId cos = expr_adopt(exprs, &node);
    ck_assert_uint_eq(expr_apply(exprs, F_COS, x, 0), cos);
    ck_assert_uint_eq(expr_index(exprs, 3), x);
    arena_destroy(&arena);
}
END_TEST

/* -- what is below a node -- */

START_TEST(nodes_say_what_is_below)
{
    Arena arena;
    Exprs *exprs = begin(&arena);
    ExprId i = expr_index(exprs, 0), one = expr_number(exprs, 1);
    ExprId mod = expr_apply(exprs, F_MOD, i, expr_number(exprs, 2));
    SubscriptId s = subscript_make(exprs, 0, 0, NULL, mod, 1);
    ExprId x = expr_access(exprs, 1, false, 1, &s);
    ExprId sine = expr_apply(exprs, F_SIN, one, 0);
    ExprId quotient = expr_apply(exprs, F_DIV, sine, x);
    ExprId condition = expr_apply(exprs, F_GT, sine, one);
    ExprId choice = expr_choose(exprs, condition, one, one);
    const unsigned all = EXPR_BELOW;
    ck_assert_uint_eq(expr_at(exprs, i)->flags & all, 0);
    ck_assert_uint_eq(expr_at(exprs, mod)->flags & all, EXPR_DECIDES);
    ck_assert_uint_eq(expr_at(exprs, x)->flags & all,
                      EXPR_READS | EXPR_DECIDES);
    ck_assert_uint_eq(expr_at(exprs, sine)->flags & all, EXPR_CALLS);
    ck_assert_uint_eq(expr_at(exprs, choice)->flags & all, EXPR_CALLS);
    ck_assert_uint_eq(expr_at(exprs, quotient)->flags & all, all);
    arena_destroy(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("expr");
    TCase *tests = tcase_create("expr");
    tcase_add_loop_test(tests, equal_nodes_are_one, 0,
                        sizeof shapes / sizeof *shapes);
    tcase_add_test(tests, adopted_nodes_are_found);
    tcase_add_test(tests, nodes_say_what_is_below);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
