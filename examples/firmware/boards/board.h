/* board.h: what a program asks of the machine that it runs on.
 *
 * A board is a linker script and a file of C: its start-up code, which calls
 * main and ends with the status that main returns, and these functions. On a
 * host main is called by the host, and say is all there is.
 */
#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

#if __STDC_HOSTED__
#include <stdio.h>
static inline void board_say(const char *text)
{
    fputs(text, stdout);
}
#else
/* Shows text to who watches the board. */
void board_say(const char *text);

/* Instructions executed so far, on an AVR cycles; differences count, and only of
 * less than 600 million, on an AVR 60. Where the counter counts in steps of n
 * instructions, a difference is off by less than n: what is short is measured many
 * times. */
uint64_t board_count(void);

/* Marks the stack below its present end; the bytes of it that have been used
 * since by others than the caller. */
void board_stack_mark(void);
uint32_t board_stack_used(void);
#endif

/* Numbers, in decimal, and with so many decimals of 1/10^decimals each. */
static inline void say_number(uint32_t n)
{
    char text[11];
    int at = 10;

    text[at] = 0;
    do {
        text[--at] = (char)('0' + (int)(n % 10u));
        n /= 10u;
    } while (n > 0u);
    board_say(&text[at]);
}

static inline void say_decimal(uint32_t n, int decimals)
{
    char text[12];
    int at = 11;

    text[at] = 0;
    do {
        text[--at] = (char)('0' + (int)(n % 10u));
        n /= 10u;
        if (--decimals == 0)
            text[--at] = '.';
    } while (n > 0u || decimals >= 0);
    board_say(&text[at]);
}

static inline void say_hex(uint64_t n)
{
    char text[17];
    int at;

    text[16] = 0;
    for (at = 15; at >= 0; at--) {
        text[at] = "0123456789abcdef"[n & 15u];
        n >>= 4;
    }
    board_say(text);
}

#endif
