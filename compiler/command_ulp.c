/* command_ulp.c: two files of numbers, element by element. */
#include "command_ulp.h"

#include "json_write.h"
#include "tensor.h"
#include "values.h"

#include "../runtime/gg_blob.h"

#include <math.h>
#include <string.h>

typedef enum Precision { UNSAID, SINGLE, DOUBLE } Precision;

typedef struct Named {
    Text   name;                    /* of a member of an object, or empty */
    Tensor tensor;
} Named;

typedef struct Numbers {
    Arena    *arena;
    Precision precision;
    LIST(Named) arrays;
} Numbers;

/* -- reading -- */

static const Named *find_array(const Numbers *n, Text name)
{
    for (uint32_t i = 0; i < n->arrays.count; i++)
        if (text_equal(n->arrays.at[i].name, name))
            return &n->arrays.at[i];
    return NULL;
}

typedef struct Reading {
    Numbers *numbers;
    Cursor  *cursor;
} Reading;

static bool take_member(void *context, Text name, Tensor *tensor)
{
    const Reading *reading = context;
    Numbers *n = reading->numbers;
    if (find_array(n, name))
        return cursor_fail(reading->cursor, "`%.*s` is given twice",
                           TEXT_ARGS(name));
    list_push(n->arena, &n->arrays,
              ((Named){text_copy(n->arena, name), *tensor}));
    return true;
}

static bool take_tensor(Numbers *n, const Tensor *tensor)
{
    list_push(n->arena, &n->arrays, ((Named){{0}, *tensor}));
    return true;
}

static bool read_json(Numbers *n, Text bytes, Buffer *problem)
{
    Cursor cursor = cursor_of(n->arena, bytes, problem);
    cursor_space(&cursor);
    if (cursor.at < cursor.end && *cursor.at == '{')
        return json_objects(&cursor, take_member, &(Reading){n, &cursor});
    Tensor tensor = {0};
    return json_tensor_whole(&cursor, &tensor) && take_tensor(n, &tensor);
}

/* What `descr` says, as npy_tensor has read the header already. */
static Precision npy_precision(Text bytes)
{
    for (size_t i = 0; i + 10 < bytes.length && i < 256; i++)
        if (!memcmp(bytes.at + i, "descr", 5)) {
            const char *at = memchr(bytes.at + i + 6, 'f',
                                    bytes.length - i - 6 < 8
                                        ? bytes.length - i - 6 : 8);
            return at && (at[1] == '4' || at[1] == '2') ? SINGLE : DOUBLE;
        }
    return DOUBLE;
}

static bool read_npy(Numbers *n, Text bytes, Buffer *problem)
{
    Tensor tensor = {0};
    Cursor cursor = cursor_of(n->arena, bytes, problem);
    n->precision = npy_precision(bytes);
    return npy_tensor(&cursor, &tensor) && take_tensor(n, &tensor);
}

static bool read_csv(Numbers *n, Text bytes, Buffer *problem)
{
    Tensor tensor = {0};
    Cursor cursor = cursor_of(n->arena, bytes, problem);
    return csv_tensor(&cursor, &tensor) && take_tensor(n, &tensor);
}

static bool read_params(Numbers *n, Text bytes, Buffer *problem)
{
    const unsigned char *at = (const unsigned char *)bytes.at;
    uint64_t count = 0;
    if (bytes.length >= GG_PARAMS_HEADER) {
        count = gg_blob_get(at + GG_BLOB_AT_COUNT, 8);
        n->precision =
            gg_blob_get(at + GG_BLOB_AT_SIZE, 1) == 4 ? SINGLE : DOUBLE;
    }
    Tensor tensor = {.rank = 1};
    if (count > bytes.length / 4)
        count = 0;                  /* cut off: the reader says so */
    tensor.shape[0] = (int64_t)count;
    list_reserve(n->arena, &tensor.values, (uint32_t)count + 1);
    tensor.values.count = (uint32_t)count;
    return params_file_read(n->arena, bytes, count, tensor.values.at, problem)
        && take_tensor(n, &tensor);
}

static bool read_numbers(Numbers *n, Text path, Buffer *problems)
{
    Buffer problem = buffer_create(n->arena);
    Text bytes;
    bool fine = file_read(n->arena, path, &bytes, &problem);
    if (fine && text_ends(path, ".json"))
        fine = read_json(n, bytes, &problem);
    else if (fine && text_ends(path, ".npy"))
        fine = read_npy(n, bytes, &problem);
    else if (fine && text_ends(path, ".csv"))
        fine = read_csv(n, bytes, &problem);
    else if (fine)
        fine = read_params(n, bytes, &problem);
    if (!fine)
        buffer_print(problems, "gcc-graph: error: %.*s: %.*s\n",
                     TEXT_ARGS(path), TEXT_ARGS(buffer_text(&problem)));
    return fine;
}

/* -- comparing -- */

/* Numbers in their order, so that neighbours differ by 1: from -inf up, with
 * -0 before +0. */
static int64_t place(double x, bool single)
{
    if (single) {
        float f = (float)x;
        uint32_t bits;
        memcpy(&bits, &f, sizeof bits);
        int64_t size = (int64_t)(bits & INT32_MAX);
        return bits >> 31 ? -size - 1 : size;
    }
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    int64_t size = (int64_t)(bits & INT64_MAX);
    return bits >> 63 ? -size - 1 : size;
}

static uint64_t distance(double a, double b, bool single)
{
    if (isnan(a) || isnan(b))
        return isnan(a) && isnan(b) ? 0 : UINT64_MAX;
    int64_t x = place(a, single), y = place(b, single);
    return x > y ? (uint64_t)x - (uint64_t)y : (uint64_t)y - (uint64_t)x;
}

typedef struct Tally {
    uint64_t count, differ, beyond, largest;
    bool     apart;                 /* a NaN and a number */
    const Named *array;             /* where the largest is */
    int64_t  element;
    double   a, b;
} Tally;

static void compare_arrays(Tally *t, const Named *a, const Named *b,
                           bool single, uint64_t limit)
{
    for (uint32_t i = 0; i < a->tensor.values.count; i++) {
        double x = a->tensor.values.at[i], y = b->tensor.values.at[i];
        uint64_t d = distance(x, y, single);
        t->count++;
        t->differ += d > 0;
        t->beyond += d > limit || d == UINT64_MAX;
        if (d <= t->largest)
            continue;
        t->largest = d;
        t->array = a;
        t->element = i;
        t->a = x;
        t->b = y;
    }
}

static bool same_shape(const Tensor *a, const Tensor *b)
{
    return a->rank == b->rank && a->values.count == b->values.count
        && (!a->rank
            || !memcmp(a->shape, b->shape, a->rank * sizeof *a->shape));
}

/* Whether the files have the same arrays of the same shapes. */
static bool check_shapes(const Numbers *a, const Numbers *b, const Text path[2],
                         Buffer *problems)
{
    for (uint32_t i = 0; i < a->arrays.count; i++) {
        const Named *x = &a->arrays.at[i], *y = find_array(b, x->name);
        const char *colon = x->name.length ? ": " : "";
        if (y && same_shape(&x->tensor, &y->tensor))
            continue;
        buffer_print(problems, "gcc-graph: error: %.*s%s%.*s ",
                     TEXT_ARGS(path[0]), colon, TEXT_ARGS(x->name));
        if (y) {
            buffer_puts(problems, "is ");
            shape_print(problems, x->tensor.rank, x->tensor.shape);
            buffer_print(problems, ", and in %.*s ", TEXT_ARGS(path[1]));
            shape_print(problems, y->tensor.rank, y->tensor.shape);
            buffer_puts(problems, "\n");
        } else {
            buffer_print(problems, "is not in %.*s\n", TEXT_ARGS(path[1]));
        }
        return false;
    }
    return true;
}

/* -- printing -- */

/* `b[1]`, `[0, 2]` */
static void print_element(const Tally *t, Buffer *out)
{
    const Tensor *tensor = &t->array->tensor;
    int64_t at = t->element, step = 1;
    buffer_print(out, "%.*s%s", TEXT_ARGS(t->array->name),
                 tensor->rank ? "[" : "");
    for (uint32_t i = 1; i < tensor->rank; i++)
        step *= tensor->shape[i];
    for (uint32_t i = 0; i < tensor->rank; i++) {
        buffer_print(out, "%s%lld", i ? ", " : "", (long long)(at / step));
        at %= step;
        step /= i + 1 < tensor->rank ? tensor->shape[i + 1] : 1;
    }
    buffer_puts(out, tensor->rank ? "]" : t->array->name.length ? "" : "it");
}

static void print_tally(const Tally *t, bool single, Buffer *out)
{
    if (!t->differ) {
        buffer_print(out, "identical: %llu elements",
                     (unsigned long long)t->count);
        return;
    }
    buffer_print(out, "%llu of %llu elements differ, ",
                 (unsigned long long)t->differ, (unsigned long long)t->count);
    if (t->largest == UINT64_MAX)
        buffer_puts(out, "NaN and a number");
    else
        buffer_print(out, "by up to %llu ULP of %s",
                     (unsigned long long)t->largest,
                     single ? "float" : "double");
    buffer_puts(out, ": ");
    print_element(t, out);
    buffer_puts(out, " is ");
    buffer_number(out, t->a, !single);
    buffer_puts(out, " and ");
    buffer_number(out, t->b, !single);
}

static void print_json(const Tally *t, const Text path[2], bool single,
                       Buffer *out)
{
    Json json = {.out = out};
    json_open(&json, NULL, '{');
    json_bool(&json, "same", !t->beyond);
    json_text(&json, "old", path[0]);
    json_text(&json, "new", path[1]);
    json_whole(&json, "elements", (int64_t)t->count);
    json_whole(&json, "differ", (int64_t)t->differ);
    if (t->differ) {
        Buffer element = buffer_create(out->arena);
        print_element(t, &element);
        if (t->largest != UINT64_MAX) {
            json_whole(&json, "ulp", (int64_t)t->largest);
            json_string(&json, "of", single ? "float" : "double");
        }
        json_text(&json, "element", buffer_text(&element));
        json_open(&json, "values", '[');
        json_real(&json, NULL, t->a, !single);
        json_real(&json, NULL, t->b, !single);
        json_close(&json);
    }
    json_close(&json);
}

static void print_result(const Tally *t, const Text path[2], bool single,
                         ReportFormat format, Buffer *out)
{
    if (format == REPORT_JSON) {
        print_json(t, path, single, out);
        return;
    }
    if (format == REPORT_MARKDOWN)
        buffer_print(out, "### `%.*s` and `%.*s`: ", TEXT_ARGS(path[0]),
                     TEXT_ARGS(path[1]));
    print_tally(t, single, out);
    buffer_puts(out, "\n");
}

int command_ulp(Arena *arena, Text a, Text b, uint64_t limit,
                ReportFormat format, Buffer *out, Buffer *problems)
{
    const Text path[2] = {a, b}, other[2] = {b, a};
    Numbers n[2] = {{.arena = arena}, {.arena = arena}};
    if (!read_numbers(&n[0], a, problems) || !read_numbers(&n[1], b, problems)
        || !check_shapes(&n[0], &n[1], path, problems)
        || !check_shapes(&n[1], &n[0], other, problems))
        return 2;
    bool single = (n[0].precision == SINGLE || n[1].precision == SINGLE)
               && n[0].precision != DOUBLE && n[1].precision != DOUBLE;
    Tally tally = {0};
    for (uint32_t i = 0; i < n[0].arrays.count; i++) {
        const Named *x = &n[0].arrays.at[i];
        compare_arrays(&tally, x, find_array(&n[1], x->name), single, limit);
    }
    print_result(&tally, path, single, format, out);
    return tally.beyond ? 1 : 0;
}
