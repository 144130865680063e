/* params.c: parameter files.
 *
 * Layout, all numbers little-endian, whatever the machine:
 *
 *      0   8 bytes   "ggparam\n"
 *      8   u32       version, 1
 *     12   u32       bytes of an element, 4 or 8
 *     16   u64       hash of the model
 *     24   u64       number of elements
 *     32   u64       checksum of the bytes before and of the elements
 *     40             the elements, IEEE 754
 *
 * Nothing read is used as a length or an index: the reader knows what the file
 * must be, computes its header and compares.
 */
#define _POSIX_C_SOURCE 200809L

#include "gg_host.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HEADER = 40, CHECKSUM = 32, VERSION = 1 };

static void put(unsigned char *to, uint64_t x, size_t bytes)
{
    size_t i;

    for (i = 0; i < bytes; i++)
        to[i] = (unsigned char)(x >> 8 * i & 0xffu);
}

static uint64_t get(const unsigned char *from, size_t bytes)
{
    uint64_t x = 0;
    size_t i;

    for (i = 0; i < bytes; i++)
        x |= (uint64_t)from[i] << 8 * i;
    return x;
}

/* FNV-1a in 64 bits (Fowler, Noll & Vo), finished by a mixing step; every
 * change of a single byte changes it. */
static uint64_t checksum(uint64_t h, const unsigned char *s, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        h = (h ^ s[i]) * 0x100000001b3u;
    return h;
}

/* The header, complete, for `payload` of n elements. */
static void header_fill(unsigned char header[HEADER], size_t size, size_t n,
                        uint64_t model, const unsigned char *payload)
{
    uint64_t h;

    memcpy(header, "ggparam\n", 8);
    put(header + 8, VERSION, 4);
    put(header + 12, size, 4);
    put(header + 16, model, 8);
    put(header + 24, n, 8);
    h = checksum(0xcbf29ce484222325u, header, CHECKSUM);
    h = checksum(h, payload, n * size);
    put(header + CHECKSUM, h ^ h >> 32, 8);
}

/* The elements as the file has them, and back. */
static void encode(unsigned char *to, const void *p, size_t n, size_t size)
{
    size_t i;

    for (i = 0; i < n; i++) {
        uint64_t u8;
        uint32_t u4;

        if (size == 8) {
            memcpy(&u8, (const double *)p + i, 8);
        } else {
            memcpy(&u4, (const float *)p + i, 4);
            u8 = u4;
        }
        put(to + i * size, u8, size);
    }
}

static void decode(void *p, const unsigned char *from, size_t n, size_t size)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const uint64_t u8 = get(from + i * size, size);
        const uint32_t u4 = (uint32_t)u8;

        if (size == 8)
            memcpy((double *)p + i, &u8, 8);
        else
            memcpy((float *)p + i, &u4, 4);
    }
}

static int write_all(int fd, const unsigned char *s, size_t n)
{
    while (n > 0) {
        const ssize_t k = write(fd, s, n);

        if (k < 0 && errno != EINTR)
            return -1;
        if (k > 0) {
            s += k;
            n -= (size_t)k;
        }
    }
    return 0;
}

/* Flushes the folder in which path stands, so that the rename itself lasts. A
 * file system that cannot do that has done its best. */
static void sync_folder(char *path)
{
    char *slash = strrchr(path, '/');
    int fd;

    if (slash != NULL)
        slash[slash == path] = '\0';
    fd = open(slash != NULL ? path : ".", O_RDONLY);
    if (fd >= 0) {
        (void)fsync(fd);
        (void)close(fd);
    }
}

/* Opens a file beside path that was not there; its name goes to side. */
static int open_side(char *side, size_t room, const char *path)
{
    unsigned i;
    int fd = -1;

    for (i = 0; i < 100 && fd < 0; i++) {
        (void)snprintf(side, room, "%s.%ld.%u", path, (long)getpid(), i);
        fd = open(side, O_WRONLY | O_CREAT | O_EXCL, 0666);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    return fd;
}

/* Writes n bytes to path by way of a file beside it. */
static int replace_file(const char *path, const unsigned char *bytes,
                        size_t n, gg_error *error)
{
    const size_t room = strlen(path) + 40;
    char *side = malloc(room);
    int fd, bad, reason;

    if (side == NULL)
        return gg_fail(error, "%s: out of memory", path);
    fd = open_side(side, room, path);
    if (fd < 0) {
        reason = errno;
        free(side);
        return gg_fail(error, "%s: %s", path, strerror(reason));
    }
    bad = write_all(fd, bytes, n) != 0 || fsync(fd) != 0;
    reason = errno;
    if (close(fd) != 0 && !bad) {
        bad = 1;
        reason = errno;
    }
    if (!bad && rename(side, path) != 0) {
        bad = 1;
        reason = errno;
    }
    if (bad)
        (void)unlink(side);
    else
        sync_folder(side);
    free(side);
    return bad ? gg_fail(error, "%s: %s", path, strerror(reason)) : 0;
}

static int save(const char *path, const void *p, size_t n, size_t size,
                uint64_t model, gg_error *error)
{
    unsigned char *bytes = n <= (SIZE_MAX - HEADER) / size
        ? malloc(HEADER + n * size) : NULL;
    int status;

    if (bytes == NULL)
        return gg_fail(error, "%s: out of memory", path);
    encode(bytes + HEADER, p, n, size);
    header_fill(bytes, size, n, model, bytes + HEADER);
    status = replace_file(path, bytes, HEADER + n * size, error);
    free(bytes);
    return status;
}

/* Compares what was read, `got` bytes of the room for one more than the file
 * should have, with what it should be. */
static int verify(const char *path, const unsigned char *bytes, size_t got,
                  size_t n, size_t size, uint64_t model, gg_error *error)
{
    unsigned char want[HEADER];

    if (got < HEADER || memcmp(bytes, "ggparam\n", 8) != 0)
        return gg_fail(error, "%s: not a parameter file", path);
    if (get(bytes + 8, 4) != VERSION)
        return gg_fail(error, "%s: version %lu, but %d is understood", path,
                       (unsigned long)get(bytes + 8, 4), VERSION);
    if (get(bytes + 12, 4) != size)
        return gg_fail(error, "%s: elements of %lu bytes, but %zu are needed",
                       path, (unsigned long)get(bytes + 12, 4), size);
    if (get(bytes + 16, 8) != model)
        return gg_fail(error, "%s: parameters of another model", path);
    if (get(bytes + 24, 8) != n)
        return gg_fail(error, "%s: %llu parameters, but the model has %zu",
                       path, (unsigned long long)get(bytes + 24, 8), n);
    if (got != HEADER + n * size)
        return gg_fail(error, "%s: the file is %s", path,
                       got < HEADER + n * size ? "cut off" : "too long");
    header_fill(want, size, n, model, bytes + HEADER);
    if (memcmp(want, bytes, HEADER) != 0)
        return gg_fail(error, "%s: the checksum is wrong", path);
    return 0;
}

static int load(const char *path, void *p, size_t n, size_t size,
                uint64_t model, gg_error *error)
{
    FILE *file;
    unsigned char *bytes;
    size_t got;
    int status;

    if (n > (SIZE_MAX - HEADER - 1) / size)
        return gg_fail(error, "%s: out of memory", path);
    file = fopen(path, "rb");
    if (file == NULL)
        return gg_fail(error, "%s: %s", path, strerror(errno));
    bytes = malloc(HEADER + n * size + 1);
    if (bytes == NULL) {
        (void)fclose(file);
        return gg_fail(error, "%s: out of memory", path);
    }
    got = fread(bytes, 1, HEADER + n * size + 1, file);
    if (ferror(file))
        status = gg_fail(error, "%s: %s", path, strerror(errno));
    else
        status = verify(path, bytes, got, n, size, model, error);
    (void)fclose(file);
    if (status == 0)
        decode(p, bytes + HEADER, n, size);
    free(bytes);
    return status;
}

int gg_save_params(const char *path, const double *p, size_t n,
                   uint64_t model, gg_error *error)
{
    return save(path, p, n, sizeof *p, model, error);
}

int gg_save_paramsf(const char *path, const float *p, size_t n,
                    uint64_t model, gg_error *error)
{
    return save(path, p, n, sizeof *p, model, error);
}

int gg_load_params(const char *path, double *p, size_t n, uint64_t model,
                   gg_error *error)
{
    return load(path, p, n, sizeof *p, model, error);
}

int gg_load_paramsf(const char *path, float *p, size_t n, uint64_t model,
                    gg_error *error)
{
    return load(path, p, n, sizeof *p, model, error);
}
