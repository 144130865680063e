/* real.h: the real type of the files in this folder.
 *
 * Each is compiled twice: for double, and with GG_FLOAT for float. GG_REAL is the
 * type, GG_NAME(g) the name of a function in it, g or gf, GG_BITS a whole number
 * of its size, GG_PER_BLOCK how many random numbers a block makes, and GG_RATE what
 * the steps of optimisers take.
 */
#include "gg_model.h"

#if defined(GG_FLOAT)
#define GG_REAL float
#define GG_RATE gg_ratef
#define GG_BITS uint32_t
#define GG_PER_BLOCK 4u
#define GG_NAME(g) g##f
#else
#define GG_REAL double
#define GG_RATE gg_rate
#define GG_BITS uint64_t
#define GG_PER_BLOCK 2u
#define GG_NAME(g) g
#endif
