/* count.h: between count.c and what counts the calls of a demonstration.
 *
 * The linker puts __wrap_f between f, which it calls __real_f, and what calls it. */
#ifndef COUNT_H
#define COUNT_H

#include "board.h"

typedef struct Count {
    uint64_t spent;
    uint32_t parts;             /* how many things were added */
    uint32_t whole;             /* of these, how many inferences or steps */
} Count;

extern Count count_infer, count_step;

/* What was spent since the board counted `from`. */
void count_part(Count *count, uint64_t from);
void count_whole(Count *count, uint64_t from);

#endif
