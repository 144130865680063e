/* measure.h: between measure.c and what it measures. */
#ifndef MEASURE_H
#define MEASURE_H

#include "board.h"

extern const uint32_t params_bytes, work_bytes;

void measured_start(void);      /* what is not measured */
void measured(void);

/* n values between 0 and 1. */
void measure_fill(float *x, int n);

#endif
