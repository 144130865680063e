/* gg_profile.h: what code made with gcc-graph --profile counts, and where.
 *
 * Each row of a model's table is a piece of the code. When a piece is done the
 * clock is read, and what has passed since it was read last is the row's. So
 * the rows together are the time within the model's functions.
 *
 * Freestanding, as gg.h is, but for the clock: gg_clock, in nanoseconds, is in
 * runtime/host.  Elsewhere define that function, or the macro GG_CLOCK() in its
 * place; any count that goes up will do, as many a second as GG_CLOCK_RATE
 * says.
 */
#ifndef GG_PROFILE_H
#define GG_PROFILE_H

#include <stddef.h>
#include <stdint.h>

#ifndef GG_CLOCK
#ifdef __cplusplus
extern "C"
#endif
uint64_t gg_clock(void);
#define GG_CLOCK() gg_clock()
#endif
#ifndef GG_CLOCK_RATE
#define GG_CLOCK_RATE 1e9
#endif

#ifdef __cplusplus
extern "C" {
#endif

#ifndef GG_PROFILE_TABLE
#define GG_PROFILE_TABLE
typedef struct gg_counter {
    uint64_t calls;             /* of the piece of code */
    uint64_t ticks;             /* of the clock, in all of them */
} gg_counter;

/* An equation, and the lines of the program where what it makes is defined, or
 * what a derivative is by; 0: nowhere. */
typedef struct gg_profile_equation {
    int first_line, last_line;
    const char *text;
} gg_profile_equation;

typedef struct gg_profile_row {
    const char *function;       /* "forward" */
    double operations;          /* in each call, on average */
    size_t first, count;        /* of its equations */
} gg_profile_row;

typedef struct gg_profile_table {
    const char *program;        /* "model.g" */
    double clock_rate;
    size_t row_count;
    const gg_profile_row *rows;
    const gg_profile_equation *equations;
} gg_profile_table;
#endif

/* `profile` points to a struct with the clock as it was read last and the
 * counters of the rows, or is NULL: then nothing is counted. */
#define GG_PROFILE_START(profile)                                             \
    do {                                                                      \
        if ((profile) != NULL)                                                \
            (profile)->clock = GG_CLOCK();                                    \
    } while (0)
#define GG_PROFILE_ROW(profile, row)                                          \
    do {                                                                      \
        if ((profile) != NULL)                                                \
            (profile)->clock = gg_count((profile)->clock,                     \
                                        &(profile)->rows[row]);               \
    } while (0)

/* Counts a call that began at `clock`; returns the clock. */
static inline uint64_t gg_count(uint64_t clock, gg_counter *counter)
{
    const uint64_t now = GG_CLOCK();
    counter->calls++;
    counter->ticks += now - clock;
    return now;
}

#ifdef __cplusplus
}
#endif

#endif
