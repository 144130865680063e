/* arena.c: blocks of doubling size, bumped through and freed together; beside
 * them large objects, each in a block of its own, so that what grows gives its
 * old place back.
 */
#include "arena.h"

#include <stdlib.h>
#include <string.h>

struct Block {
    Block      *older, *newer;
    max_align_t start[];
};

enum {
    FIRST_BLOCK = 1 << 13,
    LARGEST_STEP = 1 << 20,
    FIRST_ROOM = 64             /* bytes of a list that has begun */
};

static void *allocate_by_calloc(void *context, size_t size)
{
    (void)context;
    return calloc(1, size);
}

static void *resize_by_realloc(void *context, void *block, size_t size)
{
    (void)context;
    return realloc(block, size);
}

static void release_by_free(void *context, void *block)
{
    (void)context;
    free(block);
}

void arena_init(Arena *arena, const Allocator *allocator, jmp_buf *failure)
{
    *arena = (Arena){
        .allocator = {allocate_by_calloc, resize_by_realloc, release_by_free,
                      NULL},
        .failure = failure,
    };
    if (allocator)
        arena->allocator = *allocator;
}

static void release_all(Arena *arena, Block **list)
{
    while (*list) {
        Block *older = (*list)->older;
        arena->allocator.release(arena->allocator.context, *list);
        *list = older;
    }
}

static void release_blocks(Arena *arena)
{
    release_all(arena, &arena->blocks);
    release_all(arena, &arena->large);
    arena->next = arena->end = NULL;
    arena->used = 0;
}

/* The tree is taken down from its leaves. */
static void close_children(Arena *arena)
{
    while (arena->child) {
        Arena *leaf = arena->child;
        while (leaf->child)
            leaf = leaf->child;
        arena_close(leaf);
    }
}

void arena_destroy(Arena *arena)
{
    close_children(arena);
    release_blocks(arena);
}

/* The newest block stays; what was handed out of it is zeroed again. */
void arena_clear(Arena *arena)
{
    close_children(arena);
    release_all(arena, &arena->large);
    arena->used = 0;
    if (!arena->blocks)
        return;
    release_all(arena, &arena->blocks->older);
    char *start = (char *)arena->blocks->start;
    memset(start, 0, (size_t)(arena->next - start));
    arena->next = start;
}

Arena *arena_open(Arena *parent)
{
    Arena *arena = parent->allocator.allocate(parent->allocator.context,
                                              sizeof(Arena));
    if (!arena)
        arena_fail(parent);
    *arena = (Arena){
        .allocator = parent->allocator,
        .parent = parent,
        .older = parent->child,
    };
    if (parent->child)
        parent->child->newer = arena;
    parent->child = arena;
    return arena;
}

void arena_close(Arena *arena)
{
    arena_destroy(arena);
    if (arena->older)
        arena->older->newer = arena->newer;
    if (arena->newer)
        arena->newer->older = arena->older;
    else
        arena->parent->child = arena->older;
    arena->allocator.release(arena->allocator.context, arena);
}

static Arena *arena_first(Arena *arena)
{
    while (arena->parent)
        arena = arena->parent;
    return arena;
}

jmp_buf *arena_catch(Arena *arena, jmp_buf *failure)
{
    Arena *first = arena_first(arena);
    jmp_buf *before = first->failure;
    first->failure = failure;
    return before;
}

_Noreturn void arena_fail(Arena *arena)
{
    longjmp(*arena_first(arena)->failure, 1);
}

/* A new block of the list with room for `size` bytes. */
static Block *add_block(Arena *arena, Block **list, size_t size)
{
    Block *block = NULL;
    if (size <= SIZE_MAX - sizeof(Block))
        block = arena->allocator.allocate(arena->allocator.context,
                                          sizeof(Block) + size);
    if (!block)
        arena_fail(arena);
    block->older = *list;
    block->newer = NULL;
    if (*list)
        (*list)->newer = block;
    *list = block;
    return block;
}

/* Blocks double, so that their number grows with the logarithm of what is
 * used. */
static void add_room(Arena *arena, size_t need)
{
    size_t room = arena->used < FIRST_BLOCK ? FIRST_BLOCK : arena->used;
    if (room > LARGEST_STEP)
        room = LARGEST_STEP;
    if (room < need)
        room = need;
    Block *block = add_block(arena, &arena->blocks, room);
    arena->next = (char *)block->start;
    arena->end = arena->next + room;
}

/* What is large, or does not fit into the newest block. */
void *arena_alloc_apart(Arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        arena_fail(arena);
    size_t bytes = count * size;
    if (bytes >= ARENA_LARGE)
        return add_block(arena, &arena->large, bytes)->start;
    add_room(arena, bytes);
    return arena_alloc(arena, count, size);
}

static Block *block_of(void *object)
{
    return (Block *)((char *)object - offsetof(Block, start));
}

void arena_release(Arena *arena, void *object, size_t count, size_t size)
{
    if (!object || count * size < ARENA_LARGE)
        return;
    Block *block = block_of(object);
    if (block->older)
        block->older->newer = block->newer;
    if (block->newer)
        block->newer->older = block->older;
    else
        arena->large = block->older;
    arena->allocator.release(arena->allocator.context, block);
}

static void *resize_large(Arena *arena, void *old, size_t size)
{
    Block *block = NULL;
    if (size <= SIZE_MAX - sizeof(Block))
        block = arena->allocator.resize(arena->allocator.context,
                                        block_of(old), sizeof(Block) + size);
    if (!block)
        arena_fail(arena);
    if (block->older)
        block->older->newer = block;
    if (block->newer)
        block->newer->older = block;
    else
        arena->large = block;
    return block->start;
}

void *arena_resize(Arena *arena, void *old, size_t had, size_t count,
                   size_t size)
{
    if (size && count > SIZE_MAX / size)
        arena_fail(arena);
    if (had * size >= ARENA_LARGE)
        return resize_large(arena, old, count * size);
    void *made = arena_alloc(arena, count, size);
    return had ? memcpy(made, old, had * size) : made;
}

void *arena_trim(Arena *arena, void *object, uint32_t *capacity, uint32_t count,
                 size_t size)
{
    if (count * size < ARENA_LARGE)
        return object;
    *capacity = count;
    return resize_large(arena, object, count * size);
}

void arena_shrink(Arena *arena, void *object, size_t size, size_t kept)
{
    if (!object || (char *)object + size != arena->next)
        return;
    char *end = (char *)object + kept;
    memset(end, 0, size - kept);
    arena->next = end;
    arena->used -= size - kept;
}

/* Of nothing, it is some place that is there. */
void *arena_copy(Arena *arena, const void *from, size_t count, size_t size)
{
    if (!count || !size)
        return arena;
    return memcpy(arena_alloc(arena, count, size), from, count * size);
}

void *arena_grow(Arena *arena, void *old, uint32_t *capacity, uint32_t need,
                 size_t size, bool zeroed)
{
    if (need <= *capacity)
        return old;
    if (*capacity > UINT32_MAX / 2)
        arena_fail(arena);
    const size_t had = *capacity;
    uint32_t room = had * size >= ARENA_LARGE ? *capacity + *capacity / 2
                  : had                       ? 2 * *capacity
                  : size < FIRST_ROOM ? (uint32_t)(FIRST_ROOM / size) : 1;
    if (room < need)
        room = need;
    char *grown = arena_resize(arena, old, had, room, size);
    if (zeroed && had * size >= ARENA_LARGE)
        memset(grown + had * size, 0, (room - had) * size);
    *capacity = room;
    return grown;
}
