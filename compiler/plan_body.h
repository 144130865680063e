/* plan_body.h: arrays in the body of a loop. */
#ifndef GCC_GRAPH_PLAN_BODY_H
#define GCC_GRAPH_PLAN_BODY_H

#include "loops.h"

/* [graph arrays]: of what one nest of the routine alone makes and reads, how
 * many loops are around all that it does with it, if what is left of the array
 * within them is small enough to be an array in their body, or a number; 0: it
 * is not. Its first axes are these loops. */
uint8_t *plan_bodies(const Loops *loops, Arena *arena, Pass pass);

#endif
