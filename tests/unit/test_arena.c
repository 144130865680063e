/* Arenas: what is given is zeroed and stays; what is open is given back with
 * its parent, after a failure too. */
#include "arena.h"

#include "suite.h"

#include <stdbool.h>
#include <string.h>

/* An allocator that counts what is out, and gives `left` blocks more. */
typedef struct Counting {
    int out, left;
} Counting;

static void *counting_allocate(void *context, size_t size)
{
    Counting *counting = context;
    if (counting->left-- <= 0)
        return NULL;
    counting->out++;
    return calloc(1, size);
}

static void *counting_resize(void *context, void *block, size_t size)
{
    Counting *counting = context;
    return counting->left-- > 0 ? realloc(block, size) : NULL;
}

static void counting_release(void *context, void *block)
{
    Counting *counting = context;
    counting->out--;
    free(block);
}

static void start(Arena *arena, Counting *counting, jmp_buf *failure)
{
    Allocator allocator = {counting_allocate, counting_resize, counting_release,
                           counting};
    arena_init(arena, &allocator, failure);
}

static bool all_are(const unsigned char *at, size_t count, unsigned char byte)
{
    for (size_t i = 0; i < count; i++)
        if (at[i] != byte)
            return false;
    return true;
}

static const size_t sizes[] = {0, 1, 7, 16, 100, 16383, 16384, 1 << 20};
enum { SIZES = sizeof sizes / sizeof sizes[0] };

/* What a type of that size may need. */
static size_t alignment(size_t size)
{
    size_t align = 1;
    while (align < _Alignof(max_align_t) && size % (2 * align) == 0)
        align *= 2;
    return size ? align : 1;
}

START_TEST(room_is_zeroed_and_aligned)
{
    Counting counting = {.left = 1000};
    Arena arena;
    unsigned char *kept[4][SIZES];
    start(&arena, &counting, NULL);
    for (int round = 0; round < 4; round++)
        for (int i = 0; i < SIZES; i++) {
            unsigned char *at = arena_alloc(&arena, 1, sizes[i]);
            ck_assert_uint_eq((uintptr_t)at % alignment(sizes[i]), 0);
            ck_assert(all_are(at, sizes[i], 0));
            memset(at, 16 * round + i, sizes[i]);
            kept[round][i] = at;
        }
    for (int round = 0; round < 4; round++)
        for (int i = 0; i < SIZES; i++)
            ck_assert(all_are(kept[round][i], sizes[i],
                              (unsigned char)(16 * round + i)));
    arena_destroy(&arena);
    ck_assert_int_eq(counting.out, 0);
}
END_TEST

/* A list keeps its contents as it grows and gives its old places back: at the
 * end only the last is out, and the few blocks that small ones share. */
START_TEST(lists_grow)
{
    enum { COUNT = 1 << 20 };
    Counting counting = {.left = 1000};
    Arena arena;
    LIST(uint32_t) list = {0};
    start(&arena, &counting, NULL);
    for (uint32_t i = 0; i < COUNT; i++)
        list_push(&arena, &list, i * i);
    for (uint32_t i = 0; i < COUNT; i++)
        if (list.at[i] != i * i)
            ck_abort_msg("element %u is %u", i, list.at[i]);
    ck_assert_int_le(counting.out, 1 + 3);
    arena_destroy(&arena);
    ck_assert_int_eq(counting.out, 0);
}
END_TEST

static void fill(Arena *arena, size_t bytes)
{
    memset(arena_alloc(arena, 1, bytes), 1, bytes);
}

/* The order in which three siblings are closed, one of them with a child. */
static const int orders[][3] = {
    {0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0},
};

/* What is given back of the object allocated last is zeroed and given again. */
START_TEST(the_last_object_shrinks)
{
    Arena arena;
    arena_init(&arena, NULL, NULL);
    unsigned char *first = arena_alloc(&arena, 64, 1);
    memset(first, 1, 64);
    arena_shrink(&arena, first, 64, 10);
    unsigned char *second = arena_alloc(&arena, 54, 1);
    ck_assert_ptr_eq(second, first + 10);
    ck_assert(all_are(second, 54, 0));
    ck_assert(all_are(first, 10, 1));
    memset(second, 2, 54);
    arena_shrink(&arena, first, 10, 4);
    ck_assert(all_are(second, 54, 2));
    unsigned char *large = arena_alloc(&arena, 1 << 20, 1);
    arena_shrink(&arena, large, 1 << 20, 1);
    ck_assert_ptr_eq(arena_alloc(&arena, 1, 1), second + 54);
    arena_destroy(&arena);
}
END_TEST

START_TEST(clearing_keeps_one_block)
{
    Counting counting = {.left = 1000};
    Arena arena;
    start(&arena, &counting, NULL);
    arena_clear(&arena);
    ck_assert_int_eq(counting.out, 0);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 300; i++) {
            unsigned char *at = arena_alloc(&arena, 1, 1000);
            ck_assert(all_are(at, 1000, 0));
            memset(at, 255, 1000);
        }
        arena_alloc(&arena, 1, 1 << 20);
        arena_alloc(arena_open(&arena), 1, 1000);
        ck_assert_int_gt(counting.out, 1);
        arena_clear(&arena);
        ck_assert_int_eq(counting.out, 1);
    }
    arena_destroy(&arena);
    ck_assert_int_eq(counting.out, 0);
}
END_TEST

START_TEST(closing_gives_back)
{
    Counting counting = {.left = 1000};
    Arena first, *inner[3];
    start(&first, &counting, NULL);
    fill(&first, 10);
    int before = counting.out;
    for (int i = 0; i < 3; i++) {
        inner[i] = arena_open(&first);
        fill(inner[i], 10);
        fill(inner[i], 100000);
    }
    fill(arena_open(inner[1]), 100000);
    for (int i = 0; i < 3; i++)
        arena_close(inner[orders[_i][i]]);
    ck_assert_int_eq(counting.out, before);
    fill(arena_open(&first), 10);
    arena_destroy(&first);
    ck_assert_int_eq(counting.out, 0);
}
END_TEST

START_TEST(what_is_open_goes_with_its_parent)
{
    Counting counting = {.left = 1000};
    Arena first;
    start(&first, &counting, NULL);
    for (int i = 0; i < 3; i++) {
        Arena *arena = &first;
        for (int depth = 0; depth <= i; depth++) {
            arena = arena_open(arena);
            fill(arena, 10);
            fill(arena, 100000);
        }
    }
    arena_close(arena_open(&first));
    arena_destroy(&first);
    ck_assert_int_eq(counting.out, 0);
}
END_TEST

/* Returns whether there was memory for it. */
static bool nest(Counting *counting)
{
    Arena first;
    jmp_buf failure;
    start(&first, counting, &failure);
    if (setjmp(failure)) {
        arena_destroy(&first);
        return false;
    }
    fill(&first, 10);
    Arena *outer = arena_open(&first);
    fill(outer, 100000);
    Arena *inner = arena_open(outer);
    fill(inner, 10);
    fill(inner, 100000);
    arena_close(outer);
    fill(arena_open(&first), 100000);
    arena_destroy(&first);
    return true;
}

START_TEST(failures_leave_nothing)
{
    int left = 0;
    for (bool fine = false; !fine; left++) {
        Counting counting = {.left = left};
        fine = nest(&counting);
        ck_assert_int_eq(counting.out, 0);
    }
    ck_assert_int_eq(left, 9);
}
END_TEST

START_TEST(failures_are_caught_in_turn)
{
    Counting counting = {.left = 1000};
    Arena first;
    jmp_buf outer, inner;
    volatile int caught = 0;
    start(&first, &counting, &outer);
    Arena *arena = arena_open(arena_open(&first));
    if (!setjmp(outer)) {
        ck_assert_ptr_eq(arena_catch(arena, &inner), &outer);
        if (!setjmp(inner))
            arena_fail(arena);
        caught++;
        ck_assert_ptr_eq(arena_catch(&first, &outer), &inner);
        arena_alloc(arena, SIZE_MAX / 2, 3);
    }
    ck_assert_int_eq(caught, 1);
    arena_destroy(&first);
    ck_assert_int_eq(counting.out, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("arena");
    TCase *tests = tcase_create("arena");
    tcase_add_test(tests, room_is_zeroed_and_aligned);
    tcase_add_test(tests, lists_grow);
    tcase_add_loop_test(tests, closing_gives_back, 0, 6);
    tcase_add_test(tests, clearing_keeps_one_block);
    tcase_add_test(tests, the_last_object_shrinks);
    tcase_add_test(tests, what_is_open_goes_with_its_parent);
    tcase_add_test(tests, failures_leave_nothing);
    tcase_add_test(tests, failures_are_caught_in_turn);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
