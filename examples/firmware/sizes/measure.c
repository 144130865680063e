/* measure.c: the instructions of a call, to the nearest, and the stack that it
 * needs, as a line
 *
 *     params N work N instructions N stack N
 */
#include "measure.h"

/* As many calls as counters that count in steps of 40 want. */
enum { CALLS = 40 };

void measure_fill(float *x, int n)
{
    int i;

    for (i = 0; i < n; i++)
        x[i] = (float)(i * 37 % 64) / 64.0f;
}

static void nothing(void)
{
}

static uint64_t calls(void (*volatile f)(void))
{
    const uint64_t from = board_count();
    int i;

    for (i = 0; i < CALLS; i++)
        f();
    return board_count() - from;
}

static void say(const char *what, uint32_t n)
{
    board_say(what);
    say_number(n);
}

int main(void)
{
    uint64_t spent;

    measured_start();
    board_stack_mark();
    measured();
    say("params ", params_bytes);
    say(" work ", work_bytes);
    say(" stack ", board_stack_used());
    spent = calls(measured) - calls(nothing);
    say(" instructions ", (uint32_t)((spent + CALLS / 2) / CALLS));
    board_say("\n");
    return 0;
}
