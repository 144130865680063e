/* cholesky.c: the factor of a positive definite matrix. */
#include "gg_matrix.h"

#include "real.h"

GG_STRICT_BEGIN

gg_status GG_NAME(gg_cholesky)(size_t n, const GG_REAL *a, GG_REAL *l)
{
    return GG_NAME(gg_inline_cholesky)(n, a, l);
}

GG_STRICT_END
