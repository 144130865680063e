/* emit_c_training.h: what a step of training updates, shared by the files that
 * write it.
 */
#ifndef GCC_GRAPH_EMIT_C_TRAINING_H
#define GCC_GRAPH_EMIT_C_TRAINING_H

#include "emit_c_code.h"

typedef struct Update {         /* of one param */
    Code          *code;
    const Training *training;
    const Trained *trained;
    const Array   *array;               /* the param */
    const TrainWords *words;
    Text           places, rows, name;
    uint32_t       lead;                /* axes that are loops */
    int64_t        run;                 /* elements in one run */
    bool           in_double;
} Update;

/* Whose element it is. */
typedef enum Of { OF_PARAM, OF_GRADIENT, OF_MOMENT } Of;

/* -- emit_c_runs.c: runs of elements, and loops over them -- */

/* Of that which is trained; the words of training must be claimed. */
Update update_of(Code *code, uint32_t which);
/* "" or "f": of functions of the runtime. */
const char *update_suffix(const Update *u);
/* The index of reads. */
Text update_index(const Update *u);
/* The argument that says which rows were read. */
Text update_reads(const Update *u);

/* The loop over reads, in which `row` is the row of the read. */
void runs_open_reads(const Update *u);
/* The loop over rows that are updated, if the training is sparse; and that over
 * the other axes. */
void runs_open_rows(const Update *u);
void runs_open_axes(const Update *u);
/* Every run that is updated: loops over them all. */
void runs_open(const Update *u);

/* The subscript on an axis where a run begins. */
Text run_subscript(const Update *u, uint32_t axis, Of of);
/* `&p->W[i][0]`: where a run begins, in the struct `before`. */
Text run_element(const Update *u, const char *before, Text name, Of of);
/* The same of the gradient, and of that which goes from a half of a step that
 * is split to the other. */
Text gradient_run(const Update *u);
Text handed_run(const Update *u);

#endif
