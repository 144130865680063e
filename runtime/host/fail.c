/* fail.c: the one way in which the hosted functions fail. */
#include "gg_host.h"

#include <stdarg.h>

int gg_fail(gg_error *error, const char *format, ...)
{
    va_list list;

    if (error != NULL) {
        va_start(list, format);
        (void)vsnprintf(error->text, sizeof error->text, format, list);
        va_end(list);
    }
    return -1;
}
