/* bench.h: measures contenders that compute the same thing, in one run.
 *
 * A row of a table is a program NAME.g and a file NAME.c. That is compiled once
 * for each mode of gcc-graph with MODEL set to the model's name, and then has
 * the calls of the generated code; and once without, when it has the
 * hand-written contenders and main.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>
#include <stdint.h>

#define BENCH_PASTE_(a, b) a##b
#define BENCH_PASTE(a, b) BENCH_PASTE_(a, b)
/* What the generated code calls model_forward is M(_forward). */
#define M(name) BENCH_PASTE(MODEL, name)

#ifndef REAL
#define REAL float
#endif
typedef REAL real;

#if defined(__AVX512F__)
enum { VECTOR_BYTES = 64 };
#elif defined(__AVX__)
enum { VECTOR_BYTES = 32 };
#else
enum { VECTOR_BYTES = 16 };
#endif
enum { LANES = VECTOR_BYTES / sizeof(real) };

/* Vectors of reals, and such as need not be aligned. */
typedef real vector __attribute__((vector_size(VECTOR_BYTES)));
typedef real loose __attribute__((vector_size(VECTOR_BYTES),
                                  aligned(sizeof(real)), may_alias));

enum { ARRAYS = 8, CONTENDERS = 8 };

/* Computes the arrays out of the arrays in. */
typedef void Run(void *const *in, void *const *out);

typedef struct Contender {
    const char *name;
    Run *run;               /* NULL: this one is not there */
    Run *forward, *backward;        /* its halves, for the theme ratios */
    Run *prepare;           /* called once before all, if it is not NULL */
    Run *finish;            /* called before results are compared */
} Contender;

typedef struct Array {
    const char *name;
    size_t count;
    int index;              /* of int32_t below this; 0: of real */
    void *data;             /* what it starts from, if it is not NULL */
    double low, high;       /* else an input is drawn between these */
} Array;

typedef struct Row {
    double operations;      /* additions and multiplications, or 0 */
    double tolerance;       /* of the largest of each array */
    Array in[ARRAYS], out[ARRAYS];
    Contender contender[CONTENDERS];        /* ours first: fast, strict */
} Row;

/* Compares the results of all contenders with those of the first that is
 * written by hand, the third, then measures; prints the lines of a table. The
 * arguments are those of main. 0, or 1 if results differ. */
int bench_row(const Row *row, int argc, char **argv);

/* Number i of a fixed stream, between low and high. */
double bench_draw(uint64_t i, double low, double high);

#endif
