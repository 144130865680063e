/* options_read.h: a command line that is being read. */
#ifndef GCC_GRAPH_OPTIONS_READ_H
#define GCC_GRAPH_OPTIONS_READ_H

#include "options.h"

typedef struct Arguments {
    Options     *options;
    Arena       *arena;
    Diagnostics *diagnostics;
    int          argc, at;
    char *const *argv;
    const char  *chosen;        /* what the action comes from */
    bool         real_given, engine_given, ulp_given;
    const char  *format;        /* of --format */
} Arguments;

/* Reports what is wrong with the argument; false. */
static inline bool complain(const Arguments *args, const char *format,
                            const char *argument)
    __attribute__((format(printf, 2, 0)));

static inline bool complain(const Arguments *args, const char *format,
                            const char *argument)
{
    diagnose_error(args->diagnostics, (Span){0}, format, argument);
    return false;
}

/* Whether the options that were read go together; what follows from all of
 * them is set. */
bool options_check(Arguments *args);

#endif
