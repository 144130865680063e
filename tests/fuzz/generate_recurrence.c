/* generate_recurrence.c: arrays that are made of their own earlier elements. */
#include "generate.h"

#include <string.h>

typedef struct Steps {
    const char *name, *t, *i;   /* i is NULL where each element is a number */
    int  count, back, size;     /* steps; how far they look back; of i */
    bool down;                  /* towards 0 */
    Scope scope;                /* t, i */
} Steps;

/* The element that is made `back` steps before that of t, or that itself. */
static const char *element(Generator *g, const Steps *s, int back,
                           const char *at)
{
    int offset = s->down ? back : s->back - back;
    const char *first = offset ? text(g, "%s + %d", s->t, offset) : s->t;
    return s->i ? text(g, "%s[%s, %s]", s->name, first, at)
                : text(g, "%s[%s]", s->name, first);
}

static const char *left_of(Generator *g, const Steps *s, const char *name)
{
    return s->i ? text(g, "%s[%s, %s]", name, s->t, s->i)
                : text(g, "%s[%s]", name, s->t);
}

static const char *ranges(Generator *g, const Steps *s)
{
    const char *over_t = text(g, "  for %s < %d", s->t, s->count);
    return s->i ? text(g, "%s, %s < %d", over_t, s->i, s->size) : over_t;
}

static Var *add_steps(Generator *g, const Steps *s, const char *name, int count)
{
    int shape[RANK] = {count, s->size};
    Var *v = add_var(g, name, s->i ? 2 : 1, shape);
    v->bound = 3;
    return v;
}

/* A step ahead of the array: an array of its own that both use. */
static const char *helper(Generator *g, const Steps *s)
{
    const char *name = fresh_name(g, &s->scope, false);
    add_steps(g, s, name, s->count);
    add_statement(g, text(g, "%s = sin(%s)%s", left_of(g, s, name),
                          element(g, s, random_from(g, 1, s->back), s->i),
                          ranges(g, s)));
    return left_of(g, s, name);
}

/* Something of earlier steps, not larger than their elements. */
static const char *earlier(Generator *g, Steps *s)
{
    int back = random_from(g, 1, s->back);
    Scope inner = s->scope;
    const char *k = index_name(g, &inner);
    while (!strcmp(k, s->name))
        k = index_name(g, &inner);
    switch (random_below(g, 6)) {
    case 0:
        return helper(g, s);
    case 1:
        return s->i ? text(g, "%s", element(g, s, back,
                                            text(g, "%d - %s", s->size - 1,
                                                 s->i)))
                    : text(g, "sin(%s)", element(g, s, back, NULL));
    case 2:
        if (s->i)
            return text(g, "sum[%s < %d](%s) / %d", k, s->size,
                        element(g, s, back, k), s->size);
        return text(g, "tanh(%s)", element(g, s, back, NULL));
    case 3:
        if (!s->down)
            return text(g, s->i ? "%s[%s < %s + %d](%s[%s, %s])"
                                : "%s[%s < %s + %d](%s[%s])",
                        chance(g, 50) ? "max" : "min", k, s->t, s->back,
                        s->name, k, s->i);
        /* fall through */
    default:
        return element(g, s, back, s->i);
    }
}

/* r[0] = …; r[t+1] = f(r[t]) + …, or from the other end. */
void recurrence(Generator *g)
{
    Steps s = {.count = random_from(g, 2, 5), .back = random_from(g, 1, 2),
               .size = random_size(g), .down = chance(g, 30)};
    s.t = index_name(g, &s.scope);
    s.scope.indices[s.scope.count++] = (Index){s.t, 0, s.count};
    if (chance(g, 70)) {
        s.i = index_name(g, &s.scope);
        s.scope.indices[s.scope.count++] = (Index){s.i, 0, s.size};
    }
    s.name = fresh_name(g, &s.scope, false);
    for (int n = 0; n < s.back; n++) {
        Scope start = {.count = s.i ? 1 : 0,
                       .indices = {{s.i, 0, s.size}}};
        Expression e = squashed(g, scalar(g, &start, 1), 1);
        int place = s.down ? s.count + n : n;
        add_statement(g, s.i ? text(g, "%s[%d, %s] = %s  for %s < %d", s.name,
                                    place, s.i, e.text, s.i, s.size)
                             : text(g, "%s[%d] = %s", s.name, place, e.text));
    }
    static const char *const outer[] = {"sin", "tanh", ""};
    /* Before there are helpers: of these it would use any element. */
    Expression drive = squashed(g, scalar(g, &s.scope, 2), 1);
    const char *first = earlier(g, &s), *second = earlier(g, &s);
    const char *left = element(g, &s, 0, s.i);
    add_statement(g, text(g, "%s = %s(0.4 (%s) + 0.4 (%s) + 0.3 (%s))%s", left,
                          outer[random_below(g, 3)], first, second, drive.text,
                          ranges(g, &s)));
    add_steps(g, &s, s.name, s.count + s.back);
}
