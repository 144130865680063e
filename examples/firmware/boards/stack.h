/* stack.h: how much stack is used, by marks that are found overwritten.
 * Included by the start-up code, which has GET_STACK_POINTER(sp); where there is
 * little room below `marked`, STACK_WORDS; and where a call itself puts bytes on the
 * stack, so that the caller's end is not ours, CALL_BYTES. */
#ifndef STACK_H
#define STACK_H

#include "board.h"

#ifndef STACK_WORDS
#define STACK_WORDS 16384       /* as far as a program could want */
#endif
#ifndef CALL_BYTES
#define CALL_BYTES 0u
#endif
#define MARK 0x5afe5afeu

static volatile uint32_t *marked;

__attribute__((noinline)) void board_stack_mark(void)
{
    uint32_t *sp;
    int i;

    GET_STACK_POINTER(sp);
    marked = sp;
    for (i = 1; i <= STACK_WORDS; i++)
        marked[-i] = MARK;
}

uint32_t board_stack_used(void)
{
    int i = STACK_WORDS;

    while (i > 0 && marked[-i] == MARK)
        i--;
    return (uint32_t)i * 4u + CALL_BYTES;
}

#endif
