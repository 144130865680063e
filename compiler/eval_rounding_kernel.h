/* eval_rounding_kernel.h: derivatives and errors of kernels at numbers. */
#ifndef GCC_GRAPH_EVAL_ROUNDING_KERNEL_H
#define GCC_GRAPH_EVAL_ROUNDING_KERNEL_H

#include "eval_part.h"

/* Adds the derivatives by the operands, at the point of the program, that
 * those by the result y make: `of`. Returns what rounding adds to the number,
 * in units of the unit roundoff. */
double kernel_rounding(const Graph *graph, Arena *arena, const Array *array,
                       const PartProgram *program, double **values,
                       double **weights, const double *y, const double *of);

#endif
