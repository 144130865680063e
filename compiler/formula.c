/* formula.c: recursive descent over one line of text.
 *
 *     choice     : or | or "if" or "else" choice
 *     or         : and ("or" and)*            and : not ("and" not)*
 *     not        : "not" not | comparison
 *     comparison : sum | sum relation sum
 *     sum        : term (("+" | "-") term)*
 *     term       : signed (("*" | "/") signed)*
 *     signed     : "-" signed | product
 *     product    : power power*
 *     power      : primary | primary "^" exponent
 *     exponent   : "-" exponent | power
 *     primary    : NUMBER | VARIABLE | FUNCTION "(" choice ("," choice)? ")"
 *                | "(" choice ")"
 *
 * It binds as the language does. A sign before a number is part of the number,
 * unless it has an exponent: `-1 / x` divides -1, `-2^x` is -(2^x). Formulas
 * are the compiler's own and short: more than NODE_LIMIT nodes or DEPTH_LIMIT
 * brackets are no formula.
 */
#include "formula.h"

#include <stdlib.h>
#include <string.h>

enum { NODE_LIMIT = 256, DEPTH_LIMIT = 64 };

typedef struct Parser {
    Arena      *arena;
    const char *at, *end;
    Formula    *formula;
    uint32_t    depth;
    bool        failed;
} Parser;

static uint16_t parse_choice(Parser *p);

static uint16_t fail(Parser *p)
{
    p->failed = true;
    p->at = p->end;
    return 0;
}

/* -- nodes -- */

static bool same_node(const FormulaNode *a, const FormulaNode *b)
{
    return a->kind == b->kind && a->function == b->function
        && a->variable == b->variable && a->number == b->number
        && !memcmp(a->operand, b->operand, sizeof a->operand);
}

/* Equal nodes are one. */
static uint16_t push(Parser *p, FormulaNode node)
{
    for (uint32_t i = 0; i < p->formula->nodes.count; i++)
        if (same_node(&p->formula->nodes.at[i], &node))
            return (uint16_t)i;
    if (p->formula->nodes.count == NODE_LIMIT)
        return fail(p);
    list_push(p->arena, &p->formula->nodes, node);
    return (uint16_t)(p->formula->nodes.count - 1);
}

static uint16_t push_apply(Parser *p, Function function, uint16_t a,
                           uint16_t b)
{
    FormulaNode node = {.kind = FORMULA_APPLY, .function = (uint8_t)function};
    node.operand[0] = a;
    node.operand[1] = b;
    return push(p, node);
}

static uint16_t push_number(Parser *p, double number)
{
    return push(p, (FormulaNode){.kind = FORMULA_NUMBER, .number = number});
}

/* -- characters and words -- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void skip_blanks(Parser *p)
{
    while (p->at < p->end && *p->at == ' ')
        p->at++;
}

/* The next character that is not a blank; NUL at the end. */
static char peek(Parser *p)
{
    skip_blanks(p);
    return p->at < p->end ? *p->at : '\0';
}

static bool accept(Parser *p, const char *sign)
{
    skip_blanks(p);
    size_t length = strlen(sign);
    if ((size_t)(p->end - p->at) < length || memcmp(p->at, sign, length) != 0)
        return false;
    p->at += length;
    return true;
}

static void expect(Parser *p, const char *sign)
{
    if (!accept(p, sign))
        fail(p);
}

/* The letters and digits that stand next, not consumed. */
static Text peek_word(Parser *p)
{
    skip_blanks(p);
    const char *to = p->at;
    if (to < p->end && is_letter(*to))
        while (to < p->end && (is_letter(*to) || is_digit(*to)))
            to++;
    return (Text){p->at, (size_t)(to - p->at)};
}

static bool accept_word(Parser *p, const char *word)
{
    if (!text_is(peek_word(p), word))
        return false;
    p->at += strlen(word);
    return true;
}

static bool is_keyword(Text word)
{
    return text_is(word, "if") || text_is(word, "else")
        || text_is(word, "and") || text_is(word, "or")
        || text_is(word, "not");
}

/* -- the grammar -- */

/* Digits, a point between digits, an exponent. */
static double parse_digits(Parser *p)
{
    char text[64];
    size_t length = 0;
    bool point = false, power = false;
    for (; p->at < p->end && length < sizeof text - 1; p->at++) {
        char next = p->at + 1 < p->end ? p->at[1] : '\0';
        if (*p->at == '.' && !point && !power && is_digit(next))
            point = true;
        else if (*p->at == 'e' && !power && (is_digit(next) || next == '-'))
            power = true;
        else if (!is_digit(*p->at)
                 && !(*p->at == '-' && text[length - 1] == 'e'))
            break;
        text[length++] = *p->at;
    }
    text[length] = '\0';
    char *end;
    double number = strtod(text, &end);
    if (*end || length == sizeof text - 1)
        fail(p);
    return number;
}

static uint16_t parse_call(Parser *p, Text word)
{
    Function function = function_find(word);
    if (function == F_NONE)
        return fail(p);
    p->at += word.length;
    expect(p, "(");
    uint16_t a = parse_choice(p), b = 0;
    if (function_row(function)->arity == 2) {
        expect(p, ",");
        b = parse_choice(p);
    }
    expect(p, ")");
    return p->failed ? 0 : push_apply(p, function, a, b);
}

static uint16_t parse_primary(Parser *p)
{
    char next = peek(p);
    if (is_digit(next))
        return push_number(p, parse_digits(p));
    if (next == '(') {
        if (p->depth == DEPTH_LIMIT)
            return fail(p);
        p->depth++;
        p->at++;
        uint16_t inner = parse_choice(p);
        expect(p, ")");
        p->depth--;
        return inner;
    }
    Text word = peek_word(p);
    if (word.length == 1) {
        p->at++;
        return push(p, (FormulaNode){.kind = FORMULA_VARIABLE,
                                     .variable = next});
    }
    return word.length ? parse_call(p, word) : fail(p);
}

static uint16_t parse_power(Parser *p)
{
    uint16_t base = parse_primary(p);
    if (p->failed || !accept(p, "^"))
        return base;
    uint32_t signs = 0;
    while (accept(p, "-"))
        signs++;
    if (signs > 1 || p->depth == DEPTH_LIMIT)
        return fail(p);
    p->depth++;
    uint16_t exponent = parse_power(p);
    p->depth--;
    if (signs && !p->failed)
        exponent = push_apply(p, F_NEG, exponent, 0);
    return p->failed ? 0 : push_apply(p, F_POW, base, exponent);
}

/* A factor follows by juxtaposition: a letter or a bracket, not a number and
 * not a word of the grammar. */
static bool factor_follows(Parser *p)
{
    char next = peek(p);
    return next == '(' || (is_letter(next) && !is_keyword(peek_word(p)));
}

static uint16_t parse_product(Parser *p)
{
    uint16_t product = parse_power(p);
    while (!p->failed && factor_follows(p)) {
        uint16_t factor = parse_power(p);
        product = push_apply(p, F_MUL, product, factor);
    }
    return product;
}

/* The number that leads what follows a sign, taken with the sign, if it has
 * no exponent. */
static bool negative_number(Parser *p)
{
    if (!is_digit(peek(p)))
        return false;
    const char *start = p->at;
    parse_digits(p);
    bool whole = peek(p) != '^';
    if (!p->failed)
        p->at = start;
    return whole;
}

static uint16_t parse_signed(Parser *p)
{
    if (!accept(p, "-"))
        return parse_product(p);
    if (!negative_number(p)) {
        if (p->depth == DEPTH_LIMIT)
            return fail(p);
        p->depth++;
        uint16_t operand = parse_signed(p);
        p->depth--;
        return p->failed ? 0 : push_apply(p, F_NEG, operand, 0);
    }
    uint32_t first = p->formula->nodes.count;
    uint16_t product = parse_product(p);
    if (!p->failed)
        p->formula->nodes.at[first].number *= -1;
    return product;
}

static uint16_t parse_term(Parser *p)
{
    uint16_t left = parse_signed(p);
    while (!p->failed) {
        Function f = accept(p, "*") ? F_MUL : accept(p, "/") ? F_DIV : F_NONE;
        if (f == F_NONE)
            break;
        uint16_t right = parse_signed(p);
        left = push_apply(p, f, left, right);
    }
    return left;
}

static uint16_t parse_sum(Parser *p)
{
    uint16_t left = parse_term(p);
    while (!p->failed) {
        Function f = accept(p, "+") ? F_ADD : accept(p, "-") ? F_SUB : F_NONE;
        if (f == F_NONE)
            break;
        uint16_t right = parse_term(p);
        left = push_apply(p, f, left, right);
    }
    return left;
}

static Function accept_relation(Parser *p)
{
    static const Function relations[] = {F_EQ, F_NE, F_LE, F_GE, F_LT, F_GT};
    for (size_t i = 0; i < sizeof relations / sizeof *relations; i++)
        if (accept(p, function_row(relations[i])->symbol))
            return relations[i];
    return F_NONE;
}

static uint16_t parse_comparison(Parser *p)
{
    uint16_t left = parse_sum(p);
    Function f = p->failed ? F_NONE : accept_relation(p);
    if (f == F_NONE)
        return left;
    uint16_t right = parse_sum(p);
    return p->failed ? 0 : push_apply(p, f, left, right);
}

static uint16_t parse_not(Parser *p)
{
    uint32_t count = 0;
    while (accept_word(p, "not"))
        count++;
    uint16_t operand = parse_comparison(p);
    for (; count && !p->failed; count--)
        operand = push_apply(p, F_NOT, operand, 0);
    return operand;
}

static uint16_t parse_and(Parser *p)
{
    uint16_t left = parse_not(p);
    while (!p->failed && accept_word(p, "and")) {
        uint16_t right = parse_not(p);
        left = push_apply(p, F_AND, left, right);
    }
    return left;
}

static uint16_t parse_or(Parser *p)
{
    uint16_t left = parse_and(p);
    while (!p->failed && accept_word(p, "or")) {
        uint16_t right = parse_and(p);
        left = push_apply(p, F_OR, left, right);
    }
    return left;
}

static uint16_t parse_choice(Parser *p)
{
    if (p->depth == DEPTH_LIMIT)
        return fail(p);
    p->depth++;
    FormulaNode node = {.kind = FORMULA_CHOOSE};
    uint16_t result = parse_or(p);
    if (!p->failed && accept_word(p, "if")) {
        node.operand[1] = result;
        node.operand[0] = parse_or(p);
        if (!accept_word(p, "else"))
            fail(p);
        node.operand[2] = parse_choice(p);
        result = p->failed ? 0 : push(p, node);
    }
    p->depth--;
    return result;
}

const Formula *formula_parse(Arena *arena, const char *text, size_t length)
{
    Formula *formula = NEW(arena, Formula);
    Parser p = {
        .arena = arena,
        .at = text,
        .end = text + length,
        .formula = formula,
    };
    formula->root = parse_choice(&p);
    return p.failed || peek(&p) || p.at < p.end ? NULL : formula;
}

/* -- building -- */

ExprId formula_build(Exprs *exprs, const Formula *formula,
                     const ExprId values[128])
{
    ExprId built[NODE_LIMIT];
    for (uint32_t i = 0; i < formula->nodes.count; i++) {
        const FormulaNode *n = &formula->nodes.at[i];
        const uint16_t *o = n->operand;
        if (n->kind == FORMULA_NUMBER)
            built[i] = expr_number(exprs, n->number);
        else if (n->kind == FORMULA_VARIABLE)
            built[i] = values[(unsigned char)n->variable];
        else if (n->kind == FORMULA_CHOOSE)
            built[i] = expr_choose(exprs, built[o[0]], built[o[1]],
                                   built[o[2]]);
        else
            built[i] = expr_apply(exprs, (Function)n->function, built[o[0]],
                                  built[o[1]]);
    }
    return built[formula->root];
}
