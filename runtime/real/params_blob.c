/* params_blob.c: params as bytes. */
#include "gg_math.h"
#include "gg_blob.h"
#include "real.h"

GG_STRICT_BEGIN

void GG_NAME(gg_params_to_bytes)(unsigned char *bytes, const GG_REAL *p,
                                 size_t n, uint64_t model)
{
    size_t i;

    for (i = 0; i < n; i++)
        gg_blob_put(bytes + GG_PARAMS_HEADER + i * sizeof *p,
                    GG_NAME(gg_bits)(p[i]), sizeof *p);
    gg_blob_finish(bytes, sizeof *p, n, model);
}

gg_status GG_NAME(gg_params_from_bytes)(GG_REAL *p, size_t n, uint64_t model,
                                        const unsigned char *bytes,
                                        size_t length)
{
    const gg_status status = gg_blob_check(bytes, length, sizeof *p, n, model);
    size_t i;

    for (i = 0; status == GG_OK && i < n; i++)
        p[i] = GG_NAME(gg_from_bits)((GG_BITS)gg_blob_get(
            bytes + GG_PARAMS_HEADER + i * sizeof *p, sizeof *p));
    return status;
}

GG_STRICT_END
