/* table.h: a hash table of ids, for hash-consing and for names.
 *
 * The table keeps ids and their hashes; what equality means stands with the
 * caller, who walks the ids of equal hash:
 *
 *     for (uint32_t at = table_first(&t, hash); (id = table_id(&t, at));
 *          at = table_next(&t, at, hash))
 */
#ifndef GCC_GRAPH_TABLE_H
#define GCC_GRAPH_TABLE_H

#include "arena.h"

typedef struct TableSlot {
    uint32_t hash, id;          /* id 0: free */
} TableSlot;

typedef struct Table {
    TableSlot *slots;
    uint32_t   count, capacity; /* capacity is a power of two or 0 */
} Table;

uint32_t table_first(const Table *table, uint64_t hash);
uint32_t table_next(const Table *table, uint32_t at, uint64_t hash);
/* The id at a place that a walk has come to; 0 at its end. */
uint32_t table_id(const Table *table, uint32_t at);
/* Room for `count` ids in all. */
void     table_reserve(Arena *arena, Table *table, uint32_t count);
void     table_add(Arena *arena, Table *table, uint64_t hash, uint32_t id);

/* Gives back what it holds, and empties it. */
void     table_release(Arena *arena, Table *table);

/* Mixes one more word into a hash. */
uint64_t hash_mix(uint64_t hash, uint64_t word);

#endif
