/* random.c: counter-based random numbers.
 *
 * Philox4x32-10 (Salmon, Moraes, Dror & Shaw, Parallel Random Numbers: As Easy
 * as 1, 2, 3, SC'11): a bijection of 128-bit counters under a 64-bit key.  The
 * seed is the key; the counter holds the index of a block (two words), the
 * stream, and a word that keeps floats, doubles, uniforms and normals apart, so
 * that no two of these share bits.
 */
#include "gg_random.h"

GG_STRICT_BEGIN

/* (hi, lo) of the 64-bit product. */
static inline uint32_t gg_high32(uint32_t a, uint32_t b)
{
    return (uint32_t)((uint64_t)a * b >> 32);
}

void gg_philox(const uint32_t counter[4], const uint32_t key[2],
               uint32_t out[4])
{
    uint32_t a = counter[0], b = counter[1], c = counter[2], d = counter[3];
    uint32_t k = key[0], l = key[1];
    int i;

    for (i = 0; i < 10; i++) {
        const uint32_t e = gg_high32(0xcd9e8d57u, c) ^ b ^ k;
        const uint32_t f = gg_high32(0xd2511f53u, a) ^ d ^ l;

        b = (uint32_t)((uint64_t)0xcd9e8d57u * c);
        d = (uint32_t)((uint64_t)0xd2511f53u * a);
        a = e;
        c = f;
        k += 0x9e3779b9u;
        l += 0xbb67ae85u;
    }
    out[0] = a;
    out[1] = b;
    out[2] = c;
    out[3] = d;
}

void gg_block(uint64_t seed, uint32_t stream, uint32_t use, uint64_t block,
              uint32_t out[4])
{
    const uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
    const uint32_t counter[4] = {
        (uint32_t)block, (uint32_t)(block >> 32), stream, use
    };

    gg_philox(counter, key, out);
}

uint64_t gg_seed_at(uint64_t seed, uint64_t step)
{
    uint32_t w[4];

    gg_block(seed, 0, GG_STEP, step, w);
    return (uint64_t)w[1] << 32 | w[0];
}

GG_STRICT_END
