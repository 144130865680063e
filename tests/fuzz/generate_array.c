/* generate_array.c: expressions whose value is an array of a given shape, in
 * the notation of linear algebra, and numbers made of whole arrays.
 */
#include "generate.h"

static Expression make(const char *t, int level, double bound)
{
    return (Expression){t, level, bound};
}

static bool same_shape(const Var *v, int rank, const int *shape)
{
    bool same = v->rank == rank && !v->limit;
    for (int a = 0; same && a < rank; a++)
        same = v->shape[a] == shape[a];
    return same;
}

/* A real array of the shape; NULL if there is none. */
const Var *var_of(Generator *g, int rank, const int *shape)
{
    int start = random_below(g, g->var_count);
    for (int n = 0; n < g->var_count; n++) {
        const Var *v = &g->vars[(start + n) % g->var_count];
        if (same_shape(v, rank, shape))
            return v;
    }
    return NULL;
}

/* A matrix with so many rows, or so many columns; 0 is any. */
static const Var *matrix(Generator *g, int rows, int columns)
{
    int start = random_below(g, g->var_count);
    for (int n = 0; n < g->var_count; n++) {
        const Var *v = &g->vars[(start + n) % g->var_count];
        if (v->rank == 2 && !v->limit && (!rows || v->shape[0] == rows)
            && (!columns || v->shape[1] == columns))
            return v;
    }
    return NULL;
}

static Expression leaf(Generator *g, int rank, const int *shape)
{
    const Var *v = var_of(g, rank, shape);
    if (v && chance(g, 90))
        return make(v->name, ATOM, v->bound);
    if (rank == 0)
        return number(g);
    if (rank > 2) {
        int row[] = {shape[0] * shape[1] * shape[2]};
        v = var_of(g, 1, row);
        if (!v && (v = var_of(g, 3, shape)))
            return make(v->name, ATOM, v->bound);
        return make(NULL, ATOM, 0);
    }
    const char *sizes = rank == 1
        ? size_text(g, NULL, shape[0])
        : text(g, "%s, %s", size_text(g, NULL, shape[0]),
               size_text(g, NULL, shape[1]));
    if (rank == 2 && shape[0] == shape[1] && chance(g, 40))
        return make(text(g, "eye(%s)", size_text(g, NULL, shape[0])), ATOM, 1);
    return make(text(g, "%s(%s)", chance(g, 70) ? "ones" : "zeros", sizes),
                ATOM, 1);
}

/* -- vectors -- */

static Expression vector_product(Generator *g, int size, int depth)
{
    const Var *m = matrix(g, size, 0);
    if (m && chance(g, 60)) {
        int inner[] = {m->shape[1]};
        Expression x = squashed(g, array(g, 1, inner, depth - 1), 20);
        return make(text(g, "%s %s", m->name, within(g, x, ATOM)), PRODUCT,
                    m->bound * x.bound * inner[0]);
    }
    m = matrix(g, 0, size);
    if (m) {
        int inner[] = {m->shape[0]};
        Expression x = squashed(g, array(g, 1, inner, depth - 1), 20);
        return make(text(g, chance(g, 50) ? "%sᵀ %s" : "(%s' %s)", m->name,
                         within(g, x, ATOM)), PRODUCT,
                    m->bound * x.bound * inner[0]);
    }
    int shape[] = {size};
    return leaf(g, 1, shape);
}

static Expression normalised(Generator *g, int size, int depth)
{
    static const char *const formats[] = {
        "softmax(%s)", "log_softmax(%s)", "normalize(%s)", "rmsnorm(%s, %s)",
        "layernorm(%s, %s, %s)", "softmax(2 %s)", "log(softmax(%s))"};
    static const double bounds[] = {1, 40, 5, 10, 12, 1, 40};
    int shape[] = {size};
    int n = random_below(g, 7);
    Expression x = squashed(g, array(g, 1, shape, depth - 1), 15);
    const char *a = leaf(g, 1, shape).text, *b = leaf(g, 1, shape).text;
    if (n == 5)
        x.text = within(g, x, ATOM);
    if (n == 2)
        return make(text(g, size > 1 ? "normalize(%s)" : "tanh(%s)", x.text),
                    ATOM, 5);
    return make(text(g, formats[n], x.text, a, b), ATOM, bounds[n]);
}

/* Slices, rows, columns and things joined. */
static Expression assembled(Generator *g, int size, int depth)
{
    int start = random_below(g, g->var_count);
    for (int n = 0; n < g->var_count; n++) {
        const Var *v = &g->vars[(start + n) % g->var_count];
        if (v->limit || !v->rank)
            continue;
        if (v->rank == 1 && v->shape[0] > size) {
            int low = random_below(g, v->shape[0] - size + 1);
            return make(text(g, "%s[%d:%d]", v->name, low, low + size), ATOM,
                        v->bound);
        }
        if (v->rank == 2 && v->shape[1] == size)
            return make(text(g, chance(g, 50) ? "%s[%d]" : "%s[%d,:]", v->name,
                             random_below(g, v->shape[0])), ATOM, v->bound);
        if (v->rank == 2 && v->shape[0] == size)
            return make(text(g, "%s[:, %d]", v->name,
                             random_below(g, v->shape[1])), ATOM, v->bound);
    }
    if (size > 1) {
        int first[] = {random_from(g, 1, size - 1)}, none[] = {0};
        int second[] = {size - first[0]};
        Expression a = array(g, 1, first, depth - 1);
        Expression b = second[0] == 1 ? array(g, 0, none, depth - 1)
                                      : array(g, 1, second, depth - 1);
        return make(text(g, "[%s; %s]", a.text, b.text), ATOM,
                    a.bound > b.bound ? a.bound : b.bound);
    }
    int none[] = {0};
    Expression a = array(g, 0, none, depth - 1);
    return make(text(g, "[%s]", a.text), ATOM, a.bound);
}

/* Rows of a matrix, or elements, chosen by index data. */
static Expression gathered(Generator *g, int size)
{
    for (int i = 0; i < g->var_count; i++)
        for (int j = 0; j < g->var_count; j++) {
            const Var *w = &g->vars[i], *v = &g->vars[j];
            if (w->limit && w->rank == 1 && w->shape[0] == size && !v->limit
                && v->rank == 1 && v->shape[0] >= w->limit)
                return make(text(g, "%s[%s]", v->name, w->name), ATOM,
                            v->bound);
            if (w->limit && w->rank == 0 && !v->limit && v->rank == 2
                && v->shape[1] == size && v->shape[0] >= w->limit)
                return make(text(g, "%s[%s]", v->name, w->name), ATOM,
                            v->bound);
        }
    int shape[] = {size};
    return leaf(g, 1, shape);
}

/* -- matrices -- */

static Expression matrix_product(Generator *g, const int *shape, int depth)
{
    int inner[] = {random_size(g)};
    int row[] = {shape[0]}, column[] = {shape[1]}, turned[] = {shape[1],
                                                               shape[0]};
    Expression a, b;
    switch (random_below(g, 4)) {
    case 0:
        a = squashed(g, array(g, 1, row, depth - 1), 10);
        b = squashed(g, array(g, 1, column, depth - 1), 10);
        return make(text(g, chance(g, 50) ? "%s ⊗ %s" : "%s %sᵀ",
                         within(g, a, ATOM), within(g, b, ATOM)), TERM,
                    a.bound * b.bound);
    case 1:
        a = array(g, 2, turned, depth - 1);
        return make(text(g, "%sᵀ", within(g, a, ATOM)), ATOM, a.bound);
    default: {
        const Var *m = matrix(g, shape[0], 0);
        inner[0] = m ? m->shape[1] : inner[0];
        int left[] = {shape[0], inner[0]}, right[] = {inner[0], shape[1]};
        a = squashed(g, array(g, 2, left, depth - 1), 10);
        b = squashed(g, array(g, 2, right, depth - 1), 10);
        return make(text(g, "%s %s", within(g, a, ATOM), within(g, b, ATOM)),
                    PRODUCT, a.bound * b.bound * inner[0]);
    }
    }
}

/* -- what all ranks have -- */

static Expression pointwise(Generator *g, int rank, const int *shape,
                            int depth)
{
    int none[] = {0};
    Expression a = array(g, rank, shape, depth - 1), b, c;
    switch (random_below(g, 8)) {
    case 0: case 1:
        return applied(g, a, true);
    case 2:
        b = array(g, chance(g, 20) ? 0 : rank, shape, depth - 1);
        return make(text(g, "%s %s %s", within(g, a, SUMS),
                         chance(g, 60) ? "+" : "-", within(g, b, TERM)), SUMS,
                    a.bound + b.bound);
    case 3:
        a = squashed(g, a, 20);
        b = squashed(g, array(g, rank, shape, depth - 1), 20);
        return make(text(g, chance(g, 50) ? "%s ⊙ %s" : "%s .* %s",
                         within(g, a, TERM), within(g, b, NEGATED)), TERM,
                    a.bound * b.bound);
    case 4:
        b = array(g, rank, shape, depth - 1);
        return make(text(g, "%s ⊘ (1.5 + abs(%s))", within(g, a, TERM),
                         b.text), TERM, a.bound);
    case 5:
        b = squashed(g, array(g, 0, none, depth - 1), 10);
        a = squashed(g, a, 20);
        if (chance(g, 50) && b.text[0] != '-')
            return make(text(g, "%s %s", within(g, b, ATOM),
                             a.text[0] >= '0' && a.text[0] <= '9'
                                 ? text(g, "(%s)", a.text)
                                 : within(g, a, ATOM)), PRODUCT,
                        a.bound * b.bound);
        return make(text(g, "%s * %s", within(g, a, TERM),
                         within(g, b, NEGATED)), TERM, a.bound * b.bound);
    case 6:
        b = array(g, chance(g, 50) ? 0 : rank, shape, depth - 1);
        c = array(g, chance(g, 50) ? 0 : rank, shape, 0);
        c = c.text ? c : number(g);
        return make(text(g, "%s if %s > 0 else %s", within(g, a, SUMS),
                         within(g, c, SUMS), b.text), CHOICE,
                    a.bound > b.bound ? a.bound : b.bound);
    default:
        a = squashed(g, a, 5);
        return make(text(g, "%s .^ %d", within(g, a, ATOM),
                         random_from(g, 2, 3)), PRODUCT,
                    a.bound * a.bound * a.bound);
    }
}

/* A number made of whole arrays. */
Expression folded(Generator *g, int depth)
{
    static const char *const formats[] = {"sum(%s)", "mean(%s)", "max(%s)",
                                          "min(%s)", "‖%s‖", "norm(%s)",
                                          "prod(tanh(%s))", "logsumexp(%s)",
                                          "var(%s)", "trace(%s)"};
    int shape[RANK], none[] = {0}, rank = random_from(g, 1, 2);
    for (int a = 0; a < rank; a++)
        shape[a] = random_size(g);
    const Var *v = &g->vars[random_below(g, g->var_count)];
    if (v->rank && !v->limit)
        for (int a = 0; a < (rank = v->rank); a++)
            shape[a] = v->shape[a];
    Expression x = array(g, rank, shape, depth - 1), y;
    double size = 1;
    for (int a = 0; a < rank; a++)
        size *= shape[a];
    int n = random_below(g, 15);
    if (n < 10) {
        if ((n >= 7 && rank != 1) || n == 9)
            n = n == 9 && rank == 2 && shape[0] == shape[1] ? 9 : 0;
        if (n == 4 && x.level != ATOM)
            n = 5;
        return make(text(g, formats[n], x.text), ATOM,
                    n == 7 ? x.bound + 4
                    : n == 6 ? 1
                    : n == 8 ? x.bound * x.bound : x.bound * size);
    }
    x = squashed(g, x, 20);
    y = squashed(g, array(g, rank, shape, depth - 1), 20);
    if (n < 12 && rank == 1)
        return make(text(g, "%s·%s", within(g, x, ATOM), within(g, y, ATOM)),
                    TERM, x.bound * y.bound * size);
    if (n == 12 && rank < 3)
        return make(text(g, "%s(%s, %s)", chance(g, 50) ? "mse" : "mae",
                         x.text, y.text), ATOM, 400);
    for (int i = 0; rank == 1 && i < g->var_count; i++)
        if (g->vars[i].limit && !g->vars[i].rank
            && g->vars[i].limit <= shape[0])
            return make(text(g, "cross_entropy(%s, %s)", x.text,
                             g->vars[i].name), ATOM, 40);
    if (rank == 1 && n == 13)
        return make(text(g, "cross_entropy(%s, softmax(%s))", x.text, y.text),
                    ATOM, 40);
    if (rank == 1)
        return make(text(g, "huber(%s, %s, 1)", x.text, y.text), ATOM, 40);
    return leaf(g, 0, none);
}

Expression array(Generator *g, int rank, const int *shape, int depth)
{
    if (depth <= 0 || (rank > 2 && !var_of(g, rank, shape)))
        return leaf(g, rank, shape);
    int n = random_below(g, 10);
    if (rank == 0 && n < 5)
        return folded(g, depth);
    if (rank == 1 && n < 2)
        return vector_product(g, shape[0], depth);
    if (rank == 1 && n < 3)
        return normalised(g, shape[0], depth);
    if (rank == 1 && n < 4)
        return gathered(g, shape[0]);
    if (rank == 1 && n < 5)
        return assembled(g, shape[0], depth);
    if (rank == 2 && n < 4)
        return matrix_product(g, shape, depth);
    return n < 9 ? pointwise(g, rank, shape, depth) : leaf(g, rank, shape);
}
