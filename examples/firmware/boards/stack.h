/* stack.h: how much stack is used, by marks that are found overwritten.
 * Included by the start-up code, which has GET_STACK_POINTER(sp). */
#ifndef STACK_H
#define STACK_H

#include "board.h"

enum { MARKED = 16384 };        /* words, as far as a program could want */
#define MARK 0x5afe5afeu

static volatile uint32_t *marked;

__attribute__((noinline)) void board_stack_mark(void)
{
    uint32_t *sp;
    int i;

    GET_STACK_POINTER(sp);
    marked = sp;
    for (i = 1; i <= MARKED; i++)
        marked[-i] = MARK;
}

uint32_t board_stack_used(void)
{
    int i = MARKED;

    while (i > 0 && marked[-i] == MARK)
        i--;
    return (uint32_t)i * 4u;
}

#endif
