/* compare_print_words.h: the words that reports for people share. */
#ifndef GCC_GRAPH_COMPARE_PRINT_WORDS_H
#define GCC_GRAPH_COMPARE_PRINT_WORDS_H

#include "compare_print.h"

extern const char *const side_words[];
/* Of formulas that are the same on both sides, short or long. */
extern const char same_words[], same_long[];

void print_headline(const Report *report, Buffer *out);
void print_verdict(const Result *row, Buffer *out);
void print_reason(const Result *row, Buffer *out);
/* A change, its names and formulas between quotes. */
void print_change(const Report *report, const Change *change,
                  const char *quote, Buffer *out);

/* -- compare_markdown.c -- */

void report_print_markdown(const Report *report, Buffer *out);

#endif
