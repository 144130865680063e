/* peak.h: the clock, and the peak of the machine. */
#ifndef PEAK_H
#define PEAK_H

#include "bench.h"

/* Additions and multiplications in a second; 0 before the first measurement. */
typedef struct Peaks {
    double in_float, in_double;
} Peaks;

/* Measures for less than a millisecond; the larger of that and what was there
 * stays. */
void peaks_measure(Peaks *peaks);

/* Seconds that this thread was on its core. */
double now(void);

#endif
