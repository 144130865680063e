/* laws.c: the table of scalar laws.
 *
 * A law holds for finite values up to rounding, never costs operations (but
 * for the stable ones, by a few), and loses no accuracy. Zero factors and
 * branches not taken contribute nothing, not even what is not finite, so
 * `0 x = 0`. Nothing is multiplied out, sums are not regrouped, and what is
 * written keeps its order. Of laws with the same root the first that applies
 * is taken: special ones stand before general ones.
 */
#include "laws.h"

#include <string.h>

/* u, without its sign: exp of it does not overflow. As a choice, not as -abs,
 * so that what is made of it has its derivative at 0. */
#define EXPONENT "-u if u > 0 else u"

static const LawRow rows[] = {
    /* sums */
    {"x + 0 = x", NULL, 0},
    {"x - 0 = x", NULL, 0},
    {"0 - x = -x", NULL, 0},
    {"x - x = 0", NULL, 0},
    {"x - (-y) = x + y", NULL, 0},
    {"x + (-y) = x - y", NULL, 0},
    {"-(-x) = x", NULL, LAW_THROUGH},
    {"-(x - y) = y - x", NULL, 0},
    {"exp(x) - 1 = expm1(x)", NULL, 0},
    {"(x if p else 0) + (0 if p else y) = x if p else y", NULL, 0},
    {"(x if p else 0) + (y if p else 0) = (x + y) if p else 0", NULL, 0},
    {"(0 if p else x) + (0 if p else y) = 0 if p else (x + y)", NULL, 0},
    {"x y + x (1 - y) = x", NULL, 0},
    {"x y + x z = x (y + z)", NULL, 0},
    {"x y - x z = x (y - z)", NULL, 0},
    {"x / z + y / z = (x + y) / z", NULL, 0},
    {"x / z - y / z = (x - y) / z", NULL, 0},

    /* products; numbers lead */
    {"0 x = 0", NULL, 0},
    {"1 x = x", NULL, 0},
    {"(-1) x = -x", NULL, 0},
    {"c (-x) = (-c) x", NULL, 0},
    {"c (d x) = (c d) x", "abs(c d) >= 0.0000000001", 0},
    {"x (c y) = (c x) y", NULL, LAW_STRICT},
    {"-(c x) = (-c) x", NULL, 0},
    {"(-x) (-y) = x y", NULL, 0},
    {"x (-y) = -(x y)", NULL, 0},
    {"sqrt(x) sqrt(x) = x", NULL, LAW_THROUGH},
    {"(x / y) y = x", NULL, 0},
    {"x (1 if p else 0) = x if p else 0", NULL, 0},
    {"x (0 if p else 1) = 0 if p else x", NULL, 0},
    {"x (y if p else 0) = (x y) if p else 0", NULL, 0},
    {"x (0 if p else y) = 0 if p else (x y)", NULL, 0},
    {"-(x if p else 0) = (-x) if p else 0", NULL, 0},
    {"-(0 if p else x) = 0 if p else (-x)", NULL, 0},

    /* quotients */
    {"0 / x = 0", NULL, 0},
    {"x / 1 = x", NULL, 0},
    {"x / x = 1", NULL, 0},
    {"(x y) / y = x", NULL, 0},
    {"x / (-1) = -x", NULL, 0},
    {"(-x) / (-y) = x / y", NULL, 0},
    {"(-x) / y = -(x / y)", NULL, 0},
    {"x / (-y) = -(x / y)", NULL, 0},
    {"(c x) / d = (c / d) x", "abs(c / d) >= 0.0000000001", 0},
    {"1 / (1 / x) = x", NULL, 0},
    {"(x if p else 0) / y = (x / y) if p else 0", NULL, 0},
    {"(0 if p else x) / y = 0 if p else (x / y)", NULL, 0},

    /* quotients that saturate: no exponential that overflows */
    {"exp(x) / exp(y) = exp(x - y)", NULL, 0},
    {"x / exp(u) = x exp(-u)", NULL, LAW_STABLE},
    {"exp(x) / (1 + exp(x)) = sigmoid(x)", NULL, 0},
    {"(z exp(x)) / (1 + exp(x)) = z sigmoid(x)", NULL, 0},
    {"exp(x) / (exp(x) + exp(y)) = sigmoid(x - y)", NULL, 0},
    {"(z exp(x)) / (exp(x) + exp(y)) = z sigmoid(x - y)", NULL, 0},
    {"exp(x) / (1 + exp(x))^2 = sigmoid(x) sigmoid(-x)", NULL, LAW_STABLE},
    {"(z exp(x)) / (1 + exp(x))^2 = z (sigmoid(x) sigmoid(-x))", NULL,
     LAW_STABLE},
    {"(1 - exp(x)) / (1 + exp(x)) = tanh((-0.5) x)", NULL, 0},
    {"(z (1 - exp(x))) / (1 + exp(x)) = z tanh((-0.5) x)", NULL, 0},
    {"expm1(x) / (1 + exp(x)) = tanh(0.5 x)", NULL, 0},
    {"(z expm1(x)) / (1 + exp(x)) = z tanh(0.5 x)", NULL, 0},
    {"(exp(x) - exp(-x)) / (exp(x) + exp(-x)) = tanh(x)", NULL, 0},
    {"(z (exp(x) - exp(-x))) / (exp(x) + exp(-x)) = z tanh(x)", NULL, 0},
    {"(exp(x) - exp(y)) / (exp(x) + exp(y)) = tanh(0.5 (x - y))", NULL, 0},
    {"(z (exp(x) - exp(y))) / (exp(x) + exp(y)) = z tanh(0.5 (x - y))", NULL,
     0},
    {"sinh(x) / cosh(x) = tanh(x)", NULL, 0},
    {"(z sinh(x)) / cosh(x) = z tanh(x)", NULL, 0},
    {"z / (exp(x) + exp(-x)) = (0.5 z) / cosh(x)", NULL, 0},
    {"x / (1 + exp(u)) = x sigmoid(-u)", NULL, LAW_STABLE},
    {"x / (1 + exp(u))^c = x sigmoid(-u)^c", NULL, LAW_STABLE},
    {"exp(u) / (z + exp(u)) = (1 if u > 0 else exp(" EXPONENT "))"
     " / (z exp(" EXPONENT ") + 1 if u > 0 else z + exp(" EXPONENT "))",
     NULL, LAW_STABLE},
    {"(x exp(u)) / (z + exp(u)) = (x if u > 0 else x exp(" EXPONENT "))"
     " / (z exp(" EXPONENT ") + 1 if u > 0 else z + exp(" EXPONENT "))",
     NULL, LAW_STABLE},
    {"x / (z + exp(u)) = (x exp(" EXPONENT ") if u > 0 else x)"
     " / (z exp(" EXPONENT ") + 1 if u > 0 else z + exp(" EXPONENT "))",
     NULL, LAW_STABLE},
    {"x / (z + y exp(u)) = (x exp(" EXPONENT ") if u > 0 else x)"
     " / (z exp(" EXPONENT ") + y if u > 0 else z + y exp(" EXPONENT "))",
     NULL, LAW_STABLE},

    /* powers and roots */
    {"x^0 = 1", NULL, 0},
    {"x^1 = x", NULL, 0},
    {"1^x = 1", NULL, 0},
    {"sqrt(x)^2 = x", NULL, LAW_THROUGH},
    {"abs(x)^2 = x^2", NULL, 0},
    {"(-x)^2 = x^2", NULL, 0},
    {"x^0.5 = sqrt(x)", NULL, 0},
    {"x^(-1) = 1 / x", NULL, 0},
    {"sqrt(x^2) = abs(x)", NULL, 0},
    {"sqrt(x x) = abs(x)", NULL, 0},

    /* exponentials and logarithms */
    {"exp(log(x)) = x", NULL, LAW_THROUGH},
    {"log(exp(x)) = x", NULL, LAW_THROUGH},
    {"log(exp(x) / y) = x - log(y)", NULL, LAW_THROUGH | LAW_STABLE},
    {"log(exp(x) y) = x + log(y)", NULL, LAW_THROUGH | LAW_STABLE},
    {"log(1 / x) = -log(x)", NULL, LAW_THROUGH},
    {"log(sqrt(x)) = 0.5 log(x)", NULL, 0},
    {"log(x^c) = c log(x)", "x >= 0", 0},
    /* As choices, not as abs or max, so that the derivative at 0 is 1/2. */
    {"log(sigmoid(x)) = (0 if x > 0 else x) - log1p(exp(-x if x > 0 else x))",
     NULL, LAW_THROUGH | LAW_STABLE},
    {"log(1 - sigmoid(x))"
     " = (-x if x > 0 else 0) - log1p(exp(-x if x > 0 else x))",
     NULL, LAW_THROUGH | LAW_STABLE},
    {"log1p(exp(u)) = (u if u > 0 else 0) + log1p(exp(" EXPONENT "))", NULL,
     LAW_STABLE},
    {"log1p(y exp(u)) = (u if u > 0 else 0)"
     " + log1p(y - 1 + exp(" EXPONENT ") if u > 0 else y exp(" EXPONENT "))",
     NULL, LAW_STABLE},
    {"log(exp(x) + exp(y)) = (x if x > y else y)"
     " + log1p(exp(y - x if x > y else x - y))", NULL, LAW_STABLE},
    {"log(1 + x) = log1p(x)", NULL, 0},
    {"log(1 - x) = log1p(-x)", NULL, 0},
    {"log(y + exp(u)) = (u if u > 0 else 0)"
     " + log(y exp(" EXPONENT ") + 1 if u > 0 else y + exp(" EXPONENT "))",
     NULL, LAW_STABLE},
    {"log1p(expm1(x)) = x", NULL, 0},
    {"expm1(log1p(x)) = x", NULL, 0},

    /* bounds */
    {"max(x, x) = x", NULL, 0},
    {"min(x, x) = x", NULL, 0},
    {"max(x, y) = x", "x >= y", 0},
    {"max(x, y) = y", "x <= y", 0},
    {"min(x, y) = x", "x <= y", 0},
    {"min(x, y) = y", "x >= y", 0},
    {"abs(-x) = abs(x)", NULL, 0},
    {"abs(x) = x", "x >= 0", 0},
    {"abs(x) = -x", "x <= 0", 0},
    {"sign(x) = 1", "x > 0", 0},
    {"sign(x) = -1", "x < 0", 0},
    {"floor(i) = i", NULL, 0},
    {"ceil(i) = i", NULL, 0},
    {"round(i) = i", NULL, 0},
    {"div(i, 1) = i", NULL, 0},
    {"mod(i, 1) = 0", NULL, 0},
    {"stop(stop(x)) = stop(x)", NULL, 0},

    /* conditions */
    {"i == i = 1", NULL, 0},
    {"i <= i = 1", NULL, 0},
    {"i >= i = 1", NULL, 0},
    {"i != i = 0", NULL, 0},
    {"i < i = 0", NULL, 0},
    {"i > i = 0", NULL, 0},
    {"x < y = 1", "x < y", 0},
    {"x < y = 0", "x >= y", 0},
    {"x <= y = 1", "x <= y", 0},
    {"x <= y = 0", "x > y", 0},
    {"x > y = 1", "x > y", 0},
    {"x > y = 0", "x <= y", 0},
    {"x >= y = 1", "x >= y", 0},
    {"x >= y = 0", "x < y", 0},
    {"-x > c = x < 0 - c", NULL, 0},
    {"-x < c = x > 0 - c", NULL, 0},
    {"-x >= c = x <= 0 - c", NULL, 0},
    {"-x <= c = x >= 0 - c", NULL, 0},
    {"(c if p else 0) > 0 = p", "c > 0", LAW_THROUGH},
    {"not not p = p", NULL, 0},
    {"p and p = p", NULL, 0},
    {"p or p = p", NULL, 0},
    {"p and 1 = p", NULL, 0},
    {"1 and p = p", NULL, 0},
    {"p and 0 = 0", NULL, 0},
    {"0 and p = 0", NULL, 0},
    {"p or 0 = p", NULL, 0},
    {"0 or p = p", NULL, 0},
    {"p or 1 = 1", NULL, 0},
    {"1 or p = 1", NULL, 0},

    /* choices */
    {"x if p else x = x", NULL, 0},
    {"x if 1 else y = x", NULL, 0},
    {"x if 0 else y = y", NULL, 0},
    {"x if not p else y = y if p else x", NULL, 0},
    {"(x if p else y) if p else z = x if p else z", NULL, 0},
    {"x if p else (y if p else z) = x if p else z", NULL, 0},
};

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

LawLetter law_letter(char variable)
{
    switch (variable) {
    case 'c': case 'd':
        return LETTER_NUMBER;
    case 'p': case 'q':
        return LETTER_CONDITION;
    case 'i': case 'j': case 'k':
        return LETTER_WHOLE;
    case 'u': case 'v':
        return LETTER_LARGE;
    default:
        return LETTER_ANY;
    }
}

/* The two sides of `left = right`; the equals sign has spaces around it. */
static bool law_parse(Arena *arena, const LawRow *row, Law *law)
{
    const char *equals = strstr(row->text, " = ");
    *law = (Law){.row = row};
    if (!equals)
        return false;
    law->left = formula_parse(arena, row->text, (size_t)(equals - row->text));
    law->right = formula_parse(arena, equals + 3, strlen(equals + 3));
    if (row->needs)
        law->needs = formula_parse(arena, row->needs, strlen(row->needs));
    return law->left && law->right && (law->needs || !row->needs);
}

/* The heads of what may match a node of a pattern. An expression of numbers
 * matches their value. */
static Heads pattern_heads(const LawRow *row, const FormulaNode *n)
{
    const Heads one = 1, number = one << (F_COUNT + NUMBER);
    Heads below = row->flags & LAW_THROUGH ? one << (F_COUNT + ACCESS) : 0;
    switch ((FormulaKind)n->kind) {
    case FORMULA_NUMBER:
        return number;
    case FORMULA_VARIABLE:
        return law_letter(n->variable) == LETTER_NUMBER ? number : ~(Heads)0;
    case FORMULA_CHOOSE:
        return one << (F_COUNT + CHOOSE) | below;
    case FORMULA_APPLY:
        break;
    }
    return one << n->function | number | below;
}

/* Whether nodes of a pattern are functions with a letter in common. */
static bool have_common_letter(const FormulaNode *nodes, const FormulaNode *a,
                               const FormulaNode *b)
{
    if (a->kind != FORMULA_APPLY || b->kind != FORMULA_APPLY)
        return false;
    for (uint32_t i = 0; i < function_row((Function)a->function)->arity; i++)
        for (uint32_t k = 0; k < function_row((Function)b->function)->arity; k++) {
            const FormulaNode *x = &nodes[a->operand[i]];
            const FormulaNode *y = &nodes[b->operand[k]];
            if (x->kind == FORMULA_VARIABLE && y->kind == FORMULA_VARIABLE
                && x->variable == y->variable)
                return true;
        }
    return false;
}

static void law_heads(Arena *arena, Law *law)
{
    const FormulaNode *nodes = law->left->nodes.at;
    const FormulaNode *root = &nodes[law->left->root];
    Heads *heads = NEW_ARRAY(arena, Heads, law->left->nodes.count);
    uint32_t arity = root->kind == FORMULA_CHOOSE
                       ? 3 : function_row((Function)root->function)->arity;
    for (uint32_t i = 0; i < law->left->nodes.count; i++)
        heads[i] = pattern_heads(law->row, &nodes[i]);
    for (uint32_t i = 0; i < 3; i++)
        law->operands[i] = i < arity ? heads[root->operand[i]] : ~(Heads)0;
    law->heads = heads;
    law->common = root->kind == FORMULA_APPLY && arity == 2
               && have_common_letter(nodes, &nodes[root->operand[0]],
                                     &nodes[root->operand[1]]);
}

static uint32_t law_root(const Law *law)
{
    const FormulaNode *root = &law->left->nodes.at[law->left->root];
    return root->kind == FORMULA_APPLY ? root->function : F_NONE;
}

/* Sorted by root by counting, which keeps the order of the table. */
const Laws *laws_create(Arena *arena, uint32_t *failed)
{
    Laws *laws = NEW(arena, Laws);
    Law *parsed = NEW_ARRAY(arena, Law, ROW_COUNT);
    uint32_t next[F_COUNT + 1] = {0};
    *failed = 0;
    for (uint32_t i = 0; i < ROW_COUNT; i++) {
        if (law_parse(arena, &rows[i], &parsed[laws->count]))
            next[law_root(&parsed[laws->count++]) + 1]++;
        else
            (*failed)++;
    }
    for (uint32_t f = 0; f < F_COUNT; f++)
        next[f + 1] += next[f];
    memcpy(laws->first, next, sizeof next);
    Law *sorted = NEW_ARRAY(arena, Law, ROW_COUNT);
    for (uint32_t i = 0; i < laws->count; i++) {
        law_heads(arena, &parsed[i]);
        sorted[next[law_root(&parsed[i])]++] = parsed[i];
    }
    laws->laws = sorted;
    return laws;
}
