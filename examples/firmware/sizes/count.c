/* count.c: the mean of what inferences and steps of a demonstration take, as a last
 * line
 *
 *     infer N step N
 */
#include "count.h"

enum { CALLS = 40 };

Count count_infer, count_step;

int __real_main(void);
int __wrap_main(void);

void count_part(Count *count, uint64_t from)
{
    count->spent += board_count() - from;
    count->parts++;
}

void count_whole(Count *count, uint64_t from)
{
    count_part(count, from);
    count->whole++;
}

/* What counting takes, which is in each part. */
static uint32_t counting(void)
{
    const uint64_t from = board_count();
    int i;

    for (i = 1; i < CALLS; i++)
        (void)board_count();
    return (uint32_t)((board_count() - from) / CALLS);
}

static void say_mean(const char *what, const Count *count)
{
    const uint64_t spent = count->spent - (uint64_t)count->parts * counting();

    board_say(what);
    say_number((uint32_t)((spent + count->whole / 2) / count->whole));
}

int __wrap_main(void)
{
    const int status = __real_main();

    say_mean("infer ", &count_infer);
    say_mean(" step ", &count_step);
    board_say("\n");
    return status;
}
