/* plan_area.c: a work area of few bytes.
 *
 * Arrays that begin at one byte are the plainest, so they are tried first; if that
 * takes more than lives at one time, arrays are put beside each other too. Where
 * there are many, that is done with the largest alone.
 *
 *     a          share a slot:  a[100] | b[100]       as rows:  { a }
 *     b c                       a[100] | b[60] c[40]            { b, c }
 */
#include "plan_area.h"

#include "plan_lots.h"
#include "plan_pack.h"

#include <stdlib.h>

enum { FEW = 6000 };

static int64_t round_up(int64_t bytes, int64_t unit)
{
    return (bytes + unit - 1) / unit * unit;
}

/* -- the bound -- */

static Alive count_alive(Arena *arena, const Tenants *tenants)
{
    uint32_t end = 0;
    for (uint32_t i = 0; i < tenants->count; i++)
        end = end < tenants->at[i].last ? tenants->at[i].last : end;
    Alive alive = {NEW_ARRAY(arena, int64_t, (size_t)end + 2), 0};
    for (uint32_t i = 0; i < tenants->count; i++) {
        alive.bytes[tenants->at[i].first] += tenants->at[i].bytes;
        alive.bytes[tenants->at[i].last + 1] -= tenants->at[i].bytes;
    }
    for (uint32_t t = 0; t <= end; t++) {
        alive.bytes[t] += t ? alive.bytes[t - 1] : 0;
        alive.most = alive.most < alive.bytes[t] ? alive.bytes[t] : alive.most;
    }
    return alive;
}

/* -- the lots -- */

/* Sizes are rounded to multiples of the largest element, so that each array may
 * begin where another ends. */
static Tenants rounded(Arena *work, const Tenants *tenants, int64_t unit)
{
    Tenants made = {0};
    for (uint32_t i = 0; i < tenants->count; i++) {
        list_push(work, &made, tenants->at[i]);
        made.at[i].bytes = round_up(made.at[i].bytes, unit);
    }
    return made;
}

static Lots lots_of_few(Arena *work, const Tenants *tenants, int64_t unit)
{
    Lots lots = lots_by_size(work, tenants);
    Tenants packed = rounded(work, tenants, unit);
    const Alive alive = count_alive(work, &packed);
    int64_t bytes = lots_bytes(&lots);
    if (bytes <= alive.most || !tenants_pack(work, &packed, &alive, bytes))
        return lots;
    for (uint32_t i = 0; i < packed.count; i++)
        packed.at[i].bytes = tenants->at[i].bytes;
    return lots_by_place(work, &packed);
}

static Lots lots_of_many(Arena *work, const Tenants *tenants, int64_t unit)
{
    Tenant *order = tenants_by_size(work, tenants);
    const Tenants large = {order, FEW, FEW};
    const Tenants small = {order + FEW, tenants->count - FEW,
                           tenants->count - FEW};
    Lots lots = lots_of_few(work, &large, unit);
    Arena *trial = arena_open(work);
    Lots more = lots_by_birth(trial, &small);
    const int64_t bytes = lots_bytes(&lots) + lots_bytes(&more);
    arena_clear(trial);
    const Lots other = lots_by_birth(trial, tenants);
    if (lots_bytes(&other) <= bytes)
        return other;
    arena_close(trial);
    more = lots_by_birth(work, &small);
    for (uint32_t i = 0; i < more.count; i++)
        list_push(work, &lots, more.at[i]);
    return lots;
}

/* -- rows -- */

/* The first row in which the room of the tenant is free. */
static uint32_t find_row(const Lots *rows, const Tenant *tenant)
{
    for (uint32_t r = 0; r < rows->count; r++) {
        const Tenants *in = &rows->at[r].tenants;
        uint32_t i = 0;
        while (i < in->count && (in->at[i].at >= tenant->at + tenant->bytes
                     || tenant->at >= in->at[i].at + in->at[i].bytes))
            i++;
        if (i == in->count)
            return r;
    }
    return rows->count;
}

/* -- the area -- */

/* What is made in its place later has a row of its own. */
static void add_later(Arena *arena, Slot *slot, const Tenant *tenant)
{
    for (uint32_t n = tenant->later.count; n > 0; n--) {
        Row row = {0};
        list_push(arena, &row,
                  ((Stored){tenant->later.at[n - 1], tenant->at}));
        list_push(arena, &slot->rows, row);
    }
}

static void add_row(Arena *arena, Arena *work, Slot *slot,
                    const Tenants *tenants)
{
    const Tenant *order = tenants_by_place(work, tenants);
    Row row = {NEW_ARRAY(arena, Stored, tenants->count), tenants->count,
               tenants->count};
    for (uint32_t i = 0; i < tenants->count; i++)
        row.at[i] = (Stored){order[i].array, order[i].at};
    list_push(arena, &slot->rows, row);
    for (uint32_t i = 0; i < tenants->count; i++)
        add_later(arena, slot, &order[i]);
}

static Slot slot_of(Arena *arena, Arena *work, const Lot *lot)
{
    Slot slot = {.bytes = round_up(lot->bytes, lot->align),
                 .align = lot->align};
    const Tenant *order = tenants_by_birth(work, &lot->tenants);
    Lots rows = {0};
    for (uint32_t i = 0; i < lot->tenants.count; i++) {
        uint32_t row = lot->beside ? find_row(&rows, &order[i]) : rows.count;
        if (row == rows.count)
            list_push(work, &rows, (Lot){0});
        list_push(work, &rows.at[row].tenants, order[i]);
    }
    slot.rows.at = NEW_ARRAY(arena, Row, rows.count);
    slot.rows.capacity = rows.count;
    for (uint32_t i = 0; i < rows.count; i++)
        add_row(arena, work, &slot, &rows.at[i].tenants);
    return slot;
}

/* A slot is called to mind by the first array in it, and stands in the order
 * of these, behind those of larger elements: so nothing is lost between. */
static int compare_slots(const void *left, const void *right)
{
    const Slot *a = left, *b = right;
    ArrayId first = a->rows.at[0].at[0].array;
    ArrayId second = b->rows.at[0].at[0].array;
    if (a->align != b->align)
        return a->align < b->align ? 1 : -1;
    return (first > second) - (first < second);
}

void area_fill(Area *area, Arena *arena, Arena *work, const Tenants *tenants)
{
    int64_t unit = 1;           /* the largest element */
    for (uint32_t i = 0; i < tenants->count; i++)
        unit = unit < tenants->at[i].each ? tenants->at[i].each : unit;
    Arena *own = arena_open(work), *scratch = arena_open(work);
    Lots lots = tenants->count <= FEW ? lots_of_few(own, tenants, unit)
                                      : lots_of_many(own, tenants, unit);
    for (uint32_t i = 0; i < lots.count; i++) {
        list_push(arena, &area->slots, slot_of(arena, scratch, &lots.at[i]));
        arena_clear(scratch);
    }
    arena_close(scratch);
    arena_close(own);
    if (area->slots.count)
        qsort(area->slots.at, area->slots.count, sizeof(Slot), compare_slots);
    for (uint32_t i = 0; i < area->slots.count; i++)
        area->bytes = round_up(area->bytes, area->slots.at[i].align)
                    + area->slots.at[i].bytes;
    area->bytes = round_up(area->bytes, unit);
    const Alive alive = count_alive(work, tenants);
    area->bound = round_up(alive.most, unit);
    while (alive.bytes[area->peak] < alive.most)
        area->peak++;
}
