/* gg_random.h: helpers of random.c and its kin; not for programs. */
#ifndef GG_RANDOM_H
#define GG_RANDOM_H

#include "gg_math.h"

GG_STRICT_BEGIN

/* What a block of four words is for. */
enum gg_use {
    GG_FLOAT_UNIFORM, GG_UNIFORM, GG_FLOAT_NORMAL, GG_NORMAL, GG_STEP
};

/* Philox of a block of a stream, for a use, under the seed. */
void gg_block(uint64_t seed, uint32_t stream, uint32_t use, uint64_t block,
              uint32_t out[4]);

/* (n + 1/2) 2^-23 of 23 bits, (n + 1/2) 2^-52 of 52: never 0, never 1, exact,
 * symmetric about 1/2. */
static inline float gg_unitf(uint32_t word)
{
    return ((float)(word >> 9) + 0.5f) * 1.1920928955078125e-7f;
}

static inline double gg_unit(uint32_t high, uint32_t low)
{
    const uint64_t n = ((uint64_t)high << 32 | low) >> 12;

    return ((double)n + 0.5) * 2.220446049250313080847263336181640625e-16;
}

/* The uniform numbers of a block: those of gg_uniformf for 4 block … 4 block + 3,
 * or of gg_uniform for 2 block and the next. */
void gg_block_uniformf(uint64_t seed, uint32_t stream, uint64_t block,
                       float u[4]);
void gg_block_uniform(uint64_t seed, uint32_t stream, uint64_t block,
                      double u[2]);

/* The normal ones of a block, likewise (random_normal.c). */
void gg_block_normalf(uint64_t seed, uint32_t stream, uint64_t block,
                      float z[4]);
void gg_block_normal(uint64_t seed, uint32_t stream, uint64_t block,
                     double z[2]);

GG_STRICT_END

#endif
