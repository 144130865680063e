/* gg_optimise.h: the steps of the optimisers for the code that calls them.
 *
 * gg_inline_sgd(f) and the rest are gg_sgd(f) and the rest of gg.h, which says
 * what they do. Compiled with the caller, they have the vectors of its machine.
 * Those with many arguments take the rate by its address, which needs less stack.
 */
#ifndef GG_OPTIMISE_H
#define GG_OPTIMISE_H

#include "gg.h"
#include "gg_model.h"

GG_STRICT_BEGIN

#define GG_REAL float
#define GG_RATE gg_ratef
#define GG_NAME(g) g##f
#include "gg_optimise_real.h"
#undef GG_REAL
#undef GG_RATE
#undef GG_NAME

#define GG_REAL double
#define GG_RATE gg_rate
#define GG_NAME(g) g
#include "gg_optimise_real.h"
#undef GG_REAL
#undef GG_RATE
#undef GG_NAME

GG_STRICT_END

#endif
