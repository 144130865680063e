/* affine_offender.c: a point at which a subscript is outside its axis.
 *
 * "Outside" is one more row. Index by index, the least value that the bounds
 * leave is taken; where elimination is exact the first try ends at the first
 * point in lexicographic order, otherwise the search goes back, within a
 * bound. What it finds is verified at the point.
 */
#include "affine_system.h"

#include <string.h>

enum { MAX_TRIES = 256 };

typedef struct Search {
    const Domain *domain;
    const Graph  *graph;
    SubscriptId   s;
    int64_t       size, value;
    int64_t       point[MAX_INDICES];
    Interval      rest[MAX_INDICES];    /* values still to try */
    View          view;
} Search;

static bool is_used(const Domain *domain, uint32_t index)
{
    return domain->ranges[index].low < domain->ranges[index].high;
}

/* The point is in the domain and s outside there; *known: s has a value. */
static bool verify(Search *search, bool *known)
{
    const Domain *d = search->domain;
    *known = point_subscript(search->graph, search->point, search->s,
                             &search->value);
    return *known && (search->value < 0 || search->value >= search->size)
        && point_is_inside(&search->graph->exprs, d->guards.at,
                           d->guards.count, search->point);
}

/* Fixes an index at the least value that is left for it. */
static bool fix(Search *search, uint32_t index)
{
    Interval *rest = &search->rest[index];
    if (rest->low > rest->high || rest->low == -UNBOUNDED)
        return false;
    search->point[index] = rest->low;
    search->view.system.box[index] = (Interval){rest->low, rest->low};
    rest->low++;
    return true;
}

/* The first point of the system that is found, by depth first search. */
static bool descend(Search *search)
{
    System *system = &search->view.system;
    const uint32_t count = search->domain->index_count;
    Interval box[MAX_INDICES];
    uint32_t index = 0;
    bool back = false, known, exact;
    memcpy(box, system->box, count * sizeof *box);
    for (int tries = 0; tries < MAX_TRIES;) {
        if (!back && index == count) {
            if (verify(search, &known))
                return true;
            if (!known)
                return false;
            back = true;
        }
        if (back) {
            if (!index)
                return false;
            index--;
            system->box[index] = box[index];
        } else {
            Form form = {0};
            form.factor[index] = 1;
            tries++;
            search->rest[index] = is_used(search->domain, index)
                                    ? system_bounds(system, &form, &exact)
                                    : NOTHING;
        }
        bool free = !is_used(search->domain, index) && !back;
        back = !free && !fix(search, index);
        index += !back;
    }
    return false;
}

/* The first point with s < 0 (sign -1) or s >= size. */
static bool search_side(Search *search, int sign)
{
    const Exprs *exprs = &search->graph->exprs;
    View *view = &search->view;
    Form form = {0}, row = {0};
    view_init(view, exprs, search->graph);
    memset(search->point, 0, sizeof search->point);
    if (!view_add_domain(view, search->domain)
        || !view_add_subscript(view, &form, search->s, 1)
        || !form_add_form(&row, &form, sign)
        || !form_add_base(&row, sign < 0 ? -1 : -(Wide)search->size))
        return false;
    system_require(&view->system, &row, false);
    return descend(search);
}

static int compare(const int64_t *a, const int64_t *b, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}

bool domain_offender(const Domain *domain, const Graph *graph, SubscriptId s,
                     int64_t size, int64_t point[MAX_INDICES], int64_t *value)
{
    bool found = false;
    Search search = {.domain = domain, .graph = graph, .s = s, .size = size};
    for (int sign = -1; sign <= 1; sign += 2) {
        if (!search_side(&search, sign)
            || (found
                && compare(search.point, point, domain->index_count) > 0))
            continue;
        found = true;
        memcpy(point, search.point, sizeof search.point);
        *value = search.value;
    }
    return found;
}
