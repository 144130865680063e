/* plan_body.h: arrays in the body of a loop. */
#ifndef GCC_GRAPH_PLAN_BODY_H
#define GCC_GRAPH_PLAN_BODY_H

#include "loops.h"

/* [graph arrays]: of what one nest of the routine alone makes and reads, how
 * many loops are around all that it does with it, if what is left of the array
 * within them is small enough to be an array in their body, or a number; 0: it
 * is not. Its first axes are these loops. crosses[id]: functions in bodies share the
 * array with what is outside of them, or with each other. */
uint8_t *plan_bodies(const Loops *loops, Arena *arena, Pass pass,
                     bool *crosses);

#endif
