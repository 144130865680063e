/* params_file.c: the parameter files of the runtime.
 *
 * The number that stands for the model is not looked at: that of the params must
 * be the program's, and the checksum right.
 */
#include "values.h"

#include "../runtime/gg_blob.h"

static gg_status read_single(Arena *arena, const unsigned char *bytes,
                             size_t length, uint64_t model, uint64_t count,
                             double *values)
{
    float *single = NEW_ARRAY(arena, float, count);
    gg_status status =
        gg_params_from_bytesf(single, count, model, bytes, length);
    for (uint64_t i = 0; status == GG_OK && i < count; i++)
        values[i] = (double)single[i];
    return status;
}

bool params_file_read(Arena *arena, Text text, uint64_t count, double *values,
                      Buffer *problem)
{
    const unsigned char *bytes = (const unsigned char *)text.at;
    uint64_t model = 0, found = count;
    if (text.length >= GG_PARAMS_HEADER) {
        model = gg_blob_get(bytes + GG_BLOB_AT_MODEL, 8);
        found = gg_blob_get(bytes + GG_BLOB_AT_COUNT, 8);
    }
    gg_status status =
        gg_params_from_bytes(values, count, model, bytes, text.length);
    if (status == GG_OTHER_TYPE)
        status = read_single(arena, bytes, text.length, model, count, values);
    if (status == GG_NO_PARAMS)
        buffer_puts(problem, "it is neither a .json or .npy file nor a "
                             "parameter file");
    else if (status == GG_OTHER_MODEL)
        buffer_print(problem, "it holds %llu numbers, the params are %llu",
                     (unsigned long long)found, (unsigned long long)count);
    else if (status != GG_OK)
        buffer_puts(problem, gg_status_text(status));
    return status == GG_OK;
}
