/* compare_aim.h: points at which choices change. */
#ifndef GCC_GRAPH_COMPARE_AIM_H
#define GCC_GRAPH_COMPARE_AIM_H

#include "compare_choice.h"

typedef struct Aims {
    AimedPoints points;
    Choices     choices[SIDES];     /* with the ways they went, at these points
                                       and at those drawn */
} Aims;

/* Looks, beside the points that the options say, for some at which the choices
 * that one program alone has go the other way, and on their borders. False, with
 * a line in problems, if nothing can be computed. */
bool twin_aim(const Twin *twin, const PointOptions *options, Aims *aims,
              Buffer *problems);

#endif
