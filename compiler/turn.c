/* turn.c: scatters by affine maps become gathers.
 *
 * An axis c x + rest = j with c = ±1 and an index x that no axis left over
 * uses is solved for x: j takes its place, and its range becomes guards. An
 * axis with a stride, base + p + s r, is split instead, so that the box does
 * not grow by the factor s: with P = base mod s + p
 *
 *     j = s q + m,   P = m + s u,   r = q - u - base div s
 *
 * where q and m are the axis, and u runs over what P div s can be. Other terms
 * go with r if s divides their factor, with p if not. Points of the old box
 * and points of the new one within the guards are one to one, so a sum stays
 * the same sum.
 */
#include "affine_system.h"
#include "draft.h"

#include <string.h>

/* Variables of the forms: the old indices, then what each axis brings. */
enum {
    VARIABLE_J = MAX_INDICES,               /* + axis; of a split axis: q */
    VARIABLE_M = VARIABLE_J + MAX_RANK,
    VARIABLE_U = VARIABLE_M + MAX_RANK,
    VARIABLE_COUNT = VARIABLE_U + MAX_RANK
};

typedef struct Option {                     /* of solving one axis */
    uint32_t x;                             /* or p */
    uint32_t r;                             /* MAX_INDICES: no split */
    double   growth;                        /* of the box */
} Option;

typedef struct Turn {
    Draft        draft;
    const Array *array;
    Form         axis[MAX_RANK];            /* over the old indices */
    bool         done[MAX_RANK];
    bool         gone[MAX_INDICES];         /* solved for */
    uint32_t     at_u[MAX_INDICES];         /* the u in the place of a p,
                                               or VARIABLE_COUNT */
    Form         to[MAX_INDICES];           /* old indices by variables */
    Range        range[VARIABLE_COUNT];     /* empty: not in use */
} Turn;

static double width(Range range)
{
    return (double)range.high - (double)range.low;
}

/* Whether another axis that is not done uses an index. */
static bool is_shared(const Turn *turn, uint32_t axis, uint32_t index)
{
    for (uint32_t a = 0; a < turn->draft.rank; a++)
        if (a != axis && !turn->done[a] && turn->axis[a].factor[index])
            return true;
    return false;
}

/* -- splitting by a stride -- */

typedef struct Split {
    int64_t s, sign;                        /* s r sign is r's term */
    Form    with_r, with_p;                 /* the axis without r and p: base
                                               and multiples of s, divided by
                                               s; and the others */
    Range   q, u;
} Split;

/* False if the values of P are not bounded in 62 bits. */
static bool split_make(const Turn *turn, uint32_t axis, uint32_t p, uint32_t r,
                       Split *split)
{
    const Form *form = &turn->axis[axis];
    const int64_t f = form->factor[r], shape = turn->array->shape[axis];
    memset(split, 0, sizeof *split);
    split->sign = f < 0 ? -1 : 1;
    split->s = f < 0 ? -f : f;
    const int64_t s = split->s;
    split->with_r.base = floor_quotient(form->base, s);
    split->with_p.base = form->base - s * split->with_r.base;
    Wide low = split->with_p.base, high = low;
    for (uint32_t i = 0; i < turn->draft.domain.index_count; i++) {
        int64_t c = form->factor[i];
        Range range = turn->draft.domain.ranges[i];
        if (!c || i == r)
            continue;
        if (i != p && c % s == 0) {
            split->with_r.factor[i] = c / s;
            continue;
        }
        if (i != p)
            split->with_p.factor[i] = c;
        low += (Wide)c * (c > 0 ? range.low : range.high - 1);
        high += (Wide)c * (c > 0 ? range.high - 1 : range.low);
        if (low <= -UNBOUNDED || high >= UNBOUNDED)
            return false;
    }
    split->q = (Range){0, (shape - 1) / s + 1};
    split->u = (Range){floor_quotient((int64_t)low, s),
                       floor_quotient((int64_t)high, s) + 1};
    return true;
}

/* -- choosing -- */

static bool is_unit(int64_t c)
{
    return c == 1 || c == -1;
}

/* The way to solve an axis that makes the box grow least; false if there is
 * none. Of equal ones the plain one, then the first. */
static bool choose(const Turn *turn, uint32_t axis, Option *best)
{
    const Form *form = &turn->axis[axis];
    const Domain *domain = &turn->draft.domain;
    const double shape = (double)turn->array->shape[axis];
    bool found = false;
    for (uint32_t x = 0; x < domain->index_count; x++) {
        if (!is_unit(form->factor[x]) || is_shared(turn, axis, x))
            continue;
        Option option = {x, MAX_INDICES, shape / width(domain->ranges[x])};
        if (!found || option.growth < best->growth)
            *best = option;
        found = true;
    }
    for (uint32_t p = 0; p < domain->index_count; p++)
        for (uint32_t r = 0; r < domain->index_count; r++) {
            Split split;
            if (!is_unit(form->factor[p]) || is_shared(turn, axis, p)
                || !form->factor[r] || is_unit(form->factor[r])
                || is_shared(turn, axis, r)
                || !split_make(turn, axis, p, r, &split))
                continue;
            double growth = width(split.q) * (double)split.s * width(split.u)
                          / width(domain->ranges[p])
                          / width(domain->ranges[r]);
            if (growth < best->growth)
                *best = (Option){p, r, growth};
        }
    return found;
}

/* -- solving -- */

/* Replaces old index x by a form, in what it stands for and wherever it came
 * up before. */
static bool replace(Turn *turn, uint32_t x, const Form *by)
{
    bool ok = true;
    for (uint32_t i = 0; i < turn->draft.domain.index_count; i++) {
        int64_t c = turn->to[i].factor[x];
        if (!c)
            continue;
        turn->to[i].factor[x] = 0;
        ok &= form_add_form(&turn->to[i], by, c);
    }
    turn->gone[x] = true;
    return ok;
}

/* x = c (j - rest), the range of j that of the axis. */
static bool solve_plain(Turn *turn, uint32_t axis, uint32_t x)
{
    const int64_t c = turn->axis[axis].factor[x];
    Form rest = turn->axis[axis], by = {0};
    rest.factor[x] = 0;
    by.factor[VARIABLE_J + axis] = c;
    turn->range[VARIABLE_J + axis] = (Range){0, turn->array->shape[axis]};
    return form_add_form(&by, &rest, -c) && replace(turn, x, &by);
}

/* p = ±(m + s u - with_p), r = ±(q - u - with_r). A u of one value is a
 * number. */
static bool solve_split(Turn *turn, uint32_t axis, uint32_t p, uint32_t r)
{
    const int64_t c = turn->axis[axis].factor[p];
    const uint32_t u = VARIABLE_U + axis;
    Split split;
    Form of_u = {0}, by_p = {0}, by_r = {0};
    if (!split_make(turn, axis, p, r, &split))
        return false;
    if (split.u.high - split.u.low == 1) {
        of_u.base = split.u.low;
    } else {
        of_u.factor[u] = 1;
        turn->range[u] = split.u;
        turn->at_u[p] = u;
    }
    turn->range[VARIABLE_J + axis] = split.q;
    turn->range[VARIABLE_M + axis] = (Range){0, split.s};
    by_p.factor[VARIABLE_M + axis] = c;
    by_r.factor[VARIABLE_J + axis] = split.sign;
    return form_add_form(&by_p, &of_u, c * split.s)
        && form_add_form(&by_p, &split.with_p, -c)
        && form_add_form(&by_r, &of_u, -split.sign)
        && form_add_form(&by_r, &split.with_r, -split.sign)
        && replace(turn, p, &by_p) && replace(turn, r, &by_r);
}

/* Solves axis after axis, any that can be; false if one is left, or the box
 * has more than doubled. */
static bool solve_axes(Turn *turn)
{
    double growth = 1;
    for (uint32_t n = 0; n < turn->draft.rank; n++) {
        Option option = {0};
        uint32_t axis = 0;
        while (axis < turn->draft.rank
               && (turn->done[axis] || !choose(turn, axis, &option)))
            axis++;
        if (axis == turn->draft.rank)
            return false;
        turn->done[axis] = true;
        growth *= option.growth;
        if (option.r == MAX_INDICES ? !solve_plain(turn, axis, option.x)
                                    : !solve_split(turn, axis, option.x,
                                                   option.r))
            return false;
    }
    return growth <= 2 * (1 + 1e-9);
}

/* -- the new part -- */

/* Numbers the variables: those of the target, then the reduced ones. False if
 * they are more than a part can bind. */
static bool number(const Turn *turn, uint32_t numbers[VARIABLE_COUNT],
                   Domain *domain)
{
    uint32_t order[VARIABLE_COUNT], count = 0;
    for (uint32_t a = 0; a < turn->draft.rank; a++) {
        order[count++] = VARIABLE_J + a;
        order[count++] = VARIABLE_M + a;
    }
    for (uint32_t i = 0; i < turn->draft.domain.index_count; i++)
        order[count++] = turn->gone[i] ? turn->at_u[i] : i;
    domain->index_count = 0;
    for (uint32_t k = 0; k < count; k++) {
        uint32_t variable = order[k];
        if (variable == VARIABLE_COUNT)
            continue;
        Range range = variable < MAX_INDICES && !turn->gone[variable]
                        ? turn->draft.domain.ranges[variable]
                        : turn->range[variable];
        if (range.low >= range.high)
            continue;
        if (domain->index_count == MAX_INDICES)
            return false;
        numbers[variable] = domain->index_count;
        domain->ranges[domain->index_count++] = range;
    }
    return true;
}

static SubscriptId subscript_of_form(Exprs *exprs, const Form *form,
                                     const uint32_t *numbers)
{
    Term terms[MAX_INDICES];
    uint32_t count = 0;
    for (uint32_t v = 0; v < VARIABLE_COUNT; v++)
        if (form->factor[v])
            terms[count++] = (Term){numbers[v], form->factor[v]};
    return subscript_make(exprs, form->base, count, terms, 0, 0);
}

/* The target j, or s q + m. */
static void set_target(Turn *turn, const uint32_t *numbers)
{
    Exprs *exprs = &turn->draft.graph->exprs;
    for (uint32_t a = 0; a < turn->draft.rank; a++) {
        Form form = {0};
        int64_t s = turn->range[VARIABLE_M + a].high;
        form.factor[VARIABLE_J + a] = s ? s : 1;
        if (s)
            form.factor[VARIABLE_M + a] = 1;
        turn->draft.target[a] = subscript_of_form(exprs, &form, numbers);
        if (s)
            draft_require(&turn->draft, turn->draft.target[a],
                          (Range){0, turn->array->shape[a]});
    }
}

static bool rewrite(Turn *turn)
{
    Exprs *exprs = &turn->draft.graph->exprs;
    uint32_t numbers[VARIABLE_COUNT] = {0};
    SubscriptId map[MAX_INDICES] = {0};
    Domain domain;
    domain_init(&domain);
    if (!number(turn, numbers, &domain))
        return false;
    const Domain old = turn->draft.domain;
    for (uint32_t i = 0; i < old.index_count; i++)
        map[i] = subscript_of_form(exprs, &turn->to[i], numbers);
    turn->draft.rank = 0;                   /* the target is made anew */
    draft_substitute(&turn->draft, map);
    turn->draft.rank = turn->array->rank;
    turn->draft.domain.index_count = domain.index_count;
    memcpy(turn->draft.domain.ranges, domain.ranges, sizeof domain.ranges);
    for (uint32_t i = 0; i < old.index_count; i++)
        if (turn->gone[i])
            draft_require(&turn->draft, map[i], old.ranges[i]);
    set_target(turn, numbers);
    draft_prune(&turn->draft);
    return true;
}

static bool turn_open(Turn *turn, Graph *graph, const Array *array,
                      const Part *part)
{
    memset(turn, 0, sizeof *turn);
    draft_open(&turn->draft, graph, array->rank, part);
    turn->array = array;
    for (uint32_t a = 0; a < array->rank; a++) {
        const Subscript *s = subscript_at(&graph->exprs, part->target[a]);
        if (s->data)
            return false;
        turn->axis[a].base = s->base;
        for (uint32_t k = 0; k < s->term_count; k++)
            turn->axis[a].factor[s->terms[k].index] = s->terms[k].factor;
    }
    for (uint32_t i = 0; i < part->index_count; i++) {
        turn->to[i].factor[i] = 1;
        turn->at_u[i] = VARIABLE_COUNT;
    }
    return true;
}

/* Whether every axis of the target has an index that it could be solved for. */
static bool has_indices(const Graph *graph, const Array *array,
                        const Part *part)
{
    for (uint32_t a = 0; a < array->rank; a++)
        if (!subscript_at(&graph->exprs, part->target[a])->term_count)
            return false;
    return true;
}

bool part_turn(Graph *graph, const Array *array, const Part *part, Part *out)
{
    Turn turn;
    if (part->combine != SUM || part_is_plain(graph, array, part)
        || !has_indices(graph, array, part)
        || !turn_open(&turn, graph, array, part) || !solve_axes(&turn)
        || !rewrite(&turn))
        return false;
    *out = draft_close(&turn.draft);
    return out->index_count != part->index_count
        || memcmp(out->target, part->target,
                  array->rank * sizeof *part->target);
}
