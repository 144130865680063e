/* profile.c: where the time goes, from the counters of a model. */
#include "gg_host.h"

#include <string.h>

/* What the rows of a function, or all, come to. */
typedef struct Sum {
    double seconds, operations, calls;
} Sum;

static Sum sum_rows(const gg_profile_table *table, const gg_counter *counters,
                    const char *function)
{
    Sum sum = {0, 0, 0};
    size_t i;

    for (i = 0; i < table->row_count; i++) {
        const gg_profile_row *row = &table->rows[i];

        if (function && strcmp(row->function, function) != 0)
            continue;
        sum.seconds += (double)counters[i].ticks / table->clock_rate;
        sum.operations += row->operations * (double)counters[i].calls;
        sum.calls += (double)counters[i].calls;
    }
    return sum;
}

/* Whether row i comes before row j: of the same time, the first. */
static int is_before(const gg_counter *counters, size_t i, size_t j)
{
    return counters[i].ticks > counters[j].ticks
        || (counters[i].ticks == counters[j].ticks && i < j);
}

/* The row that comes after `last`, or first if that is row_count; row_count
 * after the last. Rows that were never reached are none. */
static size_t next_row(const gg_profile_table *table,
                       const gg_counter *counters, size_t last)
{
    const size_t none = table->row_count;
    size_t next = none, i;

    for (i = 0; i < table->row_count; i++)
        if (counters[i].calls > 0
            && (last == none || is_before(counters, last, i))
            && (next == none || is_before(counters, i, next)))
            next = i;
    return next;
}

/* Seconds, their share, and thousand million operations in one. */
static void print_sum(FILE *out, Sum sum, double all)
{
    (void)fprintf(out, " %11.6f %6.1f%%", sum.seconds,
                  all > 0 ? 100 * sum.seconds / all : 0);
    if (sum.operations > 0 && sum.seconds > 0)
        (void)fprintf(out, " %8.2f", sum.operations / sum.seconds * 1e-9);
    else
        (void)fprintf(out, " %8s", "-");
}

static void print_lines(FILE *out, const gg_profile_equation *equation)
{
    char lines[32] = "";

    if (equation->last_line > equation->first_line)
        (void)snprintf(lines, sizeof lines, "%d-%d", equation->first_line,
                       equation->last_line);
    else if (equation->first_line > 0)
        (void)snprintf(lines, sizeof lines, "%d", equation->first_line);
    (void)fprintf(out, "%9s  ", lines);
}

static void print_row(FILE *out, const gg_profile_table *table,
                      const gg_counter *counters, size_t row, double all)
{
    const gg_profile_row *r = &table->rows[row];
    const gg_profile_equation *equations = &table->equations[r->first];
    const double calls = (double)counters[row].calls;
    Sum sum;
    size_t i;

    sum.seconds = (double)counters[row].ticks / table->clock_rate;
    sum.operations = r->operations * calls;
    for (i = 0; i < r->count; i++) {
        print_lines(out, &equations[i]);
        if (i > 0) {
            (void)fprintf(out, "%*s", 46, "");
        } else {
            (void)fprintf(out, "%-8s %9.0f", r->function, calls);
            print_sum(out, sum, all);
        }
        (void)fprintf(out, "  %s\n", equations[i].text);
    }
}

void gg_profile_print(const gg_profile_table *table,
                      const gg_counter *counters, FILE *out)
{
    const Sum all = sum_rows(table, counters, NULL);
    const char *last = "";
    size_t row = table->row_count, i;

    (void)fprintf(out, "%9s  %-8s %9s %11s %7s %8s  %s\n", "line", "function",
                  "calls", "seconds", "share", "GFLOP/s", table->program);
    while ((row = next_row(table, counters, row)) < table->row_count)
        print_row(out, table, counters, row, all.seconds);
    for (i = 0; i < table->row_count; i++) {
        const char *function = table->rows[i].function;
        const Sum sum = sum_rows(table, counters, function);

        if (strcmp(function, last) == 0 || !(sum.calls > 0))
            continue;
        last = function;
        (void)fprintf(out, "%9s  %-18s", "all", function);
        print_sum(out, sum, all.seconds);
        (void)fprintf(out, "\n");
    }
    (void)fprintf(out, "%9s  %-18s", "total", "");
    print_sum(out, all, all.seconds);
    (void)fprintf(out, "\n");
}
