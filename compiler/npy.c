/* npy.c: NumPy's files of one array.
 *
 * "\x93NUMPY", the version in two bytes, the length of the header (two bytes
 * in version 1, four from 2 on, little-endian), the header, the elements. The
 * header is a Python dictionary,
 *
 *     {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }
 */
#include "tensor.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

typedef struct Format {
    char     kind;                  /* b f i u */
    uint32_t size;
    bool     big;                   /* the most significant byte first */
    bool     fortran;
} Format;

static uint64_t bytes_value(const char *at, uint32_t size, bool big)
{
    uint64_t value = 0;
    for (uint32_t i = 0; i < size; i++)
        value |= (uint64_t)(unsigned char)at[i] << 8 * (big ? size - 1 - i : i);
    return value;
}

/* Half precision: 1 + 5 + 10 bits. */
static double half_value(uint64_t bits)
{
    int exponent = (int)(bits >> 10 & 31);
    double value = (double)(bits & 1023);
    if (exponent == 31)
        value = value > 0 ? (double)NAN : (double)INFINITY;
    else if (exponent)
        value = (value + 1024) * 0x1p-25;
    else
        value *= 0x1p-24;
    for (; exponent > 0 && exponent < 31; exponent--)
        value *= 2;
    return bits >> 15 & 1 ? -value : value;
}

static double element_value(const Format *format, const char *at)
{
    uint64_t bits = bytes_value(at, format->size, format->big);
    uint32_t unused = 64 - 8 * format->size;
    uint32_t low = (uint32_t)bits;
    double real;
    float single;
    if (format->kind == 'f' && format->size == 2)
        return half_value(bits);
    if (format->kind == 'f' && format->size == 4) {
        memcpy(&single, &low, sizeof single);
        return (double)single;
    }
    if (format->kind == 'f') {
        memcpy(&real, &bits, sizeof real);
        return real;
    }
    if (format->kind == 'i' && bits >> (8 * format->size - 1))
        return -(double)(((~bits << unused) >> unused) + 1);
    return (double)bits;
}

/* A place in a header tells nobody anything. */
static bool fail(Cursor *cursor, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static bool fail(Cursor *cursor, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    buffer_vprint(cursor->problem, format, args);
    va_end(args);
    return false;
}

/* What stands behind 'key': in the header. */
static bool find_key(Cursor *header, const char *key)
{
    size_t length = strlen(key);
    for (const char *c = header->start; c + length + 2 < header->end; c++)
        if ((*c == '\'' || *c == '"') && !memcmp(c + 1, key, length)
            && c[length + 1] == *c) {
            header->at = c + length + 2;
            cursor_space(header);
            bool found = cursor_take(header, ':');
            cursor_space(header);
            return found;
        }
    header->at = header->start;
    return false;
}

static bool is_one_of(char c, const char *these)
{
    return c && strchr(these, c);
}

static bool read_format(Cursor *header, Format *format)
{
    if (!find_key(header, "descr"))
        return fail(header, "the header names no type");
    if (header->end - header->at < 5
        || (*header->at != '\'' && *header->at != '"'))
        return fail(header, "arrays of records have no numbers to use");
    char order = header->at[1], kind = header->at[2], size = header->at[3];
    bool known = header->at[4] == *header->at && is_one_of(order, "<>|=")
              && ((kind == 'f' && is_one_of(size, "248"))
                  || ((kind == 'i' || kind == 'u') && is_one_of(size, "1248"))
                  || (kind == 'b' && size == '1'));
    if (!known) {
        const char *end = memchr(header->at + 1, *header->at,
                                 (size_t)(header->end - header->at - 1));
        int length = end && end - header->at < 20 ? (int)(end - header->at) : 4;
        return fail(header, "the type %.*s is not one of f2 f4 f8, i1 … i8, "
                            "u1 … u8, b1",
                    length - 1, header->at + 1);
    }
    format->kind = kind;
    format->size = (uint32_t)(size - '0');
    format->big = order == '>';
    if (!find_key(header, "fortran_order"))
        return fail(header, "the header has no fortran_order");
    format->fortran = cursor_take(header, 'T');
    return true;
}

static bool read_shape(Cursor *header, Tensor *tensor)
{
    if (!find_key(header, "shape") || !cursor_take(header, '('))
        return fail(header, "the header has no shape");
    for (;;) {
        cursor_space(header);
        if (cursor_take(header, ')'))
            return true;
        int64_t size = 0;
        const char *start = header->at;
        for (; header->at < header->end && *header->at >= '0'
               && *header->at <= '9' && size < INT64_MAX / 100;
             header->at++)
            size = 10 * size + (*header->at - '0');
        if (header->at == start)
            return fail(header, "the shape is not a list of sizes");
        if (tensor->rank == TENSOR_RANK)
            return fail(header, "it has more than %d axes", TENSOR_RANK);
        tensor->shape[tensor->rank++] = size;
        cursor_space(header);
        (void)cursor_take(header, ',');
    }
}

/* The elements, in C's order: the place in the file of element (i, j, …) in
 * Fortran's is i + m (j + n (…)). */
static void read_elements(Cursor *cursor, const Format *format,
                          Tensor *tensor, int64_t count)
{
    int64_t at[TENSOR_RANK] = {0};
    list_reserve(cursor->arena, &tensor->values, (uint32_t)count);
    tensor->values.count = (uint32_t)count;
    for (int64_t n = 0; n < count; n++) {
        int64_t place = n;
        if (format->fortran) {
            place = 0;
            for (uint32_t i = tensor->rank; i > 0; i--)
                place = place * tensor->shape[i - 1] + at[i - 1];
            for (uint32_t i = tensor->rank; i > 0; i--) {
                if (++at[i - 1] < tensor->shape[i - 1])
                    break;
                at[i - 1] = 0;
            }
        }
        tensor->values.at[n] =
            element_value(format, cursor->at + place * format->size);
    }
}

bool npy_tensor(Cursor *cursor, Tensor *tensor)
{
    *tensor = (Tensor){0};
    size_t length = (size_t)(cursor->end - cursor->at);
    const char *at = cursor->at;
    if (length < 12 || memcmp(at, "\x93NUMPY", 6))
        return fail(cursor, "it is not a .npy file");
    uint32_t lead = at[6] == 1 ? 10 : 12;
    uint64_t header_length = bytes_value(at + 8, lead - 8, false);
    if (at[6] < 1 || at[6] > 3 || header_length > length - lead)
        return fail(cursor, "its header is cut off or of an unknown version");
    Cursor header = cursor_of(cursor->arena,
                              (Text){at + lead, (size_t)header_length},
                              cursor->problem);
    Format format = {0};
    if (!read_format(&header, &format) || !read_shape(&header, tensor))
        return false;
    cursor->at = header.end;
    int64_t room = (cursor->end - cursor->at) / (int64_t)format.size;
    int64_t count = 1;
    for (uint32_t i = 0; i < tensor->rank; i++) {
        if (tensor->shape[i] > 0 && count > room / tensor->shape[i])
            count = INT64_MAX / 2;
        else
            count *= tensor->shape[i];
        if (count > room)
            break;
    }
    if (count != room || count > (int64_t)1 << 30) {
        buffer_print(cursor->problem, "it holds %lld elements, and its shape "
                                      "is ",
                     (long long)room);
        shape_print(cursor->problem, tensor->rank, tensor->shape);
        return false;
    }
    read_elements(cursor, &format, tensor, count);
    return true;
}
