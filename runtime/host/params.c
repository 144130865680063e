/* params.c: parameter files: the bytes of gg_blob.h. */
#define _POSIX_C_SOURCE 200809L

#include "gg_host.h"
#include "gg_blob.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/* Room for the bytes of n params and one more; NULL if there is none. */
static unsigned char *make_room(const char *path, size_t n, size_t size,
                                gg_error *error)
{
    unsigned char *bytes = n < (SIZE_MAX - GG_PARAMS_HEADER) / size
        ? malloc(GG_PARAMS_HEADER + n * size + 1) : NULL;

    if (bytes == NULL)
        (void)gg_fail(error, "%s: out of memory", path);
    return bytes;
}

/* The status in words, with what the bytes have instead. */
static int refuse(const char *path, gg_status status,
                  const unsigned char *bytes, size_t got, size_t n,
                  size_t size, gg_error *error)
{
    switch (status) {
    case GG_OK:
        return 0;
    case GG_NO_PARAMS:
        return gg_fail(error, "%s: not a parameter file", path);
    case GG_OTHER_VERSION:
        return gg_fail(error, "%s: version %lu, but %d is understood", path,
                       (unsigned long)gg_blob_get(bytes + GG_BLOB_AT_VERSION,
                                                  4), GG_BLOB_VERSION);
    case GG_OTHER_TYPE:
        return gg_fail(error, "%s: elements of %lu bytes, but %zu are needed",
                       path, (unsigned long)gg_blob_get(
                           bytes + GG_BLOB_AT_SIZE, 4), size);
    case GG_OTHER_MODEL:
        if (gg_blob_get(bytes + GG_BLOB_AT_COUNT, 8) == n)
            return gg_fail(error, "%s: parameters of another model", path);
        return gg_fail(error, "%s: %llu parameters, but the model has %zu",
                       path, (unsigned long long)gg_blob_get(
                           bytes + GG_BLOB_AT_COUNT, 8), n);
    case GG_WRONG_LENGTH:
        return gg_fail(error, "%s: the file is %s", path,
                       got < GG_PARAMS_HEADER + n * size ? "cut off"
                                                         : "too long");
    default:
        return gg_fail(error, "%s: %s", path, gg_status_text(status));
    }
}

/* The bytes of the file, but no more than there is room for; NULL on failure. */
static unsigned char *read_file(const char *path, size_t n, size_t size,
                                size_t *got, gg_error *error)
{
    unsigned char *bytes = make_room(path, n, size, error);
    FILE *file = bytes != NULL ? fopen(path, "rb") : NULL;
    int bad = file == NULL;

    if (file != NULL) {
        *got = fread(bytes, 1, GG_PARAMS_HEADER + n * size + 1, file);
        bad = ferror(file);
    }
    if (bytes != NULL && bad) {
        (void)gg_fail(error, "%s: %s", path, strerror(errno));
        free(bytes);
        bytes = NULL;
    }
    if (file != NULL)
        (void)fclose(file);
    return bytes;
}

int gg_save_params(const char *path, const double *p, size_t n,
                   uint64_t model, gg_error *error)
{
    unsigned char *bytes = make_room(path, n, sizeof *p, error);
    int status;

    if (bytes == NULL)
        return -1;
    gg_params_to_bytes(bytes, p, n, model);
    status = replace_file(path, bytes, GG_PARAMS_HEADER + n * sizeof *p,
                          error);
    free(bytes);
    return status;
}

int gg_save_paramsf(const char *path, const float *p, size_t n,
                     uint64_t model, gg_error *error)
{
    unsigned char *bytes = make_room(path, n, sizeof *p, error);
    int status;

    if (bytes == NULL)
        return -1;
    gg_params_to_bytesf(bytes, p, n, model);
    status = replace_file(path, bytes, GG_PARAMS_HEADER + n * sizeof *p,
                          error);
    free(bytes);
    return status;
}

int gg_load_params(const char *path, double *p, size_t n, uint64_t model,
                   gg_error *error)
{
    size_t got = 0;
    unsigned char *bytes = read_file(path, n, sizeof *p, &got, error);
    int status = -1;

    if (bytes != NULL)
        status = refuse(path, gg_params_from_bytes(p, n, model, bytes, got),
                        bytes, got, n, sizeof *p, error);
    free(bytes);
    return status;
}

int gg_load_paramsf(const char *path, float *p, size_t n, uint64_t model,
                    gg_error *error)
{
    size_t got = 0;
    unsigned char *bytes = read_file(path, n, sizeof *p, &got, error);
    int status = -1;

    if (bytes != NULL)
        status = refuse(path, gg_params_from_bytesf(p, n, model, bytes, got),
                        bytes, got, n, sizeof *p, error);
    free(bytes);
    return status;
}
