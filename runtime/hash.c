/* hash.c: FNV-1a in 64 bits (Fowler, Noll & Vo), of numbers. */
#include "gg.h"

uint64_t gg_hash_bits(uint64_t hash, uint64_t bits, size_t bytes)
{
    size_t i;

    for (i = 0; i < bytes; i++)
        hash = (hash ^ (bits >> 8 * i & 0xffu)) * 0x100000001b3u;
    return hash;
}

uint64_t gg_hash_whole(uint64_t hash, size_t n, const int32_t *x)
{
    size_t i;

    for (i = 0; i < n; i++)
        hash = gg_hash_bits(hash, (uint32_t)x[i], sizeof *x);
    return hash;
}
