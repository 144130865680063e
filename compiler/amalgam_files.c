/* amalgam_files.c: the bytes of the runtime's sources. */
#include "amalgam_pieces.h"

typedef struct File {
    const char *name;
    const unsigned char *bytes;
    size_t length;
} File;

#include "amalgam.inc"

const char *runtime_file(uint32_t number, Text *text)
{
    if (number >= sizeof files / sizeof *files)
        return NULL;
    *text = (Text){(const char *)files[number].bytes, files[number].length};
    return files[number].name;
}
