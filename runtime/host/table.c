/* table.c: numbers from a text file.
 *
 * The file is read line by line into one growing buffer; what is stored grows
 * by doubling.  Numbers are read by strtod, whose decimal point follows the
 * locale: a field is copied and its point replaced before.
 */
#include "gg_host.h"

#include <errno.h>
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What is being read, for the messages. */
typedef struct Reader {
    const char *path;
    FILE *file;
    char *line;
    size_t size;        /* of the line's buffer */
    size_t number;      /* of the line, from 1 */
    double *data;
    size_t count, capacity, rows, columns;
    gg_error *error;
} Reader;

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The next line without its end; 1, or 0 at the end of the file, or -1. */
static int reader_line(Reader *r)
{
    size_t n = 0;
    int c;

    while ((c = getc(r->file)) != EOF && c != '\n') {
        if (c == 0)
            return gg_fail(r->error, "%s:%zu: a NUL byte; not a text file",
                           r->path, r->number + 1);
        if (n + 1 >= r->size) {
            const size_t size = r->size < 256 ? 256 : 2 * r->size;
            char *line = size > r->size ? realloc(r->line, size) : NULL;

            if (line == NULL)
                return gg_fail(r->error, "%s: out of memory", r->path);
            r->line = line;
            r->size = size;
        }
        r->line[n++] = (char)c;
    }
    if (ferror(r->file))
        return gg_fail(r->error, "%s: %s", r->path, strerror(errno));
    if (c == EOF && n == 0)
        return 0;
    if (r->line == NULL) {
        r->line = malloc(256);
        r->size = 256;
        if (r->line == NULL)
            return gg_fail(r->error, "%s: out of memory", r->path);
    }
    r->line[n] = '\0';
    r->number++;
    return 1;
}

static int reader_push(Reader *r, double x)
{
    if (r->count == r->capacity) {
        const size_t most = SIZE_MAX / sizeof *r->data;
        const size_t capacity = r->capacity < 64 ? 64
            : r->capacity <= most / 2 ? 2 * r->capacity : 0;
        double *data = capacity > 0
            ? realloc(r->data, capacity * sizeof *data) : NULL;

        if (data == NULL)
            return gg_fail(r->error, "%s: out of memory", r->path);
        r->data = data;
        r->capacity = capacity;
    }
    r->data[r->count++] = x;
    return 0;
}

/* The number in the n bytes at s, which are neither empty nor blank. */
static int reader_number(Reader *r, const char *s, size_t n, size_t field)
{
    char text[512];
    const char *point = localeconv()->decimal_point;
    const size_t wide = strlen(point);
    size_t i, k = 0;
    char *end;
    double x;

    for (i = 0; i < n && k + wide + 1 < sizeof text; i++) {
        if (s[i] == '.') {
            memcpy(text + k, point, wide);
            k += wide;
        } else {
            /* A comma never gets here; other points are no numbers. */
            text[k++] = s[i];
        }
    }
    text[k] = '\0';
    x = strtod(text, &end);
    if (i < n || end != text + k || (wide == 1 && *point != '.'
                                     && memchr(s, *point, n) != NULL))
        return gg_fail(r->error, "%s:%zu: field %zu is not a number: '%.*s'",
                       r->path, r->number, field, n < 40 ? (int)n : 40, s);
    return reader_push(r, x);
}

/* One row. */
static int reader_row(Reader *r)
{
    const char *s = r->line;
    size_t field = 0;
    int more;

    while (is_blank(*s))
        s++;
    do {
        const size_t n = strcspn(s, ",; \t\r");

        field++;
        if (n == 0)
            return gg_fail(r->error, "%s:%zu: field %zu is empty", r->path,
                           r->number, field);
        if (reader_number(r, s, n, field) != 0)
            return -1;
        s += n;
        while (is_blank(*s))
            s++;
        more = *s != '\0';
        if (*s == ',' || *s == ';')
            s++;
        while (is_blank(*s))
            s++;
    } while (more);
    if (r->rows == 0)
        r->columns = field;
    if (field != r->columns)
        return gg_fail(r->error,
                       "%s:%zu: %zu numbers, but %zu in the rows before",
                       r->path, r->number, field, r->columns);
    r->rows++;
    return 0;
}

static int reader_all(Reader *r, size_t skip)
{
    int more;

    while ((more = reader_line(r)) > 0) {
        const char *s = r->line;

        while (is_blank(*s))
            s++;
        if (r->number <= skip || *s == '\0' || *s == '#')
            continue;
        if (reader_row(r) != 0)
            return -1;
    }
    if (more == 0 && r->rows == 0)
        return gg_fail(r->error, "%s: no numbers", r->path);
    return more;
}

int gg_table_read(gg_table *table, const char *path, size_t skip,
                  gg_error *error)
{
    Reader r = {0};
    int status;

    r.path = path;
    r.error = error;
    r.file = fopen(path, "r");
    if (r.file == NULL)
        return gg_fail(error, "%s: %s", path, strerror(errno));
    status = reader_all(&r, skip);
    (void)fclose(r.file);
    free(r.line);
    if (status != 0) {
        free(r.data);
        return status;
    }
    table->data = r.data;
    table->rows = r.rows;
    table->columns = r.columns;
    return 0;
}

void gg_table_free(gg_table *table)
{
    free(table->data);
    table->data = NULL;
    table->rows = 0;
    table->columns = 0;
}
