/* known.c: what a board counts and finds of its stack, of calls of which both are
 * known: 1000 instructions that do nothing, of one cycle each, and 400 bytes. */
#include "board.h"

enum { CALLS = 40, NOPS = 1000, TIMES = 100, BYTES = 400 };

static void nothing(void)
{
}

static void nops(void)
{
    __asm__ volatile(".rept 1000\n\tnop\n\t.endr");
}

/* More than a counter of 16 bits holds. */
static void many_nops(void)
{
    int i;

    for (i = 0; i < TIMES; i++)
        nops();
}

static void deep(void)
{
    volatile unsigned char room[BYTES];
    int i;

    for (i = 0; i < BYTES; i++)
        room[i] = 1;
    (void)room[0];
}

static uint32_t calls(void (*volatile f)(void))
{
    const uint64_t from = board_count();
    int i;

    for (i = 0; i < CALLS; i++)
        f();
    return (uint32_t)(board_count() - from);
}

static uint32_t of_one(void (*f)(void))
{
    return (calls(f) - calls(nothing) + CALLS / 2) / CALLS;
}

static int is_within(const char *what, uint32_t n, uint32_t least, uint32_t most)
{
    if (n >= least && n <= most)
        return 1;
    board_say("FAIL ");
    board_say(what);
    say_number(n);
    board_say("\n");
    return 0;
}

int main(void)
{
    void (*volatile f)(void) = deep;
    uint32_t used;
    int all;

    board_stack_mark();
    nothing();
    all = is_within("stack of nothing ", board_stack_used(), 0, 16);
    f();
    used = board_stack_used();
    all &= is_within("stack ", used, BYTES, BYTES + 40);
    all &= is_within("nops ", of_one(nops), NOPS - 1, NOPS + 1);
    all &= is_within("many nops ", of_one(many_nops), TIMES * (uint32_t)NOPS,
                     TIMES * (uint32_t)(NOPS + 20));
    board_say(all ? "as known\n" : "");
    return !all;
}
