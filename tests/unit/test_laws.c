/* test_laws.c: every row of the table of laws, asked the same questions: does
 * it parse, do its sides agree at random values of its letters where what it
 * needs holds, does the right side cost no more. A new row is tested by being
 * there.
 */
#include "../../compiler/laws.h"
#include "suite.h"

#include <math.h>

static double uniform(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) * 0x1p-53;
}

/* A value for a letter, of the size that the try asks for. */
static double draw(char letter, int try, uint64_t *state)
{
    double u = uniform(state);
    switch (law_letter(letter)) {
    case LETTER_CONDITION:
        return u < 0.5;
    case LETTER_WHOLE:
        return floor(u * 20) - 10;
    case LETTER_NUMBER:
    case LETTER_LARGE:
    case LETTER_ANY:
        break;
    }
    double size = try % 3 == 0 ? 1 : try % 3 == 1 ? 5 : 0.01;
    return (try & 8 ? u : 2 * u - 1) * size;
}

static double value_of(const Formula *formula, const double letters[128])
{
    double values[64];
    ck_assert(formula->nodes.count <= 32);
    for (uint32_t i = 0; i < formula->nodes.count; i++) {
        const FormulaNode *n = &formula->nodes.at[i];
        const uint16_t *o = n->operand;
        if (n->kind == FORMULA_NUMBER)
            values[i] = n->number;
        else if (n->kind == FORMULA_VARIABLE)
            values[i] = letters[n->variable & 127];
        else if (n->kind == FORMULA_CHOOSE)
            values[i] = values[o[0]] != 0 ? values[o[1]] : values[o[2]];
        else
            values[i] = function_row((Function)n->function)
                            ->value(values[o[0]], values[o[1]]);
    }
    return values[formula->root];
}

/* What computing the formula takes; what is made of numbers is computed by
 * the compiler. */
static double work_of(const Formula *formula)
{
    double work = 0;
    bool constant[32] = {false};
    for (uint32_t i = 0; i < formula->nodes.count; i++) {
        const FormulaNode *n = &formula->nodes.at[i];
        if (n->kind == FORMULA_VARIABLE)
            constant[i] = law_letter(n->variable) == LETTER_NUMBER;
        if (n->kind == FORMULA_NUMBER)
            constant[i] = true;
        if (n->kind == FORMULA_CHOOSE)
            work += 1;
        if (n->kind != FORMULA_APPLY)
            continue;
        const FunctionRow *row = function_row((Function)n->function);
        constant[i] = constant[n->operand[0]]
                   && (row->arity == 1 || constant[n->operand[1]]);
        work += constant[i] ? 0 : row->cost;
    }
    return work;
}

START_TEST(every_law_parses)
{
    Arena arena;
    jmp_buf failure;
    arena_init(&arena, NULL, &failure);
    uint32_t failed;
    const Laws *laws = laws_create(&arena, &failed);
    ck_assert_uint_eq(failed, 0);
    ck_assert_uint_gt(laws->count, 100);
    ck_assert_uint_eq(laws->first[F_COUNT], laws->count);
    arena_destroy(&arena);
}
END_TEST

START_TEST(every_law_holds)
{
    Arena arena;
    jmp_buf failure;
    arena_init(&arena, NULL, &failure);
    uint32_t failed;
    const Laws *laws = laws_create(&arena, &failed);
    for (uint32_t l = 0; l < laws->count; l++) {
        const Law *law = &laws->laws[l];
        uint64_t state = 1 + l;
        int tried = 0;
        for (int try = 0; try < 4000; try++) {
            double letters[128];
            for (int c = 'a'; c <= 'z'; c++)
                letters[c] = draw((char)c, try, &state);
            /* Now and then two are equal, as laws of order need. */
            if (try % 4 == 0)
                letters['y'] = letters['x'];
            if (law->needs && value_of(law->needs, letters) == 0)
                continue;
            double left = value_of(law->left, letters);
            double right = value_of(law->right, letters);
            if (!isfinite(left))
                continue;
            tried++;
            ck_assert_msg(fabs(left - right) <= 1e-12 * (1 + fabs(left)),
                          "%s: %.17g, not %.17g at x = %g, y = %g",
                          law->row->text, right, left, letters['x'],
                          letters['y']);
        }
        ck_assert_msg(tried > 20, "%s: %d tried", law->row->text, tried);
    }
    arena_destroy(&arena);
}
END_TEST

START_TEST(no_law_costs)
{
    Arena arena;
    jmp_buf failure;
    arena_init(&arena, NULL, &failure);
    uint32_t failed;
    const Laws *laws = laws_create(&arena, &failed);
    for (uint32_t l = 0; l < laws->count; l++) {
        const Law *law = &laws->laws[l];
        double more = work_of(law->right) - work_of(law->left);
        /* A stable form writes its shared exponent twice. */
        double allowed = law->row->flags & LAW_STABLE ? 8 : 0;
        ck_assert_msg(more <= allowed, "%s costs %g more", law->row->text,
                      more);
    }
    arena_destroy(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("laws");
    TCase *tests = tcase_create("table");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, every_law_parses);
    tcase_add_test(tests, every_law_holds);
    tcase_add_test(tests, no_law_costs);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
