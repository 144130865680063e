/* counted.h: what the drivers share.  With PROFILE a model counts, by a clock
 * that goes on by one each time it is read, and its table goes to standard
 * error: for each equation its lines, the function, and the calls and
 * operations of its row.  Results go to standard output, to the bit.
 */
#include "gg_host.h"

#include <stdio.h>

static void print_numbers(const char *name, const real *values, size_t count)
{
    size_t i;

    printf("%s", name);
    for (i = 0; i < count; i++)
        printf(" %a", (double)values[i]);
    printf("\n");
}

#ifdef PROFILE
uint64_t gg_clock(void)
{
    static uint64_t ticks;

    return ++ticks;
}

static void print_row(const gg_profile_table *table, const gg_counter *counter,
                      const gg_profile_row *row)
{
    size_t i;

    if (counter->ticks != counter->calls)
        fprintf(stderr, "%d calls and %d ticks\n", (int)counter->calls,
                (int)counter->ticks);
    for (i = row->first; i < row->first + row->count; i++) {
        const gg_profile_equation *e = &table->equations[i];

        fprintf(stderr, "%d-%d %s %d %.10g %s\n", e->first_line, e->last_line,
                row->function, (int)counter->calls, row->operations, e->text);
    }
}

/* With what the calls of a function come to in operations. */
static void print_table(const gg_profile_table *table,
                        const gg_counter *counters)
{
    double sum = 0;
    size_t i;

    for (i = 0; i < table->row_count; i++) {
        const gg_profile_row *row = &table->rows[i];

        print_row(table, &counters[i], row);
        sum += row->operations * (double)counters[i].calls;
        if (i + 1 < table->row_count
            && row[1].function[0] == row->function[0])
            continue;
        fprintf(stderr, "all %s %.8g\n", row->function, sum);
        sum = 0;
    }
}
#endif
