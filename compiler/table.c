/* table.c: open addressing with linear probing, at most half full. */
#include "table.h"

static uint32_t fold(uint64_t hash)
{
    return (uint32_t)(hash ^ hash >> 32);
}

/* The first place from `at` on that is free or holds the hash. */
static uint32_t settle(const Table *table, uint32_t at, uint32_t hash)
{
    while (table->slots[at].id && table->slots[at].hash != hash)
        at = (at + 1) & (table->capacity - 1);
    return at;
}

uint32_t table_first(const Table *table, uint64_t hash)
{
    if (!table->capacity)
        return 0;
    return settle(table, fold(hash) & (table->capacity - 1), fold(hash));
}

uint32_t table_next(const Table *table, uint32_t at, uint64_t hash)
{
    return settle(table, (at + 1) & (table->capacity - 1), fold(hash));
}

uint32_t table_id(const Table *table, uint32_t at)
{
    return table->capacity ? table->slots[at].id : 0;
}

static void insert(Table *table, uint32_t hash, uint32_t id)
{
    uint32_t at = hash & (table->capacity - 1);
    while (table->slots[at].id)
        at = (at + 1) & (table->capacity - 1);
    table->slots[at] = (TableSlot){hash, id};
}

void table_reserve(Arena *arena, Table *table, uint32_t count)
{
    Table grown = {.count = table->count, .capacity = 64};
    if (count <= table->capacity / 2)
        return;
    while (grown.capacity / 2 < count) {
        if (grown.capacity > UINT32_MAX / 2)
            arena_fail(arena);
        grown.capacity *= 2;
    }
    grown.slots = NEW_ARRAY(arena, TableSlot, grown.capacity);
    for (uint32_t i = 0; i < table->capacity; i++)
        if (table->slots[i].id)
            insert(&grown, table->slots[i].hash, table->slots[i].id);
    arena_release(arena, table->slots, table->capacity, sizeof(TableSlot));
    *table = grown;
}

void table_add(Arena *arena, Table *table, uint64_t hash, uint32_t id)
{
    table_reserve(arena, table, table->count + 1);
    insert(table, fold(hash), id);
    table->count++;
}

void table_release(Arena *arena, Table *table)
{
    arena_release(arena, table->slots, table->capacity, sizeof(TableSlot));
    *table = (Table){0};
}

uint64_t hash_mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 29;
}
