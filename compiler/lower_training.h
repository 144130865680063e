/* lower_training.h: a `minimize` that is being lowered. */
#ifndef GCC_GRAPH_LOWER_TRAINING_H
#define GCC_GRAPH_LOWER_TRAINING_H

#include "lower_file.h"

typedef struct Trainer {
    File     *file;
    Lowering *low;
    Graph    *graph;
    const Statement *minimize;
    const struct MethodRow *row;            /* NULL after an error */
    Scope    *scope;                        /* of options: knows `step` */
    const bool *needed;                     /* [arrays]: by the objective */
} Trainer;

/* Sets the row of the method; reports one that there is not. */
void trainer_find_method(Trainer *t);
/* The options given, and the defaults of the others, become the graph's. */
void trainer_add_options(Trainer *t);

#endif
