/* graph_check_path.c: accesses that only a condition keeps in bounds.
 *
 * The search goes up from the access, user by user, and takes along the
 * condition of each choice whose branch it leaves. A way ends where its
 * conditions prove the bound; if one comes to the root without, there is no
 * proof. A node is visited once for each set of conditions, so that shared
 * nodes cost no more than their number.
 */
#include "checking.h"

enum { MAX_STOPS = 4096, MAX_PROOFS = 256, MAX_PATH = 16 };

/* For each node of the part its users, in the order of the list. */
static void find_uses(Check *check)
{
    const Exprs *exprs = &check->graph->exprs;
    const ExprIds *order = &check->order;
    ExprId operands[MAX_RANK];
    if (check->has_uses)
        return;
    check->has_uses = true;
    if (!check->place)
        check->place = NEW_ARRAY(check->arena, uint32_t, exprs->nodes.count);
    list_reserve(check->arena, &check->first_use, order->count + 2);
    for (uint32_t i = 0; i < order->count + 2; i++)
        check->first_use.at[i] = 0;
    for (uint32_t i = 0; i < order->count; i++) {
        check->place[order->at[i]] = i;
        uint32_t count = expr_operands(exprs, order->at[i], operands);
        for (uint32_t k = 0; k < count; k++)
            check->first_use.at[check->place[operands[k]] + 2]++;
    }
    for (uint32_t i = 0; i < order->count; i++)
        check->first_use.at[i + 2] += check->first_use.at[i + 1];
    list_reserve(check->arena, &check->uses,
                 check->first_use.at[order->count + 1]);
    for (uint32_t i = 0; i < order->count; i++) {
        uint32_t count = expr_operands(exprs, order->at[i], operands);
        for (uint32_t k = 0; k < count; k++)
            check->uses.at[check->first_use.at[check->place[operands[k]]
                                               + 1]++] =
                (Use){order->at[i], k};
    }
}

static bool is_root(const Check *check, ExprId node)
{
    if (node == check->part->body)
        return true;
    for (uint32_t a = 0; a < check->array->rank; a++)
        if (node == subscript_at(&check->graph->exprs,
                                 check->part->target[a])->data)
            return true;
    return false;
}

/* The path with one more condition; the same one if it is there already or
 * the path is long. */
static uint32_t extend(Check *check, uint32_t path, ExprId condition,
                       bool holds)
{
    uint32_t length = 0;
    for (uint32_t at = path; at; at = check->paths.at[at].before) {
        const Condition *c = &check->paths.at[at].condition;
        if (++length == MAX_PATH || (c->id == condition && c->holds == holds))
            return path;
    }
    for (uint32_t i = 1; i < check->paths.count; i++) {
        const Path *p = &check->paths.at[i];
        if (p->before == path && p->condition.id == condition
            && p->condition.holds == holds)
            return i;
    }
    if (check->paths.count > MAX_PROOFS)
        return path;
    list_push(check->arena, &check->paths,
              ((Path){path, {condition, holds}}));
    return check->paths.count - 1;
}

static bool path_holds(const Check *check, uint32_t path, SubscriptId s,
                       int64_t size)
{
    Condition conditions[MAX_PATH];
    uint32_t count = 0;
    for (uint32_t at = path; at; at = check->paths.at[at].before)
        conditions[count++] = check->paths.at[at].condition;
    Range range = domain_bounds_under(&check->domain, check->graph, conditions,
                                      count, s);
    return range.low >= range.high || (range.low >= 0 && range.high <= size);
}

/* Puts the node on the list unless it has been there with this path. */
static bool visit(Check *check, ExprId node, uint32_t path)
{
    for (uint32_t i = 0; i < check->stops.count; i++)
        if (check->stops.at[i].node == node && check->stops.at[i].path == path)
            return true;
    if (check->stops.count == MAX_STOPS)
        return false;
    list_push(check->arena, &check->stops, ((Stop){node, path}));
    return true;
}

/* Whether the bound holds after the use; *path becomes its conditions. */
static bool use_proves(Check *check, Use use, uint32_t *path, SubscriptId s,
                       int64_t size, bool proved[MAX_PROOFS + 2],
                       uint32_t *known)
{
    const Expr *user = expr_at(&check->graph->exprs, use.user);
    if (user->kind != CHOOSE || use.operand == 0)
        return false;
    *path = extend(check, *path, user->as.operand[0], use.operand == 1);
    for (; *known < check->paths.count; ++*known)
        proved[*known] = path_holds(check, *known, s, size);
    return proved[*path];
}

bool path_proves(Check *check, ExprId access, SubscriptId s, int64_t size)
{
    bool proved[MAX_PROOFS + 2] = {false};
    uint32_t known = 1;
    find_uses(check);
    check->paths.count = check->stops.count = 0;
    list_push(check->arena, &check->paths, (Path){0});
    visit(check, access, 0);
    for (uint32_t n = 0; n < check->stops.count; n++) {
        const Stop stop = check->stops.at[n];
        if (is_root(check, stop.node))
            return false;
        uint32_t place = check->place[stop.node];
        for (uint32_t i = check->first_use.at[place];
             i < check->first_use.at[place + 1]; i++) {
            Use use = check->uses.at[i];
            uint32_t path = stop.path;
            if (!use_proves(check, use, &path, s, size, proved, &known)
                && !visit(check, use.user, path))
                return false;
        }
    }
    return true;
}
