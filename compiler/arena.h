/* arena.h: the memory of one compilation.
 *
 * Everything that a compilation makes lives in an arena and goes with it, so
 * no pass frees single objects. Arenas form a tree: a pass opens one for what
 * it needs while it runs, and closes it when its result has been copied out;
 * what is open still goes with its parent. An allocation that fails leaves
 * through the jump buffer that the owner of the first arena has set: passes
 * never see a null pointer.
 */
#ifndef GCC_GRAPH_ARENA_H
#define GCC_GRAPH_ARENA_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What calloc, realloc and free are to an arena; a test supplies one that fails.
 * What is allocated is zeroed, what a block gains is not. */
typedef struct Allocator {
    void *(*allocate)(void *context, size_t size);
    void *(*resize)(void *context, void *block, size_t size);
    void (*release)(void *context, void *block);
    void *context;
} Allocator;

typedef struct Block Block;

typedef struct Arena {
    Allocator allocator;
    Block    *blocks;           /* newest first; small objects share them */
    Block    *large;            /* objects with a block of their own */
    char     *next, *end;       /* the free bytes of the newest block */
    size_t    used;             /* bytes handed out of shared blocks */
    jmp_buf  *failure;          /* of the first arena of the tree: where a
                                   failed allocation leaves to */
    struct Arena *parent;       /* NULL: the first one */
    struct Arena *child;        /* the one opened last */
    struct Arena *older, *newer;    /* of the same parent */
} Arena;

/* An empty arena over calloc and free, or over `allocator` if given. */
void arena_init(Arena *arena, const Allocator *allocator, jmp_buf *failure);
/* Gives back all that the arena holds, with the arenas opened in it. */
void arena_destroy(Arena *arena);

/* An arena within another. Closing gives back what it holds; `arena` is one
 * that arena_open has returned. */
Arena *arena_open(Arena *parent);
void   arena_close(Arena *arena);

/* Forgets all that the arena holds, with the arenas opened in it; room for as
 * much again stays at hand. */
void arena_clear(Arena *arena);

/* Failures anywhere in the tree of the arena leave to `failure` from now on.
 * Returns where they left to before. */
jmp_buf *arena_catch(Arena *arena, jmp_buf *failure);

/* Objects of this size and more have a block of their own. */
enum { ARENA_LARGE = 1 << 14 };

void *arena_alloc_apart(Arena *arena, size_t count, size_t size);

/* The bytes up to the next place for objects of a size: as a type's size is a
 * multiple of its alignment, the largest power of two in it will do. */
static inline size_t arena_padding(const Arena *arena, size_t size)
{
    size_t align = size & (~size + 1);
    if (align > _Alignof(max_align_t))
        align = _Alignof(max_align_t);
    return align ? (size_t)(-(uintptr_t)arena->next & (align - 1)) : 0;
}

/* Zeroed room for count objects of size bytes, aligned for any type of that
 * size. */
static inline void *arena_alloc(Arena *arena, size_t count, size_t size)
{
    if (!arena->next || size >= ARENA_LARGE || count >= ARENA_LARGE
        || count * size >= ARENA_LARGE)
        return arena_alloc_apart(arena, count, size);
    size_t bytes = count * size + arena_padding(arena, size);
    if ((size_t)(arena->end - arena->next) < bytes)
        return arena_alloc_apart(arena, count, size);
    arena->next += bytes;
    arena->used += bytes;
    return arena->next - count * size;
}

/* A copy of count objects. */
void *arena_copy(Arena *arena, const void *from, size_t count, size_t size);

/* Room for `count` objects, more than `had`, which are taken over; what is behind
 * them is not zeroed. The old place is given back if it is large. */
void *arena_resize(Arena *arena, void *old, size_t had, size_t count,
                   size_t size);

/* Room for at least `need` objects in a growing list: the old place if it is
 * large enough, otherwise one of twice the size, of half as much again if it is
 * large, or of what is needed if that is more, with the old contents. What is
 * behind these is zeroed if asked for. */
void *arena_grow(Arena *arena, void *old, uint32_t *capacity, uint32_t need,
                 size_t size, bool zeroed);

/* Gives back what a list that is large has room for beyond `count`. */
void *arena_trim(Arena *arena, void *object, uint32_t *capacity, uint32_t count,
                 size_t size);

/* Keeps the first bytes of an object, and gives the others back if nothing
 * has been allocated since. */
void arena_shrink(Arena *arena, void *object, size_t size, size_t kept);

/* Gives back an array of count objects, if it is large; otherwise it stays. */
void arena_release(Arena *arena, void *object, size_t count, size_t size);

/* What grows: `LIST(Span) spans;`, `list_push(arena, &spans, span);`. */
#define LIST(Type)                                                             \
    struct {                                                                   \
        Type    *at;                                                           \
        uint32_t count, capacity;                                              \
    }

#define list_grow(arena, list, need, zeroed)                                   \
    ((need) <= (list)->capacity                                                \
         ? (void)0                                                             \
         : (void)((list)->at = arena_grow(arena, (list)->at,                   \
                                          &(list)->capacity, (need),           \
                                          sizeof *(list)->at, (zeroed))))

/* What is beyond the count is 0 in a list to which nothing is pushed. */
#define list_reserve(arena, list, need) list_grow(arena, list, need, true)

#define list_trim(arena, list)                                                 \
    ((list)->at = arena_trim((arena), (list)->at, &(list)->capacity,           \
                             (list)->count, sizeof *(list)->at))

#define list_push(arena, list, value)                                          \
    (list_grow(arena, list, (list)->count + 1, false),                         \
     (list)->at[(list)->count++] = (value))

#define NEW(arena, Type)             ((Type *)arena_alloc(arena, 1, sizeof(Type)))
#define NEW_ARRAY(arena, Type, count)                                          \
    ((Type *)arena_alloc(arena, (size_t)(count), sizeof(Type)))

/* Leaves as a failed allocation does. */
_Noreturn void arena_fail(Arena *arena);

#endif
