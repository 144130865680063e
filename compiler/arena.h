/* arena.h: the memory of one compilation.
 *
 * Everything that a compilation makes lives in one arena and goes with it, so
 * no pass frees anything and no pointer outlives its owner. An allocation that
 * fails leaves through the jump buffer that the owner has set: passes never
 * see a null pointer.
 */
#ifndef GCC_GRAPH_ARENA_H
#define GCC_GRAPH_ARENA_H

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

/* What calloc and free are to an arena; a test supplies one that fails. What
 * is allocated is zeroed. */
typedef struct Allocator {
    void *(*allocate)(void *context, size_t size);
    void (*release)(void *context, void *block);
    void *context;
} Allocator;

typedef struct Block Block;

typedef struct Arena {
    Allocator allocator;
    Block    *blocks;           /* newest first; small objects share them */
    Block    *large;            /* objects with a block of their own */
    char     *next, *end;       /* the free bytes of the newest block */
    size_t    used;             /* bytes handed out */
    jmp_buf  *failure;          /* where a failed allocation leaves to */
} Arena;

/* An empty arena over calloc and free, or over `allocator` if given. */
void arena_init(Arena *arena, const Allocator *allocator, jmp_buf *failure);
void arena_destroy(Arena *arena);

/* Zeroed room for count objects of size bytes, aligned for any type. */
void *arena_alloc(Arena *arena, size_t count, size_t size);

/* A copy of count objects. */
void *arena_copy(Arena *arena, const void *from, size_t count, size_t size);

/* Room for at least `need` objects in a growing list: the old place if it is
 * large enough, otherwise one of twice the size with the old contents. The old
 * one is given back if it is large. */
void *arena_grow(Arena *arena, void *old, uint32_t *capacity, uint32_t need,
                 size_t size);

/* Gives back an array of count objects, if it is large; otherwise it stays. */
void arena_release(Arena *arena, void *object, size_t count, size_t size);

/* What grows: `LIST(Span) spans;`, `list_push(arena, &spans, span);`. */
#define LIST(Type)                                                             \
    struct {                                                                   \
        Type    *at;                                                           \
        uint32_t count, capacity;                                              \
    }

#define list_reserve(arena, list, need)                                        \
    ((list)->at = arena_grow(arena, (list)->at, &(list)->capacity, (need),     \
                             sizeof *(list)->at))

#define list_push(arena, list, value)                                          \
    (list_reserve(arena, list, (list)->count + 1),                             \
     (list)->at[(list)->count++] = (value))

#define NEW(arena, Type)             ((Type *)arena_alloc(arena, 1, sizeof(Type)))
#define NEW_ARRAY(arena, Type, count)                                          \
    ((Type *)arena_alloc(arena, (size_t)(count), sizeof(Type)))

/* Leaves as a failed allocation does. */
_Noreturn void arena_fail(Arena *arena);

#endif
