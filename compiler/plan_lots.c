/* plan_lots.c: lots, each a room in which tenants live. */
#include "plan_lots.h"

#include <stdlib.h>

enum { SMALL = 8 };             /* bytes of what shares nothing among many */

/* -- orders -- */

static int by_array(const Tenant *a, const Tenant *b)
{
    return (a->array > b->array) - (a->array < b->array);
}

static int compare_size(const void *left, const void *right)
{
    const Tenant *a = left, *b = right;
    if (a->bytes != b->bytes)
        return a->bytes < b->bytes ? 1 : -1;
    return by_array(a, b);
}

static int compare_place(const void *left, const void *right)
{
    const Tenant *a = left, *b = right;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return by_array(a, b);
}

static int compare_birth(const void *left, const void *right)
{
    const Tenant *a = left, *b = right;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    return by_array(a, b);
}

static Tenant *sorted(Arena *arena, const Tenants *tenants,
                      int (*compare)(const void *, const void *))
{
    Tenant *copy = arena_copy(arena, tenants->at, tenants->count,
                              sizeof(Tenant));
    if (tenants->count)
        qsort(copy, tenants->count, sizeof(Tenant), compare);
    return copy;
}

Tenant *tenants_by_birth(Arena *arena, const Tenants *tenants)
{
    return sorted(arena, tenants, compare_birth);
}

Tenant *tenants_by_size(Arena *arena, const Tenants *tenants)
{
    return sorted(arena, tenants, compare_size);
}

Tenant *tenants_by_place(Arena *arena, const Tenants *tenants)
{
    return sorted(arena, tenants, compare_place);
}

/* -- lots -- */

static void lot_add(Arena *arena, Lot *lot, const Tenant *tenant)
{
    list_push(arena, &lot->tenants, *tenant);
    lot->until = lot->until < tenant->last ? tenant->last : lot->until;
    lot->bytes = lot->bytes < tenant->at + tenant->bytes
                   ? tenant->at + tenant->bytes : lot->bytes;
    lot->align = lot->align < tenant->each ? tenant->each : lot->align;
    lot->beside |= tenant->at > 0;
}

int64_t lots_bytes(const Lots *lots)
{
    int64_t bytes = 0;
    for (uint32_t i = 0; i < lots->count; i++)
        bytes += lots->at[i].bytes;
    return bytes;
}

typedef struct Stretch {
    uint32_t first, last;
} Stretch;

static bool meets(uint32_t first, uint32_t last, const Tenant *tenant)
{
    return first <= tenant->last && tenant->first <= last;
}

static bool lot_is_free(const Lot *lot, const Tenant *tenant)
{
    for (uint32_t i = 0; i < lot->tenants.count; i++)
        if (meets(lot->tenants.at[i].first, lot->tenants.at[i].last, tenant))
            return false;
    return true;
}

Lots lots_by_size(Arena *arena, const Tenants *tenants)
{
    Lots lots = {0};
    Tenant *order = sorted(arena, tenants, compare_size);
    /* Of the newest in each lot, which is most often in the way. */
    Stretch *newest = NEW_ARRAY(arena, Stretch, tenants->count);
    for (uint32_t i = 0; i < tenants->count; i++) {
        const Tenant *tenant = &order[i];
        uint32_t at = lots.count;
        while (at > 0
               && (meets(newest[at - 1].first, newest[at - 1].last, tenant)
                   || !lot_is_free(&lots.at[at - 1], tenant)))
            at--;
        if (!at) {
            list_push(arena, &lots, (Lot){0});
            at = lots.count;
        }
        lot_add(arena, &lots.at[at - 1], tenant);
        newest[at - 1] = (Stretch){tenant->first, tenant->last};
    }
    return lots;
}

/* -- many arrays -- */

typedef LIST(uint32_t) Numbers;

/* A heap of lots, the one that falls free first on top. */
static void heap_push(Arena *arena, Numbers *heap, const Lots *lots,
                      uint32_t lot)
{
    list_push(arena, heap, lot);
    uint32_t at = heap->count - 1;
    while (at && lots->at[heap->at[(at - 1) / 2]].until > lots->at[lot].until) {
        heap->at[at] = heap->at[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap->at[at] = lot;
}

static uint32_t heap_pop(Numbers *heap, const Lots *lots)
{
    uint32_t top = heap->at[0], last = heap->at[--heap->count], at = 0;
    for (;;) {
        uint32_t child = 2 * at + 1;
        if (child >= heap->count)
            break;
        if (child + 1 < heap->count
            && lots->at[heap->at[child + 1]].until
                   < lots->at[heap->at[child]].until)
            child++;
        if (lots->at[last].until <= lots->at[heap->at[child]].until)
            break;
        heap->at[at] = heap->at[child];
        at = child;
    }
    if (heap->count)
        heap->at[at] = last;
    return top;
}

/* Free lots of ascending size: the place of the first of at least `bytes`. */
static uint32_t free_place(const Numbers *free, const Lots *lots,
                           int64_t bytes)
{
    uint32_t low = 0, high = free->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (lots->at[free->at[middle]].bytes < bytes)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void free_add(Arena *arena, Numbers *free, const Lots *lots,
                     uint32_t lot)
{
    uint32_t at = free_place(free, lots, lots->at[lot].bytes + 1);
    list_push(arena, free, 0);
    for (uint32_t i = free->count - 1; i > at; i--)
        free->at[i] = free->at[i - 1];
    free->at[at] = lot;
}

static uint32_t free_take(Numbers *free, const Lots *lots, int64_t bytes)
{
    uint32_t at = free_place(free, lots, bytes);
    at = at == free->count ? at - 1 : at;
    uint32_t lot = free->at[at];
    free->count--;
    for (uint32_t i = at; i < free->count; i++)
        free->at[i] = free->at[i + 1];
    return lot;
}

Lots lots_by_birth(Arena *arena, const Tenants *tenants)
{
    Lots lots = {0};
    Arena *work = arena_open(arena);
    Numbers taken = {0}, vacant = {0};
    Tenant *order = sorted(work, tenants, compare_birth);
    for (uint32_t i = 0; i < tenants->count; i++) {
        if (order[i].bytes <= SMALL) {
            list_push(arena, &lots, (Lot){0});
            lot_add(arena, &lots.at[lots.count - 1], &order[i]);
            continue;
        }
        while (taken.count
               && lots.at[taken.at[0]].until < order[i].first)
            free_add(work, &vacant, &lots, heap_pop(&taken, &lots));
        uint32_t lot = lots.count;
        if (vacant.count)
            lot = free_take(&vacant, &lots, order[i].bytes);
        else
            list_push(arena, &lots, (Lot){0});
        lot_add(arena, &lots.at[lot], &order[i]);
        heap_push(work, &taken, &lots, lot);
    }
    arena_close(work);
    return lots;
}

/* -- places -- */

Lots lots_by_place(Arena *arena, const Tenants *tenants)
{
    Lots lots = {0};
    Tenant *order = sorted(arena, tenants, compare_place);
    int64_t begin = 0, end = 0;     /* of the last lot */
    for (uint32_t i = 0; i < tenants->count; i++) {
        Tenant tenant = order[i];
        if (tenant.at >= end) {
            list_push(arena, &lots, (Lot){0});
            begin = tenant.at;
        }
        if (end < tenant.at + tenant.bytes)
            end = tenant.at + tenant.bytes;
        tenant.at -= begin;
        lot_add(arena, &lots.at[lots.count - 1], &tenant);
    }
    return lots;
}
