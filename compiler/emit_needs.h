/* emit_needs.h: the bytes that a model needs, as its C is measured. */
#ifndef GCC_GRAPH_EMIT_NEEDS_H
#define GCC_GRAPH_EMIT_NEEDS_H

#include "plan.h"

/* The stack of a call, with what it calls of libgg: bounds that hold for gcc on
 * x86-64, with optimisation or without, and with -Os on a Cortex-M4. */
typedef struct Stack {
    int64_t plain, cortex;
} Stack;

typedef struct Needs {
    int64_t params;             /* sizeof model_params; 0: there are none */
    int64_t state;              /* sizeof model_state; 0: there is none */
    int64_t moments;            /* of it: what training keeps of each number */
    Area    work, infer;        /* of forward and backward; of infer */
    Area    step;               /* of a step of training; 0: there is none */
    int64_t constants;          /* of tables in the C, which are not in RAM */
    int64_t selftest;           /* sizeof model_selftest_work; 0: there is none */
    int64_t selftest_constants; /* of the constants */
    Stack   stack;              /* of the function that needs most */
    Operations operations;      /* of a step of training, or of forward and
                                   backward */
    Operations infer_operations;
    bool    baked;              /* there is infer alone */
    double  of_pass[PASS_COUNT];    /* operations of a call of each routine */
    double  of_step;            /* and of a step of training; 0: there is none */
} Needs;

/* What plans say: all but constants and stack. `step` is the plan of a step of
 * training, or NULL. */
Needs needs_of_plan(const Plan *plan, const Plan *step);

/* The bytes of the work area of a self-test with this tangent. */
int64_t needs_of_selftest(const Plan *plan, const Needs *needs,
                          const Plan *tangent);

/* The stack that the functions of a text may need, which are C as emit_c
 * writes it, in pieces of whole lines. `tiles`: they call such as compute in
 * tiles. */
Stack stack_of_text(const TextList *pieces, bool tiles);

/* How many per cent of the least operations are added to them. */
double added_percent(Operations operations);

/* Lines ` * Constants …`, for the comments at the heads of files. */
void needs_print_head(const Needs *needs, Buffer *out);

#endif
