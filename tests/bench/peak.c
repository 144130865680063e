/* peak.c: the clock, and as many fused multiply-adds as the machine can do. */
#define _POSIX_C_SOURCE 200809L
#include "peak.h"

#include <time.h>

static double read_clock(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double now(void)
{
    return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

enum { TURNS = 20000, CHAINS = 12 };

#define LANES_OF(number) (VECTOR_BYTES / sizeof(number))

/* Twelve sums that do not wait for each other, each in a register. Here the
 * clock is that of the wall: where a host lends its cores, that of a thread may
 * show too little, and the best of many would be that. */
#define PEAK(name, number)                                                     \
    static double name(void)                                                   \
    {                                                                          \
        typedef number wide __attribute__((vector_size(VECTOR_BYTES)));        \
        static volatile number source = (number)0.999;                         \
        const number tiny = (number)1e-3;                                      \
        const wide x = source - (wide){0}, y = tiny - (wide){0};               \
        wide a = x, b = x + 1, c = x + 2, d = x + 3, e = x + 4, f = x + 5,     \
             g = x + 6, h = x + 7, i = x + 8, j = x + 9, k = x + 10,           \
             l = x + 11;                                                       \
        const double start = read_clock(CLOCK_MONOTONIC);                      \
        double seconds;                                                        \
        int turn;                                                              \
                                                                               \
        for (turn = 0; turn < TURNS; turn++) {                                 \
            a = a * x + y, b = b * x + y, c = c * x + y, d = d * x + y;        \
            e = e * x + y, f = f * x + y, g = g * x + y, h = h * x + y;        \
            i = i * x + y, j = j * x + y, k = k * x + y, l = l * x + y;        \
        }                                                                      \
        a += b + c + d + e + f + g + h + i + j + k + l;                        \
        source = source + 0 * a[0];                                            \
        seconds = read_clock(CLOCK_MONOTONIC) - start;                         \
        return 2.0 * CHAINS * TURNS * LANES_OF(number) / seconds;              \
    }

PEAK(peak_float, float)
PEAK(peak_double, double)

void peaks_measure(Peaks *peaks)
{
    int i;

    for (i = 0; i < 4; i++) {
        const double f = peak_float(), d = peak_double();

        peaks->in_float = f > peaks->in_float ? f : peaks->in_float;
        peaks->in_double = d > peaks->in_double ? d : peaks->in_double;
    }
}
