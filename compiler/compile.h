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
    Graph         *trained;     /* once lowered: what `minimize` asks for, as a
                                   graph of its own; or NULL */
} Compilation;

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
/* What EmitOptions asks of -mvector. */
int vector_bits(const Options *options);
/* The texts of the C file and its header, for the file name `c_path`. */
void compile_c(Compilation *compilation, const Graph *gradient, Text c_path,
               TextList *c, TextList *header);

/* Does what the options ask for. */
Status compile(Compilation *compilation);

#endif
