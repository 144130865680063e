/* plan_area.c: packing arrays with lifetimes into slots.
 *
 * With few arrays, the largest goes first and each takes the smallest slot
 * that is free during its life: a slot is then as large as its first tenant.
 * With many, arrays are taken in the order of their births and each takes
 * the smallest slot free at that time that is large enough, or else enlarges
 * the largest: that needs no comparison of all with all. Then scalars share
 * nothing: C compilers look through the unnamed unions of a struct one by one,
 * and thousands of them take minutes.
 */
#include "plan_area.h"

#include <stdlib.h>

enum { FEW = 1500, SMALL = 8 };

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

/* -- slots in the making -- */

typedef struct Lot {
    int64_t bytes;
    Tenants tenants;
    uint32_t until;             /* when its last tenant dies */
} Lot;

typedef LIST(Lot) Lots;

static void lot_add(Arena *arena, Lot *lot, const Tenant *tenant)
{
    list_push(arena, &lot->tenants, *tenant);
    lot->until = lot->until < tenant->last ? tenant->last : lot->until;
    lot->bytes = lot->bytes < tenant->bytes ? tenant->bytes : lot->bytes;
}

static bool lot_is_free(const Lot *lot, const Tenant *tenant)
{
    for (uint32_t i = 0; i < lot->tenants.count; i++) {
        const Tenant *other = &lot->tenants.at[i];
        if (other->first <= tenant->last && tenant->first <= other->last)
            return false;
    }
    return true;
}

static Lots pack_by_size(Arena *arena, const Tenants *tenants)
{
    Lots lots = {0};
    Tenant *order = sorted(arena, tenants, compare_size);
    for (uint32_t i = 0; i < tenants->count; i++) {
        uint32_t at = lots.count;
        while (at > 0 && !lot_is_free(&lots.at[at - 1], &order[i]))
            at--;
        if (!at) {
            list_push(arena, &lots, (Lot){0});
            at = lots.count;
        }
        lot_add(arena, &lots.at[at - 1], &order[i]);
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

static Lots pack_by_birth(Arena *arena, const Tenants *tenants)
{
    Lots lots = {0};
    Numbers taken = {0}, vacant = {0};
    Tenant *order = sorted(arena, tenants, compare_birth);
    for (uint32_t i = 0; i < tenants->count; i++) {
        if (order[i].bytes <= SMALL) {
            list_push(arena, &lots, (Lot){0});
            lot_add(arena, &lots.at[lots.count - 1], &order[i]);
            continue;
        }
        while (taken.count
               && lots.at[taken.at[0]].until < order[i].first)
            free_add(arena, &vacant, &lots, heap_pop(&taken, &lots));
        uint32_t lot = lots.count;
        if (vacant.count)
            lot = free_take(&vacant, &lots, order[i].bytes);
        else
            list_push(arena, &lots, (Lot){0});
        lot_add(arena, &lots.at[lot], &order[i]);
        heap_push(arena, &taken, &lots, lot);
    }
    return lots;
}

/* -- the area -- */

/* The largest sum of bytes alive at one time. */
static int64_t live_bound(Arena *arena, const Tenants *tenants)
{
    uint32_t end = 0;
    for (uint32_t i = 0; i < tenants->count; i++)
        end = end < tenants->at[i].last ? tenants->at[i].last : end;
    int64_t *change = NEW_ARRAY(arena, int64_t, (size_t)end + 2);
    for (uint32_t i = 0; i < tenants->count; i++) {
        change[tenants->at[i].first] += tenants->at[i].bytes;
        change[tenants->at[i].last + 1] -= tenants->at[i].bytes;
    }
    int64_t now = 0, most = 0;
    for (uint32_t t = 0; t <= end; t++) {
        now += change[t];
        most = most < now ? now : most;
    }
    return most;
}

/* A slot is called to mind by the first array in it, and stands in the order
 * of these. */
static int compare_slots(const void *left, const void *right)
{
    const Slot *a = left, *b = right;
    return (a->arrays.at[0] > b->arrays.at[0])
         - (a->arrays.at[0] < b->arrays.at[0]);
}

void area_fill(Area *area, Arena *arena, Arena *work, const Tenants *tenants)
{
    Lots lots = tenants->count <= FEW ? pack_by_size(work, tenants)
                                      : pack_by_birth(work, tenants);
    for (uint32_t i = 0; i < lots.count; i++) {
        Slot slot = {.bytes = lots.at[i].bytes};
        Tenant *order = sorted(work, &lots.at[i].tenants, compare_birth);
        for (uint32_t t = 0; t < lots.at[i].tenants.count; t++) {
            list_push(arena, &slot.arrays, order[t].array);
            for (uint32_t n = order[t].later.count; n > 0; n--)
                list_push(arena, &slot.arrays, order[t].later.at[n - 1]);
        }
        list_push(arena, &area->slots, slot);
        area->bytes += slot.bytes;
    }
    if (area->slots.count)
        qsort(area->slots.at, area->slots.count, sizeof(Slot), compare_slots);
    area->bound = live_bound(work, tenants);
}
