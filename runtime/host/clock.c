/* clock.c: the clock of profiles, apart from their print, so that a program may
 * have its own.
 */
#define _POSIX_C_SOURCE 200809L

#include "gg_profile.h"

#include <time.h>

uint64_t gg_clock(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
