/* generate_statement.c: equations of every kind. */
#include "generate.h"

/* A scope of `rank` new indices. */
static Scope open_scope(Generator *g, int rank, int *shape)
{
    Scope scope = {0};
    for (int a = 0; a < rank; a++) {
        const char *name = index_name(g, &scope);
        shape[a] = random_size(g);
        scope.indices[scope.count++] = (Index){name, 0, shape[a]};
    }
    return scope;
}

static const char *names_text(Generator *g, const Scope *scope)
{
    const char *out = "";
    for (int i = 0; i < scope->count; i++)
        out = text(g, "%s%s%s", out, i ? ", " : "", scope->indices[i].name);
    return out;
}

/* for i < n, j < m */
static const char *for_text(Generator *g, const Scope *scope)
{
    const char *out = "";
    for (int i = 0; i < scope->count; i++)
        out = text(g, "%s%s%s < %s", out, i ? ", " : "  for ",
                   scope->indices[i].name,
                   size_text(g, scope, scope->indices[i].high));
    return out;
}

static void define(Generator *g, const char *left, Expression e,
                   const char *ranges, Var *v)
{
    e = squashed(g, e, 40);
    v->bound = e.bound;
    add_statement(g, text(g, "%s = %s%s", left, e.text, ranges));
}

/* y[i,j] = … for i < n, j < m */
static void indexed(Generator *g)
{
    int shape[RANK];
    Scope scope = open_scope(g, chance(g, 10) ? 3 : random_from(g, 1, 2),
                             shape);
    Expression e = scalar(g, &scope, random_from(g, 1, 4));
    const char *name = fresh_name(g, &scope, false);
    Var *v = add_var(g, name, scope.count, shape);
    define(g, text(g, "%s[%s]", name, names_text(g, &scope)), e,
           for_text(g, &scope), v);
}

static void number_equation(Generator *g)
{
    Scope scope = {0};
    Expression e = chance(g, 50) ? folded(g, 3)
                                 : scalar(g, &scope, random_from(g, 2, 4));
    const char *name = fresh_name(g, &scope, false);
    define(g, name, e, "", add_var(g, name, 0, NULL));
}

static void whole_array(Generator *g)
{
    int shape[RANK], rank = random_from(g, 1, 2);
    for (int a = 0; a < rank; a++)
        shape[a] = random_size(g);
    Expression e = array(g, rank, shape, random_from(g, 1, 4));
    const char *name = fresh_name(g, NULL, false);
    /* A number on the right would make it one. */
    define(g, name, (Expression){text(g, "%s + %s", within(g, e, SUMS),
                                      rank == 1
                                          ? text(g, "zeros(%d)", shape[0])
                                          : text(g, "zeros(%d, %d)", shape[0],
                                                 shape[1])), SUMS, e.bound},
           "", add_var(g, name, rank, shape));
}

/* y[i] = sum[k](A[i,k] x[k]): ranges from the axes. */
static void contraction(Generator *g)
{
    const Var *a = NULL;
    for (int n = 0; n < 20 && !a; n++) {
        const Var *v = &g->vars[random_below(g, g->var_count)];
        if (v->rank == 2 && !v->limit)
            a = v;
    }
    int inner[] = {a ? a->shape[1] : 0};
    const Var *x = a ? var_of(g, 1, inner) : NULL;
    if (!x) {
        indexed(g);
        return;
    }
    Scope scope = {0};
    const char *i = index_name(g, &scope);
    scope.indices[scope.count++] = (Index){i, 0, a->shape[0]};
    const char *k = index_name(g, &scope);
    scope.indices[scope.count++] = (Index){k, 0, a->shape[1]};
    if (hidden(&scope, a->name) || hidden(&scope, x->name)) {
        indexed(g);
        return;
    }
    static const char *const forms[] = {
        "%s[%s] = sum[%s](%s[%s, %s] %s[%s])",
        "%s[%s] = tanh(Σ[%s](%s[%s, %s] %s[%s]))",
        "%s[%s] = max[%s](%s[%s, %s] + %s[%s])",
        "%s[%s] = mean[%s]((%s[%s, %s] - %s[%s])²)"};
    double bound = a->bound * x->bound * inner[0] + a->bound + x->bound;
    const char *t = text(g, forms[bound < 40 ? random_below(g, 4) : 1], "%s", i,
                         k, a->name, i, k, x->name, k);
    const char *name = fresh_name(g, &scope, false);
    add_statement(g, text(g, t, name));
    add_var(g, name, 1, a->shape)->bound = bound < 40 ? 2 * bound * bound : 1;
    Var *v = &g->vars[g->var_count - 1];
    if (v->bound > 40)
        v->bound = 40;
}

/* G[w[k], j] += …: words may repeat. */
static void accumulating(Generator *g)
{
    int shape[RANK], to[RANK];
    Scope scope = open_scope(g, random_from(g, 1, 2), shape);
    int rank = random_from(g, 1, 2);
    const char *name = fresh_name(g, &scope, false), *left = "";
    for (int a = 0; a < rank; a++) {
        const Index *i = &scope.indices[a % scope.count];
        int kind = random_below(g, 5);
        const char *s = i->name;
        to[a] = i->high;
        for (int n = 0; kind < 2 && n < g->var_count; n++) {
            const Var *w = &g->vars[n];
            if (w->limit && !w->fixed && !hidden(&scope, w->name)) {
                s = access(g, &scope, w).text;
                to[a] = w->limit;
                break;
            }
        }
        if (kind == 2) {
            int j = random_below(g, scope.count);
            s = text(g, "%s + %s", i->name, scope.indices[j].name);
            if (j == a % scope.count)
                s = text(g, "2 %s + 1", i->name);
            to[a] = i->high + scope.indices[j].high - (j != a % scope.count);
        } else if (kind == 3) {
            s = text(g, "%d - %s", i->high - 1, i->name);
        }
        left = text(g, "%s%s%s", left, a ? ", " : "", s);
    }
    Expression e = squashed(g, scalar(g, &scope, random_from(g, 1, 3)), 5);
    add_statement(g, text(g, "%s[%s] += %s%s", name, left, e.text,
                          for_text(g, &scope)));
    add_var(g, name, rank, to)->bound = e.bound * shape[0] * 3;
}

/* Several pieces that cover an array: end to end, interleaved, in rows. */
static void pieces(Generator *g)
{
    int shape[2], whole[2];
    Scope scope = open_scope(g, random_from(g, 1, 2), shape), other = scope;
    const char *i = scope.indices[0].name;
    const char *name = fresh_name(g, &scope, false);
    const char *more = scope.count > 1
                         ? text(g, ", %s", scope.indices[1].name) : "";
    whole[1] = shape[1];
    Expression a = squashed(g, scalar(g, &scope, 2), 40), b;
    switch (random_below(g, 4)) {
    case 0:
        other.indices[0].high = random_size(g);
        b = squashed(g, scalar(g, &other, 2), 40);
        add_statement(g, text(g, "%s[%s%s] = %s%s", name, i, more, a.text,
                              for_text(g, &scope)));
        add_statement(g, text(g, "%s[%s + %d%s] = %s%s", name, i, shape[0],
                              more, b.text, for_text(g, &other)));
        whole[0] = shape[0] + other.indices[0].high;
        break;
    case 1:
        b = squashed(g, scalar(g, &scope, 2), 40);
        add_statement(g, text(g, "%s[2 %s%s] = %s%s", name, i, more, a.text,
                              for_text(g, &scope)));
        add_statement(g, text(g, "%s[2 %s + 1%s] = %s%s", name, i, more, b.text,
                              for_text(g, &scope)));
        whole[0] = 2 * shape[0];
        break;
    case 2:
        other.indices[0].low = 1;
        other.indices[0].high = shape[0] + 1;
        other.count = scope.count;
        b = a;
        a = chance(g, 50) ? number(g) : b;
        if (scope.count > 1 || shape[0] < 1) {
            add_statement(g, text(g, "%s[%s%s] = %s%s", name, i, more, b.text,
                                  for_text(g, &scope)));
            whole[0] = shape[0];
            break;
        }
        add_statement(g, text(g, "%s[0] = %s", name, number(g).text));
        add_statement(g, text(g, "%s[%s] = %s  for %s in 1:%d", name, i,
                              squashed(g, scalar(g, &other, 2), 3).text, i,
                              shape[0] + 1));
        b.bound = b.bound > 40 ? b.bound : 40;
        whole[0] = shape[0] + 1;
        break;
    default:
        if (scope.count < 2) {
            add_statement(g, text(g, "%s[%d - %s] = %s%s", name, shape[0] - 1,
                                  i, a.text, for_text(g, &scope)));
            b = a;
            whole[0] = shape[0];
            break;
        }
        b = a;
        add_statement(g, text(g, "%s[%d %s + %s] = %s%s", name, shape[1], i,
                              scope.indices[1].name, a.text,
                              for_text(g, &scope)));
        whole[0] = shape[0] * shape[1];
        scope.count = 1;
    }
    add_var(g, name, scope.count, whole)->bound =
        a.bound > b.bound ? a.bound : b.bound;
}

/* Index data that is computed, and mostly used by what follows. */
static void argument_of_largest(Generator *g)
{
    int shape[RANK];
    const char *f = chance(g, 50) ? "argmax" : "argmin";
    Scope scope = open_scope(g, chance(g, 60) ? 0 : 1, shape);
    Scope inner = scope;
    const char *k = index_name(g, &inner), *name;
    int size = random_size(g);
    inner.indices[inner.count++] = (Index){k, 0, size};
    Expression e = scalar(g, &inner, 2);
    name = fresh_name(g, &scope, true);
    const char *left = scope.count
        ? text(g, "%s[%s]", name, names_text(g, &scope)) : name;
    add_statement(g, text(g, "%s = %s[%s < %d](%s)%s", left, f, k, size,
                          e.text, for_text(g, &scope)));
    add_var(g, name, scope.count, shape)->limit = size;
}

/* r = sqrt(x), y = r if x > 0 else 0: the branch not taken is no number. */
static void delicate_pair(Generator *g)
{
    static const char *const partial[] = {
        "sqrt(%s)", "log(%s)", "1 / %s", "%s^0.5", "%s^(-1.5)", "lgamma(%s)",
        "acosh(1 + %s)", "asin(1 - %s / 9)"};
    static const int needs_atom[] = {0, 0, 1, 1, 1, 0, 1, 1};
    int shape[RANK];
    Scope scope = open_scope(g, random_from(g, 0, 2), shape);
    int n = random_below(g, 8);
    Expression x = squashed(g, scalar(g, &scope, chance(g, 50) ? 0 : 2), 15);
    const char *first = fresh_name(g, &scope, false);
    const char *second = fresh_name(g, &scope, false);
    const char *at = scope.count
        ? text(g, "[%s]", names_text(g, &scope)) : "";
    const char *t = needs_atom[n] ? within(g, x, ATOM) : x.text;
    const char *ranges = for_text(g, &scope);
    add_statement(g, text(g, "%s%s = %s%s", first, at, text(g, partial[n], t),
                          ranges));
    add_statement(g, text(g, chance(g, 70)
                                 ? "%s%s = %s%s if %s > 0.05 else %s%s"
                                 : "%s%s = 2 sin(%s%s) if %s > 0.05 else %s%s",
                          second, at, first, at, within(g, x, SUMS),
                          number(g).text, ranges));
    add_var(g, second, scope.count, shape)->bound = 20;
}

/* A matrix of some size; nothing else reads it. */
static const char *large_matrix(Generator *g, int rows, int columns)
{
    Scope scope = {0};
    const char *i = index_name(g, &scope);
    scope.indices[scope.count++] = (Index){i, 0, rows};
    const char *j = index_name(g, &scope);
    scope.indices[scope.count++] = (Index){j, 0, columns};
    Expression e = squashed(g, scalar(g, &scope, 1), 20);
    const char *name = fresh_name(g, &scope, false);
    add_statement(g, text(g, "%s[%s, %s] = sin(%s + %d * %s)  for %s < %d, %s < %d",
                          name, i, j, within(g, e, SUMS),
                          random_from(g, 1, 3), j, i, rows, j, columns));
    return name;
}

/* a i - b k + c j >= d, which some of the points meet. */
static const char *cut(Generator *g, const char *const names[3],
                       const int sizes[3])
{
    static const int factors[] = {0, 1, 1, -1, -1, 2, -2, 3};
    const char *out = "";
    int middle = 0;
    for (int n = 0; n < 3; n++) {
        int factor = n == 1 && !*out ? 1 - 2 * random_below(g, 2)
                                     : factors[random_below(g, 8)];
        out = text(g, "%s%s%d * %s", out, *out ? " + " : "", factor, names[n]);
        middle += factor * sizes[n] / 2;
    }
    return text(g, "%s >= %d", out, middle - random_from(g, -3, 9));
}

/* Sums of products, large enough for tiles, that conditions cut. */
static void cut_sum(Generator *g)
{
    const char *names[3];
    int sizes[3];
    for (int n = 0; n < 3; n++)
        sizes[n] = random_from(g, 9, 21);
    bool transposed = chance(g, 40);
    const char *a = large_matrix(g, sizes[0], sizes[1]);
    const char *b = transposed ? large_matrix(g, sizes[2], sizes[1])
                               : large_matrix(g, sizes[1], sizes[2]);
    Scope scope = {2, {{a, 0, 1}, {b, 0, 1}}};
    for (int n = 0; n < 3; n++) {
        names[n] = index_name(g, &scope);
        scope.indices[scope.count++] = (Index){names[n], 0, 1};
    }
    const char *i = names[0], *k = names[1], *j = names[2];
    const char *c = fresh_name(g, &scope, false);
    const char *more = chance(g, 50) ? text(g, " and %s", cut(g, names, sizes))
                     : chance(g, 30) ? text(g, " and %s mod 2 == 1", k) : "";
    add_statement(g, text(g, "%s[%s, %s] = sum[%s : %s%s](%s[%s, %s] %s[%s, %s])",
                          c, i, j, k, cut(g, names, sizes), more, a, i, k, b,
                          transposed ? j : k, transposed ? k : j));
    const char *s = fresh_name(g, &scope, false);
    add_statement(g, text(g, "%s = tanh(sum[%s, %s](%s[%s, %s] cos(%s + 2 * %s)) "
                             "/ %d)",
                          s, i, j, c, i, j, i, j, sizes[0] * sizes[2]));
    add_var(g, s, 0, sizes)->bound = 1;
}

void statement(Generator *g)
{
    switch (random_below(g, 18)) {
    case 0: case 1: case 2: case 3: case 4:
        indexed(g);
        break;
    case 5: case 6:
        number_equation(g);
        break;
    case 7: case 8: case 9:
        whole_array(g);
        break;
    case 10:
        if (chance(g, 40))
            cut_sum(g);
        else
            contraction(g);
        break;
    case 11: case 12:
        accumulating(g);
        break;
    case 13:
        pieces(g);
        break;
    case 14:
        argument_of_largest(g);
        break;
    case 15: case 16:
        recurrence(g);
        break;
    default:
        delicate_pair(g);
    }
}

/* Scalar functions, of bounded value, one perhaps with a second parameter. */
void functions_make(Generator *g)
{
    static const char *const bodies[] = {
        "z / (1 + abs(z))", "1 / (1 + exp(-z))", "tanh(z) if z > 0 else 0",
        "sqrt(z) / (1 + z) if z > 0.01 else 0", "sin(z) cos(z)",
        "exp(-z^2)", "min(max(z, -1), 1)"};
    int count = random_below(g, 3);
    for (int n = 0; n < count; n++) {
        const char *name = text(g, "f%s", n ? "₂" : "");
        const char *body = bodies[random_below(g, 7)];
        bool two = chance(g, 40);
        g->functions[n] = name;
        g->arity[n] = two ? 2 : 1;
        g->function_count++;
        add_statement(g, two ? text(g, "%s(z, v) = w²  where w = v %s%s", name,
                                    *body >= '0' && *body <= '9' ? "* " : "",
                                    text(g, "(%s)", body))
                             : text(g, "%s(z) = %s", name, body));
    }
}
