/* compare.c: `compare TOLERANCE A B` compares what two runs of gcc-graph eval
 * have printed: the numbers in each line `name = values` of A and
 * of B, in order, differ by no more than the tolerance times the largest of the
 * line (or 1); B may have more lines. Prints the first line that differs.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *contents(const char *path)
{
    FILE *file = fopen(path, "rb");
    size_t size = 0, room = 1 << 16, got;
    char *text = malloc(room + 1);
    if (!file || !text)
        exit(2);
    while ((got = fread(text + size, 1, room - size, file)) > 0) {
        size += got;
        if (size == room && !(text = realloc(text, (room *= 2) + 1)))
            exit(2);
    }
    fclose(file);
    text[size] = '\0';
    return text;
}

/* The values of the next line that has some; NULL at the end. */
static const char *next_line(const char **at)
{
    while (**at) {
        const char *equals = strstr(*at, " = "), *end = strchr(*at, '\n');
        if (!end)
            return NULL;
        *at = end + 1;
        if (equals && equals < end)
            return equals + 3;
    }
    return NULL;
}

/* The next number of the line; NULL at its end. */
static const char *next_number(const char *at, double *x)
{
    at += strspn(at, " [],");
    if (*at == '\n' || !*at)
        return NULL;
    char *end;
    *x = strtod(at, &end);
    return end == at ? NULL : end;
}

static double largest(const char *at)
{
    double x, most = 1;
    while ((at = next_number(at, &x)))
        if (isfinite(x) && fabs(x) > most)
            most = fabs(x);
    return most;
}

static int same(const char *a, const char *b, double tolerance)
{
    double x = 0, y = 0, room = tolerance * largest(a);
    for (;;) {
        a = next_number(a, &x);
        b = next_number(b, &y);
        if (!a || !b)
            return !a && !b;
        if (isnan(x) ? !isnan(y) : x != y && !(fabs(x - y) <= room))
            return 0;
    }
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    double tolerance = atof(argv[1]);
    char *a = contents(argv[2]), *b = contents(argv[3]);
    const char *at = a, *other = b, *values;
    int status = 0;
    while (!status && (values = next_line(&at))) {
        const char *against = next_line(&other);
        status = !against || !same(values, against, tolerance);
        if (status)
            printf("%.300s against %.300s\n", values,
                   against ? against : "nothing");
    }
    free(a);
    free(b);
    return status;
}
