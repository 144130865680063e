/* emit_selftest_parts.h: what the parts of the self-test are written with. */
#ifndef GCC_GRAPH_EMIT_SELFTEST_PARTS_H
#define GCC_GRAPH_EMIT_SELFTEST_PARTS_H

#include "emit_interface.h"
#include "emit_selftest.h"

typedef struct Test {
    const Plan     *plan;
    const Graph    *graph;
    const Names    *names;
    const Selftest *selftest;
    const SelftestNames *own;
    const EmitOptions *options;
    Arena          *arena;
    Buffer         *out;
    const char     *f;              /* behind names of functions of the runtime */
    int64_t         bytes;          /* of tables */
} Test;

Test test_of(const Plan *plan, const Names *names, const EmitOptions *options,
             Buffer *out);
/* The array of a definition. */
ArrayId test_defined(const Graph *graph, uint32_t definition);

/* A call with these arguments, broken before column 80; `end` is behind it. */
void test_call(const Test *t, uint32_t indent, Text start,
               const TextList *arguments, const char *end);
void test_add(const Test *t, TextList *list, Text text);
Text test_real(const Test *t, double value);
/* `(float *)work->W`, or `&work->s` of rank 0: the first of all elements. A
 * pointer to the first of a row would say that there are no others. */
Text test_first(const Test *t, ArrayId like, const char *before, Text name);
Text test_size(const Test *t, ArrayId like);
Text test_stream(const Test *t, SelftestStream kind, uint32_t at);
/* A call that draws an array. */
void test_fill(const Test *t, ArrayId like, Text to, Text stream, double low,
               double high);

/* The lines that set what the functions of the model are given. */
void test_point(Test *t);

#endif
