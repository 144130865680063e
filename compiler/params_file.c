/* params_file.c: the parameter files of the runtime.
 *
 *      0   8 bytes   "ggparam\n"
 *      8   u32       version, 1
 *     12   u32       bytes of an element, 4 or 8
 *     16   u64       hash of the model
 *     24   u64       number of elements
 *     32   u64       checksum of the bytes before and of the elements
 *     40             the elements, IEEE 754; all numbers little-endian
 *
 * The hash of the model is not looked at: the count must be that of the
 * program, and the checksum right.
 */
#include "values.h"

#include <string.h>

enum { HEADER = 40, CHECKSUM = 32 };

static uint64_t get(const char *from, unsigned bytes)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < bytes; i++)
        value |= (uint64_t)(unsigned char)from[i] << 8 * i;
    return value;
}

static uint64_t checksum(uint64_t hash, const char *at, size_t length)
{
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)at[i]) * 0x100000001b3u;
    return hash;
}

bool params_file_read(Arena *arena, Text bytes, uint64_t count, double *values,
                      Buffer *problem)
{
    (void)arena;
    if (bytes.length < HEADER || memcmp(bytes.at, "ggparam\n", 8)) {
        buffer_puts(problem, "it is neither a .json file nor a parameter file");
        return false;
    }
    uint64_t size = get(bytes.at + 12, 4), found = get(bytes.at + 24, 8);
    if (get(bytes.at + 8, 4) != 1 || (size != 4 && size != 8)) {
        buffer_puts(problem, "it is a parameter file of an unknown version");
        return false;
    }
    if (found != count) {
        buffer_print(problem, "it holds %llu numbers, the params are %llu",
                     (unsigned long long)found, (unsigned long long)count);
        return false;
    }
    if (bytes.length - HEADER != found * size) {
        buffer_puts(problem, "its length is wrong");
        return false;
    }
    uint64_t hash = checksum(0xcbf29ce484222325u, bytes.at, CHECKSUM);
    hash = checksum(hash, bytes.at + HEADER, bytes.length - HEADER);
    if (get(bytes.at + CHECKSUM, 8) != (hash ^ hash >> 32)) {
        buffer_puts(problem, "its checksum is wrong");
        return false;
    }
    for (uint64_t i = 0; i < count; i++) {
        uint64_t bits = get(bytes.at + HEADER + i * size, (unsigned)size);
        uint32_t low = (uint32_t)bits;
        float single;
        memcpy(&values[i], &bits, sizeof bits);
        memcpy(&single, &low, sizeof single);
        if (size == 4)
            values[i] = (double)single;
    }
    return true;
}
