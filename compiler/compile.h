/* compile.h: a compilation, pass by pass. */
#ifndef GCC_GRAPH_COMPILE_H
#define GCC_GRAPH_COMPILE_H

#include "options.h"

typedef enum Status {
    STATUS_FINE = 0,
    STATUS_ERROR = 1,           /* in the program */
    STATUS_USAGE = 2,
    STATUS_FAULT = 3            /* of the compiler */
} Status;

typedef struct Compilation {
    Arena         *arena;
    Sources       *sources;
    Diagnostics   *diagnostics;
    const Options *options;
    Status         status;      /* of the pass that failed */
    Text           equations;   /* of the program, as written; once lowered */
    TextList       imported;    /* paths of the files that it imports */
    Text           instead;     /* of the file: the program; empty: the file */
    Graph         *trained;     /* once lowered: what `minimize` asks for, as a
                                   graph of its own; or NULL */
    const struct Laws *laws;    /* of simplify, once they are parsed */
} Compilation;

/* The graph of what the author wrote, in training, as it was written; what
 * `minimize` asks for is one of its outputs. NULL after an error. */
Graph *compile_written(Compilation *compilation);
/* What the author wrote as a simplified graph; NULL after an error. */
Graph *compile_forward(Compilation *compilation);
/* The graph with its gradients, simplified; NULL after an error. `forward` is
 * gone. */
Graph *compile_gradient(Compilation *compilation, Graph *forward);
/* The same without an order of its sums. */
Graph *compile_derivatives(Compilation *compilation, Graph *forward);
/* What `minimize` asks for, simplified; NULL without it. c->trained is gone. */
Graph *compile_trained(Compilation *compilation);
/* The graph of a step of training; NULL without one. */
const Graph *compile_step(Compilation *compilation);
/* Whether --wrt asks for derivatives by the name: without it, for all. */
bool compile_wants(const Compilation *compilation, Text name);
/* Whether all names of --wrt are among these; else the others are reported. */
bool compile_wants_known(Compilation *compilation, const TextList *there);
/* A graph that a pass has made; NULL, with the fault reported, if it is not
 * well formed or takes more work than the bound. */
const Graph *compile_checked(Compilation *compilation, const char *pass,
                             const Graph *graph, double bound);
/* Puts the text onto the standard output, or into the file of -o. */
Status compile_print(Compilation *compilation, const Buffer *buffer);

/* Does what the options ask for. */
Status compile(Compilation *compilation);

#endif
