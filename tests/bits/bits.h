/* bits.h: a model as driver.c sees it, whatever computes it.
 *
 * glue.awk makes one of what gcc-graph wrote for a program; interpret.c is one of
 * the program itself, by the interpreter.
 */
#ifndef BITS_H
#define BITS_H

#include <stdint.h>

#ifndef real
#define real float
#endif

/* What goes in or comes out, in the order of the C functions. */
typedef enum Role {
    IN,                 /* an input */
    OUT,                /* an output */
    SEED,               /* the derivative of a loss by an output */
    PARAMS,             /* all params, in one */
    BY_PARAMS,          /* the derivative by them */
    BY_INPUT            /* that by an input */
} Role;

typedef struct Seat {
    Role    role;
    void   *at;         /* real[count], or int32_t[count] */
    int32_t count;
    int32_t limit;      /* of whole numbers, from 0 to limit - 1; 0: real */
    int     input;      /* of BY_INPUT: which of model_seats */
} Seat;

extern Seat model_seats[];
extern int model_seat_count;
extern int model_trains;        /* it has a step of training of its own */

/* Of the interpreter: reads the program. */
void model_open(int argc, char **argv);

/* Sets params and states to what they start from. */
void model_init(uint64_t seed);

/* 0, or what went wrong. */
int model_forward(void);
int model_backward(void);
int model_step(void);

#endif
