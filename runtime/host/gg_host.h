/* gg_host.h: help for programs that train or test a generated model on a
 * hosted system: tables of numbers, parameter files, a gradient check, a line
 * of progress, a profile.  Needs POSIX and malloc; firmware does without it.
 *
 * A function that can fail returns 0, or -1 with the reason in words in
 * *error, which may be NULL.
 */
#ifndef GG_HOST_H
#define GG_HOST_H

#include "gg.h"
#include "gg_profile.h"

#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct gg_error {
    char text[256];
} gg_error;

/* Puts the formatted text into *error unless it is NULL; returns -1. */
int gg_fail(gg_error *error, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;

/* A table of numbers, row after row: element (i, j) is data[i columns + j]. */
typedef struct gg_table {
    double *data;
    size_t rows, columns;
} gg_table;

/* Reads a text file of numbers separated by commas, semicolons, tabs or blanks
 * (one separator, with blanks about it, or only blanks), a row to a line, all
 * rows of one length.  The first `skip` lines are passed over; so are empty
 * lines and lines that begin with #.  The decimal point is a point in every
 * locale.  On failure *table is untouched and the reason names file, line and
 * field. */
int gg_table_read(gg_table *table, const char *path, size_t skip,
                  gg_error *error);
void gg_table_free(gg_table *table);

/* Parameter files.  `model` is a hash of the model's shape: a file of another
 * model is refused.  A file is written under another name, flushed to the
 * disk and renamed, so that `path` is always a whole file, old or new. */
int gg_save_params(const char *path, const double *p, size_t n,
                   uint64_t model, gg_error *error);
int gg_save_paramsf(const char *path, const float *p, size_t n,
                    uint64_t model, gg_error *error);

/* Everything is verified (magic, version, element size, model, count, length
 * of the file, checksum) before p is touched. */
int gg_load_params(const char *path, double *p, size_t n, uint64_t model,
                   gg_error *error);
int gg_load_paramsf(const char *path, float *p, size_t n, uint64_t model,
                    gg_error *error);

/* The gradient check. */

/* The value of the function at the parameters that were given to the check. */
typedef double gg_value(void *context);

typedef struct gg_gradient_report {
    double worst;       /* relative error of the worst element */
    size_t element;     /* which one */
    double given;       /* its derivative, as given */
    double measured;    /* by the difference that came nearest */
    double step;        /* the step of that difference */
} gg_gradient_report;

/* Compares a gradient with signed two-sided differences
 *
 *     (value(p + h e_i) - value(p - h e_i)) / 2 h
 *
 * over a sweep of steps h, the best of which counts for the element.  The error
 * is relative to the larger of both derivatives, but not to less than 1e-3
 * of the largest derivative given, because below that the difference is
 * rounding.  A value or derivative that is not finite is an infinite error.
 * p is changed meanwhile and restored to the bit. */
gg_gradient_report gg_check_gradient(gg_value *value, void *context,
                                     double *p, const double *gradient,
                                     size_t n);
gg_gradient_report gg_check_gradientf(gg_value *value, void *context,
                                      float *p, const float *gradient,
                                      size_t n);

/* Progress: on a terminal one line that is written over, elsewhere a line each
 * time. */
typedef struct gg_progress {
    FILE *out;
    int terminal;
    size_t width;       /* of the line that stands on the terminal */
} gg_progress;

gg_progress gg_progress_start(FILE *out);
void gg_progress_show(gg_progress *progress, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;
/* Ends the line. */
void gg_progress_end(gg_progress *progress);

/* Prints what a model compiled with --profile has counted: the rows that were
 * reached, those that took longest first, the sums of the functions and the
 * total.  The counters are those of the table's rows. */
void gg_profile_print(const gg_profile_table *table,
                      const gg_counter *counters, FILE *out);

#ifdef __cplusplus
}
#endif

#endif
