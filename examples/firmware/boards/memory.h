/* memory.h: what compilers call without being asked, for boards without a C
 * library. Included by the start-up code. */
#ifndef MEMORY_H
#define MEMORY_H

#include <stddef.h>
#include <stdint.h>

/* These loops are not to become calls of themselves. */
#define PLAIN __attribute__((used, noinline, \
                             optimize("no-tree-loop-distribute-patterns")))

typedef uint32_t __attribute__((may_alias)) Word;

void *memcpy(void *to, const void *from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int with, size_t n);

PLAIN void *memcpy(void *to, const void *from, size_t n)
{
    unsigned char *t = to;
    const unsigned char *f = from;

    if ((((uintptr_t)t | (uintptr_t)f) & 3u) == 0)
        for (; n >= 4; n -= 4, t += 4, f += 4)
            *(Word *)(void *)t = *(const Word *)(const void *)f;
    while (n-- > 0)
        *t++ = *f++;
    return to;
}

/* Upwards, unless that overwrites what is still to be read. */
PLAIN void *memmove(void *to, const void *from, size_t n)
{
    unsigned char *t = to;
    const unsigned char *f = from;

    if ((uintptr_t)t - (uintptr_t)f >= n)
        return memcpy(to, from, n);
    while (n-- > 0)
        t[n] = f[n];
    return to;
}

PLAIN void *memset(void *to, int with, size_t n)
{
    unsigned char *t = to;

    if (((uintptr_t)t & 3u) == 0)
        for (; n >= 4; n -= 4, t += 4)
            *(Word *)(void *)t = (unsigned char)with * 0x01010101u;
    while (n-- > 0)
        *t++ = (unsigned char)with;
    return to;
}

#endif
