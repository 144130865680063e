/* options.h: the command line. */
#ifndef GCC_GRAPH_OPTIONS_H
#define GCC_GRAPH_OPTIONS_H

#include "diagnose.h"
#include "loops.h"
#include "lower.h"
#include "plan.h"

typedef enum Action {
    ACTION_COMPILE,
    ACTION_SYNTAX,              /* -fsyntax-only */
    ACTION_DUMP,                /* --dump=stage */
    ACTION_DOT, ACTION_SVG,     /* --emit=dot, --emit=svg */
    ACTION_DESCRIBE,            /* --describe, --describe=json */
    ACTION_CHECK,               /* --check */
    ACTION_EVAL,                /* eval model.g x=1 */
    ACTION_DIFF,                /* diff old.g new.g */
    ACTION_REPORT,              /* report model.g */
    ACTION_EXPLAIN,             /* explain model.g, --emit=gradients */
    ACTION_HELP,
    ACTION_VERSION
} Action;

typedef enum Stage {
    STAGE_TREE, STAGE_GRAPH, STAGE_GRADIENT, STAGE_SIMPLIFIED, STAGE_LOOPS,
    STAGE_PLAN
} Stage;

enum { VECTOR_ANY = -1, THREADS = 4, MOST_THREADS = 64 };


typedef struct Options {
    Action   action;
    Stage    stage;             /* of ACTION_DUMP */
    Text     input;             /* a path, or `-` */
    Text     other;             /* of diff: the second path */
    uint8_t  report;            /* of diff: a ReportFormat; of explain: an
                                   ExplainFormat */
    TextList asked;             /* of explain: gradients; none: all */
    bool     formulas;          /* --emit=gradients */
    uint32_t width;             /* of explain: --width=n; 0: not said */
    uint32_t points;            /* of diff and check: --points=n; 0: not
                                   said */
    bool     numbers;           /* of diff: --values */
    bool     all;               /* of diff: --all */
    uint64_t ulp;               /* of diff: --ulp=n */
    Text     output;            /* of -o; length 0 without */
    TextList include;           /* -I */
    TextList wrt;               /* --wrt: the gradients to make; none: all */
    TextList values;            /* of eval and check: name=value */
    Text     params;            /* of eval and check: --params=file */
    bool     fast;              /* --check=fast */
    bool     c_engine;          /* of eval: --engine=c */
    bool     json;              /* of eval and check: --json */
    uint64_t seed, step;        /* of eval, check and diff */
    bool     infer;             /* of eval: --infer */
    bool     real_double;       /* --real=double */
    bool     accumulate;        /* --accumulate */
    bool     split_step;        /* -fsplit-step */
    bool     relaxed;           /* -Ofast */
    bool     blas;              /* --blas */
    bool     profile;           /* --profile */
    bool     standalone;        /* --standalone */
    bool     selftest;          /* --selftest */
    Text     bake;              /* --bake=file of params */
    Text     section_params, section_work;      /* --section-params=name, … */
    uint32_t threads;           /* -fopenmp: at most; 0 without */
    int      vector;            /* -mvector: bits of vectors at most, 0 for
                                   none, or VECTOR_ANY */
    int64_t  most;              /* --max-ram: bytes of the work area, or
                                   NO_LIMIT */
    int64_t  checkpoint;        /* --checkpoint, --checkpoint=n: see loops.h */
    bool     dependencies;      /* -MD */
    bool     verbose;           /* -v */
    bool     describe_json;     /* --describe=json */
    bool     usage;             /* the usage is to be printed behind the error */
    LowerOptions lower;         /* -D, --batch */
} Options;

/* Reads the command line; -W and -fdiagnostics-format go to the diagnostics. On
 * failure reports what is wrong and returns false (exit status 2). */
bool options_parse(Options *options, Arena *arena, Diagnostics *diagnostics,
                   int argc, char *const *argv);

/* -- options_help.c -- */
void options_usage(FILE *file);
void options_help(FILE *file);
void options_version(FILE *file);

#endif
