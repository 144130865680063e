/* generate_scalar.c: expressions whose value is a number, at one point of the
 * indices they stand under.
 *
 * What an access reaches stays within its array for all values of the indices,
 * or is said to by a condition around it.
 */
#include "generate.h"

#include <string.h>

static Expression make(const char *t, int level, double bound)
{
    return (Expression){t, level, bound};
}

const char *within(Generator *g, Expression e, int level)
{
    return e.level >= level ? e.text : text(g, "(%s)", e.text);
}

bool hidden(const Scope *scope, const char *name)
{
    for (int i = 0; i < scope->count; i++)
        if (!strcmp(scope->indices[i].name, name))
            return true;
    return false;
}

static const char *const index_names[] = {
    "i", "j", "k", "l", "a", "b", "p", "q", "r", "c", "t", "u", "i′", "κ",
    "int"};

bool is_index_name(const char *name)
{
    for (int i = 0; i < 15; i++)
        if (!strcmp(index_names[i], name))
            return true;
    return false;
}

const char *index_name(Generator *g, const Scope *scope)
{
    for (;;) {
        const char *name =
            index_names[random_below(g, g->plain_names ? 12 : 15)];
        if (!hidden(scope, name))
            return name;
    }
}

/* Keeps the size of a value below `most`. */
Expression squashed(Generator *g, Expression e, double most)
{
    if (e.bound <= most)
        return e;
    switch (random_below(g, 4)) {
    case 0:
        return make(text(g, "sin(%s)", e.text), ATOM, 1);
    case 1:
        return make(text(g, "atan(%s)", e.text), ATOM, 1.6);
    case 2:
        return make(text(g, "softsign(%s)", e.text), ATOM, 1);
    default:
        return make(text(g, "tanh(%s)", e.text), ATOM, 1);
    }
}

/* -- subscripts -- */

static int lowest(const Index *i, int factor)
{
    return factor < 0 ? factor * (i->high - 1) : factor * i->low;
}

static int highest(const Index *i, int factor)
{
    return factor < 0 ? factor * i->low : factor * (i->high - 1);
}

static const char *term_text(Generator *g, const char *name, int factor)
{
    return factor == 1 ? name : text(g, "%d %s", factor, name);
}

/* Σ factor index + base, as a person would write it. */
static const char *affine_text(Generator *g, const char *terms, bool negative,
                               int base)
{
    if (negative)
        return text(g, "%d - %s", base, terms);
    if (!base)
        return terms;
    return base < 0 ? text(g, "%s - %d", terms, -base)
         : chance(g, 30) ? text(g, "%d + %s", base, terms)
                         : text(g, "%s + %d", terms, base);
}

static const char *affine(Generator *g, const Scope *scope, int size)
{
    const Index *i = &scope->indices[random_below(g, scope->count)];
    const Index *j = &scope->indices[random_below(g, scope->count)];
    int factor = chance(g, 20) ? 2 : chance(g, 20) ? -1 : 1;
    int low = lowest(i, factor), high = highest(i, factor);
    const char *terms =
        term_text(g, i->name, factor < 0 ? -factor : factor);
    if (factor > 0 && i != j && chance(g, 40)) {
        int second = chance(g, 20) ? 3 : 1;
        low += lowest(j, second);
        high += highest(j, second);
        terms = text(g, "%s + %s", terms, term_text(g, j->name, second));
    }
    if (high - low >= size)
        return NULL;
    int base = chance(g, 50) && -low <= 0 && high < size && factor > 0
                 ? 0
                 : random_from(g, -low, size - 1 - high);
    return affine_text(g, terms, factor < 0, base);
}

/* An element of index data below the size. */
static const char *datum(Generator *g, const Scope *scope, int size)
{
    int start = random_below(g, g->var_count);
    for (int n = 0; n < g->var_count; n++) {
        const Var *v = &g->vars[(start + n) % g->var_count];
        if (v->limit && v->limit <= size && !hidden(scope, v->name))
            return access(g, scope, v).text;
    }
    return NULL;
}

static const char *quotient(Generator *g, const Scope *scope, int size)
{
    const Index *i = &scope->indices[random_below(g, scope->count)];
    switch (random_below(g, 4)) {
    case 0:
        return text(g, "mod(%s + %d, %d)", i->name, random_below(g, 4), size);
    case 1:
        return (i->high - 1) / 2 < size ? text(g, "div(%s, 2)", i->name)
                                        : NULL;
    case 2:
        return i->low >= 0
                 ? text(g, "min(%s + %d, %d)", i->name, random_below(g, 3),
                        size - 1)
                 : NULL;
    default:
        return i->high - 1 < size ? text(g, "max(%s - 1, 0)", i->name) : NULL;
    }
}

const char *subscript(Generator *g, const Scope *scope, int size)
{
    const char *found = NULL;
    if (chance(g, 15))
        found = datum(g, scope, size);
    if (!found && scope->count && chance(g, 6))
        found = quotient(g, scope, size);
    for (int n = 0; n < 4 && !found && scope->count && chance(g, 95); n++)
        found = affine(g, scope, size);
    return found ? found : text(g, "%d", random_below(g, size));
}

Expression access(Generator *g, const Scope *scope, const Var *v)
{
    const char *out = "";
    for (int a = 0; a < v->rank; a++)
        out = text(g, "%s%s%s", out, a ? ", " : "",
                   subscript(g, scope, v->shape[a]));
    return make(v->rank ? text(g, "%s[%s]", v->name, out) : v->name, ATOM,
                v->bound);
}

/* `x[i - 1] if i > 0 else …`: inside only where the condition holds. */
static Expression guarded(Generator *g, Scope *scope, const Var *v, int depth)
{
    const Index *i = &scope->indices[random_below(g, scope->count)];
    int base = random_from(g, -2, 2), size = v->shape[0];
    Scope rest = *scope;
    const char *where =
        chance(g, 30) ? text(g, "%d - %s", base + size / 2, i->name)
        : base < 0    ? text(g, "%s - %d", i->name, -base)
                      : text(g, "%s + %d", i->name, base);
    const char *more = "";
    for (int a = 1; a < v->rank; a++)
        more = text(g, "%s, %s", more, subscript(g, &rest, v->shape[a]));
    Expression otherwise =
        chance(g, 50) ? make("0", ATOM, 0) : scalar(g, scope, depth - 1);
    const char *test = chance(g, 50)
        ? text(g, "0 <= %s < %d", where, size)
        : text(g, "%s >= 0 and %s <= %d", where, where, size - 1);
    double bound = otherwise.bound > v->bound ? otherwise.bound : v->bound;
    if (chance(g, 20))
        return make(text(g, "%s if not (%s) else %s[%s%s]",
                         within(g, otherwise, SUMS), test, v->name, where,
                         more), CHOICE, bound);
    return make(text(g, "%s[%s%s] if %s else %s", v->name, where, more, test,
                     otherwise.text), CHOICE, bound);
}

/* -- leaves -- */

Expression number(Generator *g)
{
    static const char *const texts[] = {"0.5", "2", "1", "3", "0.25", "1.5",
                                        "0.1", "0"};
    static const double values[] = {0.5, 2, 1, 3, 0.25, 1.5, 0.1, 0};
    int n = random_below(g, 8);
    return make(texts[n], ATOM, values[n]);
}

static const Var *visible(Generator *g, const Scope *scope)
{
    for (int n = 0; n < 30; n++) {
        int at = chance(g, 50) && g->var_count > 4
                   ? random_from(g, g->var_count - 4, g->var_count - 1)
                   : random_below(g, g->var_count);
        if (!g->vars[at].limit && !hidden(scope, g->vars[at].name))
            return &g->vars[at];
    }
    return NULL;
}

static Expression leaf(Generator *g, Scope *scope, int depth)
{
    const Var *v = visible(g, scope);
    if (scope->count && chance(g, 6)) {
        const Index *i = &scope->indices[random_below(g, scope->count)];
        return make(i->name, ATOM, i->high);
    }
    if (!v || chance(g, 10))
        return number(g);
    if (v->rank && scope->count && depth > 0 && chance(g, 12))
        return guarded(g, scope, v, depth);
    return access(g, scope, v);
}

/* -- functions -- */

/* A function of the table at x, with an argument of its domain; x may be a
 * whole array. */
Expression applied(Generator *g, Expression x, bool whole)
{
    static const struct { const char *format; double bound; } rows[] = {
        {"tanh(%s)", 1}, {"sin(%s)", 1}, {"cos(%s)", 1}, {"atan(%s)", 1.6},
        {"sigmoid(%s)", 1}, {"erf(%s)", 1}, {"erfc(%s)", 2},
        {"exp(-abs(%s))", 1}, {"exp(sin(%s))", 2.8}, {"exp(tanh(%s))", 2.8},
        {"log(1 + (%s)^2)", 7}, {"log1p((%s)^2)", 7}, {"sqrt(0.5 + (%s)²)", 30},
        {"expm1(sin(%s))", 2}, {"cbrt(2 + cos(%s))", 1.5},
        {"asin(0.9 tanh(%s))", 1.2}, {"acos(0.9 sin(%s))", 2.7},
        {"tan(tanh(%s))", 1.6}, {"atan2(%s, 3)", 1.6}, {"sinh(sin(%s))", 1.2},
        {"cosh(tanh(%s))", 1.6}, {"asinh(%s)", 4}, {"acosh(2 + sin(%s))", 1.8},
        {"atanh(0.8 tanh(%s))", 1.1}, {"lgamma(1.5 + sin(%s))", 1},
        {"hypot(%s, 1)", 30}, {"abs(%s)", 30}, {"sign(%s)", 1},
        {"floor(%s)", 31}, {"ceil(%s)", 31}, {"round(%s)", 31},
        {"clamp(%s, -1, 1)", 1}, {"max(%s, 0.5)", 30}, {"min(%s, 1)", 30},
        {"relu(%s)", 30}, {"leaky_relu(%s)", 30}, {"elu(%s)", 30},
        {"selu(%s)", 32}, {"gelu(%s)", 30}, {"gelu_tanh(%s)", 30},
        {"silu(%s)", 30}, {"softplus(%s)", 31}, {"log_sigmoid(%s)", 31},
        {"softsign(%s)", 1}, {"hard_tanh(%s)", 1}, {"hard_sigmoid(%s)", 1},
        {"mish(%s)", 30}, {"stop(%s)", 30}, {"pow(2, tanh(%s))", 2},
        {"pow(2 + sin(%s), 1.5)", 5.2}, {"log(sigmoid(%s))", 31},
        {"log(exp(%s))", 30}, {"sqrt((%s)^2)", 30},
    };
    x = squashed(g, x, 29);
    int n = random_below(g, (int)(sizeof rows / sizeof *rows));
    while (whole && (strchr(rows[n].format, '^')
                     || strstr(rows[n].format, "²")))
        n = random_below(g, (int)(sizeof rows / sizeof *rows));
    if (chance(g, 10) && g->function_count) {
        int f = random_below(g, g->function_count);
        if (g->arity[f] == 1)
            return make(text(g, "%s(%s)", g->functions[f], x.text), ATOM, 3);
        return make(text(g, "%s(%s, %s)", g->functions[f], x.text,
                         within(g, number(g), CHOICE)), ATOM, 3);
    }
    double bound = rows[n].bound >= 29 && x.bound < rows[n].bound
                     ? x.bound + 1.5
                     : rows[n].bound;
    return make(text(g, rows[n].format, x.text), ATOM, bound);
}

/* What is not a number where the condition does not hold. */
static Expression delicate(Generator *g, Expression x)
{
    static const char *const formats[] = {
        "sqrt(%s) if %s > 0 else 0", "log(%s) if %s > 0.01 else 0",
        "1 / %s if abs(%s) > 0.1 else 0", "%s^0.5 if %s > 0 else 1",
        "0 if %s <= 0 else sqrt(%s)", "asin(%s) if abs(%s) < 0.9 else 2",
        "acosh(%s) if %s > 1.05 else 0", "cbrt(%s) if %s > 0.01 else 0"};
    x = squashed(g, x, 25);
    const char *t = within(g, x, ATOM);
    int n = random_below(g, 8);
    if (n == 4)
        return make(text(g, "0 if %s <= 0 else sqrt(%s)", t, t), CHOICE, 5);
    return make(text(g, formats[n], t, t), CHOICE, 10);
}

const char *condition(Generator *g, Scope *scope, int depth)
{
    static const char *const relations[] = {"<", "<=", ">", ">=", "==", "!="};
    if (depth > 0 && chance(g, 15))
        return text(g, "(%s) %s (%s)", condition(g, scope, 0),
                    chance(g, 50) ? "and" : "or", condition(g, scope, 0));
    if (depth > 0 && chance(g, 8))
        return text(g, "not (%s)", condition(g, scope, 0));
    if (scope->count && chance(g, 40)) {
        const Index *i = &scope->indices[random_below(g, scope->count)];
        const Index *j = &scope->indices[random_below(g, scope->count)];
        const char *relation = relations[random_below(g, 6)];
        if (i != j)
            return text(g, "%s %s %s", i->name, relation, j->name);
        return text(g, "%s %s %d", i->name, relation,
                    random_from(g, i->low, i->high));
    }
    const Var *v = visible(g, scope);
    Expression x = v ? access(g, scope, v) : number(g);
    if (depth > 0 && chance(g, 30))
        x = scalar(g, scope, depth - 1);
    return text(g, "%s %s %s", within(g, x, SUMS), relations[random_below(g, 4)],
                chance(g, 60) ? "0" : number(g).text);
}

/* -- reductions -- */

/* A condition on the index alone that some value of it meets. */
static const char *met_condition(Generator *g, const Index *k,
                                 const Scope *scope)
{
    for (int n = 0; n < scope->count; n++) {
        const Index *i = &scope->indices[n];
        if (i->low >= k->low && i->high <= k->high && chance(g, 70))
            return text(g, "%s %s %s", k->name,
                        chance(g, 60) ? "<=" : chance(g, 50) ? "==" : ">=",
                        i->name);
    }
    return text(g, "%s %s %d", k->name, chance(g, 50) ? "!=" : "<=",
                k->high > 1 ? k->low + (k->high - k->low) / 2 : k->high);
}

/* sum[k < n : …](…) and its kin, in the scope. */
static Expression reduction(Generator *g, Scope *scope, int depth)
{
    static const char *const folds[] = {"sum", "sum", "sum", "Σ", "prod",
                                        "max", "min", "mean"};
    int fold = random_below(g, 8);
    Scope inner = *scope;
    if (inner.count >= INDICES - 1)
        return leaf(g, scope, depth);
    Index *k = &inner.indices[inner.count];
    k->name = index_name(g, &inner);
    inner.count++;
    k->low = chance(g, 15) ? 1 : 0;
    k->high = random_size(g);
    if (fold == 4 && k->high > 4)
        k->high = 4;
    if (k->high <= k->low)
        k->high = k->low + 1;
    const char *range =
        k->low ? text(g, "%s in %d:%d", k->name, k->low, k->high)
               : text(g, "%s < %s", k->name,
                      size_text(g, &inner, k->high));
    const char *filter = "";
    if (fold < 4 && chance(g, 30))
        filter = text(g, " : %s", condition(g, &inner, 1));
    else if (fold < 7 && chance(g, 20) && !k->low)
        filter = text(g, " : %s", met_condition(g, k, scope));
    Expression body = squashed(g, scalar(g, &inner, depth - 1),
                               fold == 4 ? 2.5 : 20);
    double bound = fold < 4 ? body.bound * k->high
                 : fold == 4 ? body.bound * body.bound * body.bound
                                   * body.bound + 1
                             : body.bound;
    return make(text(g, "%s[%s%s](%s)", folds[fold], range, filter, body.text),
                ATOM, bound);
}

/* sum[k < n : k <= i](x[i - k] …): a convolution with history. */
static Expression history(Generator *g, Scope *scope, int depth)
{
    const Var *v = visible(g, scope);
    const Index *i = &scope->indices[random_below(g, scope->count)];
    if (!v || !v->rank || v->shape[0] < i->high || scope->count > 5)
        return leaf(g, scope, depth);
    Scope inner = *scope;
    const char *k = index_name(g, &inner);
    inner.indices[inner.count++] = (Index){k, 0, v->shape[0]};
    if (hidden(&inner, v->name))
        return leaf(g, scope, depth);
    const char *more = "";
    for (int a = 1; a < v->rank; a++)
        more = text(g, "%s, %s", more, subscript(g, &inner, v->shape[a]));
    Expression body = squashed(g, scalar(g, &inner, depth - 1), 10);
    return make(text(g, "sum[%s < %d : %s %s %s](%s[%s - %s%s] * %s)", k,
                     v->shape[0], k, chance(g, 60) ? "<=" : "<", i->name,
                     v->name, i->name, k, more, within(g, body, PRODUCT)),
                ATOM, body.bound * v->bound * v->shape[0]);
}

/* -- all of it -- */

static Expression power(Generator *g, Expression x)
{
    x = squashed(g, x, 4);
    const char *t = within(g, x, ATOM);
    double b = x.bound;
    switch (random_below(g, 5)) {
    case 0:
        return make(text(g, "%s²", t), PRODUCT, b * b);
    case 1:
        return make(text(g, "%s^3", t), PRODUCT, b * b * b);
    case 2:
        return make(text(g, "(1 + %s^2)^0.7", t), PRODUCT, 1 + b * b);
    case 3:
        return make(text(g, "(2 + %s²)⁻¹", t), PRODUCT, 0.5);
    default:
        return make(text(g, "(1.5 + %s²)^(-1.5)", t), PRODUCT, 1);
    }
}

static bool leads(const char *t)
{
    return *t == '-' || (*t >= '0' && *t <= '9');
}

static Expression binary(Generator *g, Expression a, Expression b)
{
    const char *x, *y;
    switch (random_below(g, 9)) {
    case 0: case 1:
        return make(text(g, "%s + %s", within(g, a, SUMS), within(g, b, TERM)),
                    SUMS, a.bound + b.bound);
    case 2:
        return make(text(g, "%s - %s", within(g, a, SUMS), within(g, b, TERM)),
                    SUMS, a.bound + b.bound);
    case 3: case 4: case 5:
        a = squashed(g, a, 30);
        b = squashed(g, b, 30);
        x = within(g, a, ATOM);
        y = within(g, b, ATOM);
        if (leads(y) || chance(g, 30))
            return make(text(g, "%s * %s", within(g, a, TERM),
                             within(g, b, NEGATED)), TERM, a.bound * b.bound);
        return make(text(g, "%s %s", x, y), PRODUCT, a.bound * b.bound);
    case 6:
        return make(text(g, "%s / (%g + %s^2)", within(g, a, ATOM),
                         chance(g, 50) ? 1.0 : 2.5,
                         within(g, squashed(g, b, 10), ATOM)), TERM, a.bound);
    case 7:
        return make(text(g, "%s(%s, %s)", chance(g, 50) ? "max" : "min",
                         a.text, b.text), ATOM,
                    a.bound > b.bound ? a.bound : b.bound);
    default:
        return chance(g, 50)
                 ? make(text(g, "hypot(%s, %s)", a.text, b.text), ATOM,
                        a.bound + b.bound)
                 : make(text(g, "-%s", within(g, a, NEGATED)), NEGATED,
                        a.bound);
    }
}

Expression scalar(Generator *g, Scope *scope, int depth)
{
    Expression a, b;
    if (depth <= 0 || chance(g, 15))
        return leaf(g, scope, depth);
    switch (random_below(g, 20)) {
    case 0: case 1: case 2: case 3:
        return applied(g, scalar(g, scope, depth - 1), false);
    case 4: case 5: case 6:
        return reduction(g, scope, depth);
    case 7:
        return power(g, scalar(g, scope, depth - 1));
    case 8:
        return delicate(g, leaf(g, scope, 0));
    case 9: case 10:
        a = scalar(g, scope, depth - 1);
        b = scalar(g, scope, depth - 1);
        return make(text(g, "%s if %s else %s", within(g, a, SUMS),
                         condition(g, scope, depth - 1), b.text), CHOICE,
                    a.bound > b.bound ? a.bound : b.bound);
    case 11:
        return scope->count ? history(g, scope, depth)
                            : leaf(g, scope, depth);
    default:
        a = scalar(g, scope, depth - 1);
        b = scalar(g, scope, depth - 1);
        return binary(g, a, b);
    }
}
