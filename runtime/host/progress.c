/* progress.c: a line that says how far the training is. */
#define _POSIX_C_SOURCE 200809L

#include "gg_host.h"

#include <stdarg.h>
#include <unistd.h>

gg_progress gg_progress_start(FILE *out)
{
    gg_progress progress;

    progress.out = out;
    progress.terminal = isatty(fileno(out));
    progress.width = 0;
    return progress;
}

/* Over the line before: back to its start, the text, blanks over the rest. */
void gg_progress_show(gg_progress *progress, const char *format, ...)
{
    va_list list;
    int n;

    if (progress->terminal)
        (void)fputc('\r', progress->out);
    va_start(list, format);
    n = vfprintf(progress->out, format, list);
    va_end(list);
    if (progress->terminal) {
        const size_t width = n > 0 ? (size_t)n : 0;
        size_t i;

        for (i = width; i < progress->width; i++)
            (void)fputc(' ', progress->out);
        progress->width = width;
    } else {
        (void)fputc('\n', progress->out);
    }
    (void)fflush(progress->out);
}

void gg_progress_end(gg_progress *progress)
{
    if (progress->terminal && progress->width > 0)
        (void)fputc('\n', progress->out);
    progress->width = 0;
    (void)fflush(progress->out);
}
