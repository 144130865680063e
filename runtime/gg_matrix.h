/* gg_matrix.h: systems of equations for the code that solves them.
 *
 * gg_inline_solve ... are gg_solve ... of gg.h, which call them, bit for bit unless
 * GG_RELAXED is defined.  Compiled with the caller they have the vectors of its
 * machine, and of small matrices, whose size is a constant there, no loop is left.
 */
#ifndef GG_MATRIX_H
#define GG_MATRIX_H

#include "gg_inline.h"
#include "gg_model.h"

GG_STRICT_BEGIN

#define GG_REAL float
#define GG_NAME(g) g##f
#include "gg_matrix_real.h"
#undef GG_REAL
#undef GG_NAME

#define GG_REAL double
#define GG_NAME(g) g
#include "gg_matrix_real.h"
#undef GG_REAL
#undef GG_NAME

GG_STRICT_END

#endif
