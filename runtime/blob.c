/* blob.c: the header of params as bytes.
 *
 * Nothing read is used as a length or an index: the reader knows what the header
 * must be, and compares.
 */
#include "gg_blob.h"

uint64_t gg_blob_get(const unsigned char *from, size_t bytes)
{
    uint64_t x = 0;
    size_t i;

    for (i = 0; i < bytes; i++)
        x |= (uint64_t)from[i] << 8 * i;
    return x;
}

void gg_blob_put(unsigned char *to, uint64_t x, size_t bytes)
{
    size_t i;

    for (i = 0; i < bytes; i++)
        to[i] = (unsigned char)(x >> 8 * i & 0xffu);
}

/* FNV-1a in 64 bits (Fowler, Noll & Vo), of all bytes but the checksum itself,
 * finished by a mixing step; every change of a single byte changes it. */
static uint64_t gg_blob_checksum(const unsigned char *bytes, size_t length)
{
    uint64_t h = 0xcbf29ce484222325u;
    size_t i;

    for (i = 0; i < length; i++)
        if (i < GG_BLOB_AT_CHECKSUM || i >= GG_PARAMS_HEADER)
            h = (h ^ bytes[i]) * 0x100000001b3u;
    return h ^ h >> 32;
}

/* The first 8 bytes as a number. */
static uint64_t gg_blob_magic(void)
{
    return gg_blob_get((const unsigned char *)"ggparam\n", 8);
}

void gg_blob_finish(unsigned char *bytes, size_t size, size_t n,
                    uint64_t model)
{
    gg_blob_put(bytes, gg_blob_magic(), 8);
    gg_blob_put(bytes + GG_BLOB_AT_VERSION, GG_BLOB_VERSION, 4);
    gg_blob_put(bytes + GG_BLOB_AT_SIZE, size, 4);
    gg_blob_put(bytes + GG_BLOB_AT_MODEL, model, 8);
    gg_blob_put(bytes + GG_BLOB_AT_COUNT, n, 8);
    gg_blob_put(bytes + GG_BLOB_AT_CHECKSUM,
                gg_blob_checksum(bytes, GG_PARAMS_HEADER + n * size), 8);
}

gg_status gg_blob_check(const unsigned char *bytes, size_t length, size_t size,
                        size_t n, uint64_t model)
{
    if (length < GG_PARAMS_HEADER || gg_blob_get(bytes, 8) != gg_blob_magic())
        return GG_NO_PARAMS;
    if (gg_blob_get(bytes + GG_BLOB_AT_VERSION, 4) != GG_BLOB_VERSION)
        return GG_OTHER_VERSION;
    if (gg_blob_get(bytes + GG_BLOB_AT_SIZE, 4) != size)
        return GG_OTHER_TYPE;
    if (gg_blob_get(bytes + GG_BLOB_AT_MODEL, 8) != model
        || gg_blob_get(bytes + GG_BLOB_AT_COUNT, 8) != n)
        return GG_OTHER_MODEL;
    if (n > (SIZE_MAX - GG_PARAMS_HEADER) / size
        || length != GG_PARAMS_HEADER + n * size)
        return GG_WRONG_LENGTH;
    if (gg_blob_get(bytes + GG_BLOB_AT_CHECKSUM, 8)
        != gg_blob_checksum(bytes, length))
        return GG_WRONG_CHECKSUM;
    return GG_OK;
}
