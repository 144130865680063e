/* gg_blob.h: the layout of params as bytes, of blob.c; not for programs.
 *
 * All numbers are little-endian, whatever the machine:
 *
 *      0   8 bytes   "ggparam\n"
 *      8   u32       version, 1
 *     12   u32       bytes of an element, 4 or 8
 *     16   u64       hash of the model
 *     24   u64       number of elements
 *     32   u64       checksum of the bytes before and of the elements
 *     40             the elements, IEEE 754
 */
#ifndef GG_BLOB_H
#define GG_BLOB_H

#include "gg.h"

enum gg_blob {
    GG_BLOB_VERSION = 1,
    GG_BLOB_AT_VERSION = 8, GG_BLOB_AT_SIZE = 12, GG_BLOB_AT_MODEL = 16,
    GG_BLOB_AT_COUNT = 24, GG_BLOB_AT_CHECKSUM = 32
};

/* The number in so many bytes, at most 8. */
uint64_t gg_blob_get(const unsigned char *from, size_t bytes);
void gg_blob_put(unsigned char *to, uint64_t x, size_t bytes);

/* Writes the header of n elements of `size` bytes, which stand behind it. */
void gg_blob_finish(unsigned char *bytes, size_t size, size_t n,
                    uint64_t model);

/* Whether the bytes are just that. */
gg_status gg_blob_check(const unsigned char *bytes, size_t length, size_t size,
                        size_t n, uint64_t model);

#endif
