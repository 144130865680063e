/* hash.h: FNV-1a, of 64 bits, over numbers as bytes from the lowest to the
 * highest: the same on machines of either order. */
#ifndef HASH_H
#define HASH_H

#include <stdint.h>

#define HASH_START ((uint64_t)0xcbf29ce484222325u)

static inline uint64_t hash_bits(uint64_t hash, uint64_t bits, int bytes)
{
    while (bytes-- > 0) {
        hash = (hash ^ (bits & 255u)) * 0x100000001b3u;
        bits >>= 8;
    }
    return hash;
}

static inline uint64_t hash_float(uint64_t hash, float x)
{
    union {
        float value;
        uint32_t bits;
    } of;

    of.value = x;
    return hash_bits(hash, of.bits, 4);
}

#endif
