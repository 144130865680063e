/* command_ulp.h: gcc-graph diff --values a.npy b.npy
 *
 * How far the numbers of two files are apart, in units in the last place: so
 * many steps from number to number of the type. It is float if both files say
 * so, else double; text (.json, .csv) is of the type of the other file. NaN is
 * equal to NaN, whatever its payload, and apart from all else; -0 and +0 are
 * one step apart.
 */
#ifndef GCC_GRAPH_COMMAND_ULP_H
#define GCC_GRAPH_COMMAND_ULP_H

#include "compare_print.h"

/* 0 if no element is further apart than `limit`, 1 otherwise, 2 with lines in
 * problems if the files cannot be compared. */
int command_ulp(Arena *arena, Text a, Text b, uint64_t limit,
                ReportFormat format, Buffer *out, Buffer *problems);

#endif
