/* arena.c: blocks of doubling size, bumped through and freed together. */
#include "arena.h"

#include <stdlib.h>
#include <string.h>

struct Block {
    Block      *older;
    max_align_t start[];
};

enum { FIRST_BLOCK = 1 << 16, LARGEST_STEP = 1 << 24 };

static void *allocate_by_malloc(void *context, size_t size)
{
    (void)context;
    return malloc(size);
}

static void release_by_free(void *context, void *block)
{
    (void)context;
    free(block);
}

void arena_init(Arena *arena, const Allocator *allocator, jmp_buf *failure)
{
    *arena = (Arena){
        .allocator = {allocate_by_malloc, release_by_free, NULL},
        .failure = failure,
    };
    if (allocator)
        arena->allocator = *allocator;
}

void arena_destroy(Arena *arena)
{
    while (arena->blocks) {
        Block *older = arena->blocks->older;
        arena->allocator.release(arena->allocator.context, arena->blocks);
        arena->blocks = older;
    }
    arena->next = arena->end = NULL;
}

_Noreturn void arena_fail(Arena *arena)
{
    longjmp(*arena->failure, 1);
}

/* A new block with room for `size` bytes; blocks double, so that their number
 * grows with the logarithm of what is used. */
static void add_block(Arena *arena, size_t size)
{
    size_t room = arena->used < FIRST_BLOCK ? FIRST_BLOCK : arena->used;
    if (room > LARGEST_STEP)
        room = LARGEST_STEP;
    if (room < size)
        room = size;
    Block *block = NULL;
    if (room <= SIZE_MAX - sizeof(Block))
        block = arena->allocator.allocate(arena->allocator.context,
                                          sizeof(Block) + room);
    if (!block)
        arena_fail(arena);
    block->older = arena->blocks;
    arena->blocks = block;
    arena->next = (char *)block->start;
    arena->end = arena->next + room;
}

static char *take(Arena *arena, size_t count, size_t size)
{
    const size_t align = sizeof(max_align_t);
    if (size && count > (SIZE_MAX - align) / size)
        arena_fail(arena);
    size_t bytes = (count * size + align - 1) / align * align;
    if ((size_t)(arena->end - arena->next) < bytes)
        add_block(arena, bytes);
    char *at = arena->next;
    arena->next += bytes;
    arena->used += bytes;
    return at;
}

void *arena_alloc(Arena *arena, size_t count, size_t size)
{
    if (!arena->next)
        add_block(arena, FIRST_BLOCK);
    char *at = take(arena, count, size);
    memset(at, 0, count * size);
    return at;
}

void *arena_copy(Arena *arena, const void *from, size_t count, size_t size)
{
    void *at = arena_alloc(arena, count, size);
    if (count && size)
        memcpy(at, from, count * size);
    return at;
}

void *arena_grow(Arena *arena, void *old, uint32_t *capacity, uint32_t need,
                 size_t size)
{
    if (need <= *capacity)
        return old;
    uint32_t room = *capacity < 8 ? 8 : *capacity;
    while (room < need) {
        if (room > UINT32_MAX / 2)
            arena_fail(arena);
        room *= 2;
    }
    void *grown = arena_alloc(arena, room, size);
    if (old)
        memcpy(grown, old, *capacity * size);
    *capacity = room;
    return grown;
}
