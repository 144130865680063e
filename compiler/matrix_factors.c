/* matrix_factors.c: numbers, powers and products of elements in the language. */
#include "matrix_term.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

Text term_bracketed(Arena *arena, const MatrixTerm *t, Binding least)
{
    return t->level >= least ? t->text
                             : text_format(arena, "(%.*s)", TEXT_ARGS(t->text));
}

/* -- numbers -- */

typedef struct Ratio {
    double      over, under;    /* over / under, both whole; or under is 1 */
    bool   root, pi;            /* of √under, of √(under π) */
} Ratio;

/* Equal but for the rounding of few operations. */
static bool is_close(double a, double b)
{
    return fabs(a - b) <= 8 * DBL_EPSILON * fabs(b);
}

/* 1/√3, 2/√π, 1/√(2π). */
static bool find_root(double number, Ratio *r)
{
    enum { MOST = 1000, FEW = 12 };
    const double pi = acos(-1);
    for (double over = 1; over <= FEW; over++) {
        double square = over * over / (number * number);
        double whole = nearbyint(square), of_pi = nearbyint(square / pi);
        bool fine = whole >= 2 && whole <= MOST && is_close(square, whole);
        if (fine)
            *r = (Ratio){over, whole, true, false};
        else if (of_pi >= 1 && of_pi <= MOST && is_close(square, of_pi * pi))
            *r = (Ratio){over, of_pi, true, true};
        else
            continue;
        r->over = copysign(r->over, number);
        return true;
    }
    return false;
}

/* Short decimals as they are, unless they are quotients; other quotients of
 * small whole numbers, and of roots, as such. */
static Ratio ratio_of(double number, bool divided)
{
    enum { MOST = 100000, FEW = 1000 };
    char text[40];
    snprintf(text, sizeof text, "%.5g", number);
    double read = 0;
    bool is_short = sscanf(text, "%lf", &read) == 1 && is_close(read, number);
    if (is_short && (!divided || 4 * read == floor(4 * read)))
        return (Ratio){read, 1, false, false};
    for (double under = 2; under <= MOST && fabs(number) < MOST; under++) {
        double over = nearbyint(number * under);
        if (over != 0 && (over / under == number
                          || (under <= FEW && is_close(number, over / under))))
            return (Ratio){over, under, false, false};
    }
    Ratio root;
    if (find_root(number, &root))
        return root;
    return (Ratio){is_short ? read : number, 1, false, false};
}

static Text number_text(Arena *arena, double number)
{
    if (number == 0.5 || number == 0.25 || number == 0.75)
        return text_of(number == 0.5 ? "½" : number < 0.5 ? "¼" : "¾");
    if (isnan(number))
        return text_of("(0 / 0)");
    Buffer out = buffer_create(arena);
    buffer_number(&out, number, true);
    return buffer_text(&out);
}

static Text under_text(Arena *arena, Ratio r)
{
    Text number = r.pi && r.under == 1 ? (Text){0}
                                       : number_text(arena, r.under);
    return r.root ? text_format(arena, "sqrt(%.*s%s)", TEXT_ARGS(number),
                                r.pi ? "π" : "")
                  : number;
}

void write_number(Arena *arena, MatrixTerm *t)
{
    if (t->number == 0 && t->rank != RANK_NUMBER) {
        t->text = t->rank == RANK_MATRIX
                ? text_format(arena, "zeros(%lld, %lld)", (long long)t->rows,
                              (long long)t->cols)
                : text_format(arena, "zeros(%lld)%s",
                              (long long)(t->rank == RANK_ROW ? t->cols
                                                              : t->rows),
                              t->rank == RANK_ROW ? "ᵀ" : "");
        t->level = BIND_CALL;
        return;
    }
    Ratio r = ratio_of(t->number, t->divided);
    t->text = number_text(arena, r.over);
    t->level = t->number < 0 ? BIND_NEGATE : BIND_CALL;
    if (r.under != 1 || r.root) {
        t->text = text_format(arena, "%.*s/%.*s", TEXT_ARGS(t->text),
                              TEXT_ARGS(under_text(arena, r)));
        t->level = BIND_TERM;
    }
}

/* -- powers -- */

static Text superscript(Arena *arena, double exponent)
{
    static const char *const digits[] = {"⁰", "¹", "²", "³", "⁴",
                                         "⁵", "⁶", "⁷", "⁸", "⁹"};
    char decimal[24];
    Buffer out = buffer_create(arena);
    snprintf(decimal, sizeof decimal, "%.0f", exponent);
    for (const char *at = decimal; *at; at++)
        buffer_puts(&out, *at == '-' ? "⁻" : digits[*at - '0']);
    return buffer_text(&out);
}

/* t^exponent for an exponent above 0; *level is that of the text. */
static Text power_text(Arena *arena, TermRef t, double exponent,
                       uint8_t *level)
{
    *level = t->level;
    if (exponent == 1)
        return t->text;
    *level = BIND_CALL;
    if (exponent == 0.5)
        return text_format(arena, "sqrt(%.*s)", TEXT_ARGS(t->text));
    Text base = term_bracketed(arena, t, BIND_CALL);
    if (t->kind == TERM_NUMBER)
        base = text_format(arena, "(%.*s)", TEXT_ARGS(t->text));
    if (t->rank != RANK_MATRIX && exponent == floor(exponent)
        && exponent < 1000)
        return text_format(arena, "%.*s%.*s", TEXT_ARGS(base),
                           TEXT_ARGS(superscript(arena, exponent)));
    *level = BIND_PRODUCT;      /* X .^ 2 b would read as 2 b */
    Ratio r = ratio_of(exponent, false);
    Text number = number_text(arena, r.over);
    if (r.under != 1)
        number = text_format(arena, "(%.*s/%.*s)", TEXT_ARGS(number),
                             TEXT_ARGS(under_text(arena, r)));
    return text_format(arena, "%.*s .^ %.*s", TEXT_ARGS(base),
                       TEXT_ARGS(number));
}

/* -- products -- */

typedef struct Factors {
    Text    text;
    uint8_t level;
    uint32_t count;
} Factors;

static void add_factor(Arena *arena, Factors *f, Text factor, const char *sign,
                       uint8_t level)
{
    f->text = f->count ? text_format(arena, "%.*s%s%.*s", TEXT_ARGS(f->text),
                                     sign, TEXT_ARGS(factor))
                       : factor;
    f->level = f->count ? level : BIND_CALL;
    f->count++;
}

/* The numbers among the factors whose exponents have this sign. */
static void number_factors(Arena *arena, const MatrixTerm *t, int sign, Factors *f)
{
    for (uint32_t i = 0; i < t->count; i++) {
        if (t->of[i]->rank != RANK_NUMBER || t->weights[i] * sign <= 0)
            continue;
        uint8_t level;
        Text text = power_text(arena, t->of[i], fabs(t->weights[i]), &level);
        bool whole = t->count == 1 && t->number == 1;
        if (level < BIND_POWER && !whole)
            text = text_format(arena, "(%.*s)", TEXT_ARGS(text));
        add_factor(arena, f, text, " ", BIND_PRODUCT);
        if (whole && f->count == 1)
            f->level = level;
    }
}

static uint32_t count_arrays(const MatrixTerm *t, int sign)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < t->count; i++)
        n += t->of[i]->rank != RANK_NUMBER && t->weights[i] * sign > 0;
    return n;
}

/* Arrays above the line, the first behind the numbers. */
static void array_factors(Arena *arena, const MatrixTerm *t, Factors *f)
{
    uint32_t arrays = count_arrays(t, 1), at = 0;
    bool alone = arrays == 1 && !count_arrays(t, -1);
    for (uint32_t i = 0; i < t->count; i++) {
        if (t->of[i]->rank == RANK_NUMBER || t->weights[i] <= 0)
            continue;
        uint8_t level;
        Text text = power_text(arena, t->of[i], t->weights[i], &level);
        Binding least = at ? BIND_POWER : alone ? BIND_PRODUCT : BIND_POWER;
        if (f->count == 0 && alone && level >= BIND_PRODUCT)
            least = BIND_PRODUCT;
        if (level < least)
            text = text_format(arena, "(%.*s)", TEXT_ARGS(text));
        uint8_t own = level < least ? BIND_CALL : level;
        bool first = !f->count;
        add_factor(arena, f, text, at ? " ⊙ " : " ",
                   at ? BIND_TERM : BIND_PRODUCT);
        if (first)
            f->level = own;
        at++;
    }
}

static void write_factors(Arena *arena, MatrixTerm *t)
{
    Ratio r = ratio_of(t->number, t->divided);
    bool negative = r.over < 0;
    Factors over = {0}, under = {0};
    if (fabs(r.over) != 1)
        add_factor(arena, &over, number_text(arena, fabs(r.over)), "", 0);
    number_factors(arena, t, 1, &over);
    array_factors(arena, t, &over);
    if (!over.count)
        add_factor(arena, &over, text_of("1"), "", 0);
    if (r.under != 1 || r.root)
        add_factor(arena, &under, under_text(arena, r), "", 0);
    number_factors(arena, t, -1, &under);
    for (uint32_t i = 0; i < t->count; i++) {
        if (t->of[i]->rank == RANK_NUMBER || t->weights[i] >= 0)
            continue;
        uint8_t level;
        Text text = power_text(arena, t->of[i], -t->weights[i], &level);
        if (level < BIND_POWER)
            text = text_format(arena, "(%.*s)", TEXT_ARGS(text));
        if (over.level < BIND_TERM)
            over.text = text_format(arena, "(%.*s)", TEXT_ARGS(over.text));
        if (under.count && !count_arrays(t, 1)) {   /* 1 ⊘ (3 x) */
            text = text_format(arena, "(%.*s %.*s)", TEXT_ARGS(under.text),
                               TEXT_ARGS(text));
            under.count = 0;
        }
        add_factor(arena, &over, text, " ⊘ ", BIND_TERM);
        over.level = BIND_TERM;
    }
    t->text = over.text;
    t->level = over.level;
    if (under.count) {
        Text d = under.level >= BIND_POWER
               ? under.text
               : text_format(arena, "(%.*s)", TEXT_ARGS(under.text));
        if (over.level < BIND_TERM)
            over.text = text_format(arena, "(%.*s)", TEXT_ARGS(over.text));
        t->text = text_format(arena, "%.*s / %.*s", TEXT_ARGS(over.text),
                              TEXT_ARGS(d));
        t->level = BIND_TERM;
    }
    if (negative) {
        if (t->level < BIND_TERM)
            t->text = text_format(arena, "(%.*s)", TEXT_ARGS(t->text));
        t->text = text_format(arena, "-%.*s", TEXT_ARGS(t->text));
        t->level = t->level < BIND_NEGATE ? t->level : BIND_NEGATE;
    }
}

/* How many more factors are transposed than are not: never so in the transpose
 * too. */
static int count_turned(const MatrixTerm *t)
{
    int count = t->kind == TERM_TRANSPOSE ? 1 : -1;
    if (t->rank != RANK_MATRIX || t->kind == TERM_CHAIN
        || t->kind == TERM_SUM)
        count = 0;
    for (uint32_t i = 0; i < t->count && t->kind == TERM_SUM; i++)
        count += count_turned(t->of[i]);
    return count;
}

/* The product transposed, where most of its factors are; else NULL. */
static TermRef turned_product(Arena *arena, const MatrixTerm *t)
{
    int turned = 0, arrays = 0;
    for (uint32_t i = 0; i < t->count; i++) {
        arrays += t->of[i]->rank == RANK_MATRIX;
        turned += count_turned(t->of[i]);
    }
    TermRef made = NULL;
    if (t->rank == RANK_MATRIX && arrays > 1 && turned > 0)
        made = term_coefficient(arena, t);
    for (uint32_t i = 0; made && i < t->count; i++)
        made = term_times(arena, made,
                          term_power(arena, term_transpose(arena, t->of[i]),
                                     t->weights[i]));
    return made;
}

void write_product(Arena *arena, MatrixTerm *t)
{
    write_factors(arena, t);
    TermRef turned = turned_product(arena, t);
    if (!turned || turned->text.length + 5 > t->text.length)
        return;
    t->text = text_format(arena, "(%.*s)ᵀ", TEXT_ARGS(turned->text));
    t->level = BIND_CALL;
}
