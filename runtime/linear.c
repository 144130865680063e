/* linear.c: linear algebra and sorting, in double and in float. */
#include "gg_math.h"

/* Neither below nor above 0, and no NaN. */
#define IS_ZERO(x) ((x) <= 0 && (x) >= 0)

#define REAL double
#define NAME(g) g
#include "linear_real.h"
#undef REAL
#undef NAME

#define REAL float
#define NAME(g) g##f
#include "linear_real.h"
