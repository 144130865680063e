/* avr.c: an ATmega1284P as simavr has it, started by its C library. The first
 * serial line is what is shown; sleeping with interrupts off is the end. */
#include "board.h"

#include <avr/io.h>
#include <avr/interrupt.h>
#include <avr/sleep.h>

/* Before main: a line at full speed, for writing. */
__attribute__((constructor)) static void board_start(void)
{
    UBRR0 = 0;
    UCSR0B = 1 << TXEN0;
}

/* Behind main: the status is the last line, as there is no other way. */
__attribute__((destructor)) static void board_end(void)
{
    cli();
    sleep_enable();
    sleep_cpu();
}

void board_say(const char *text)
{
    while (*text) {
        while (!(UCSR0A & 1 << UDRE0))
            continue;
        UDR0 = (uint8_t)*text++;
    }
}
