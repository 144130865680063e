/* avr.c: an ATmega1284P as simavr has it, started by its C library. The first
 * serial line is what is shown; sleeping with interrupts off is the end.
 *
 * Cycles are counted, which is what its emulator does, by two timers: one takes a
 * step at each, and has 16 bits, the other one at every 1024th, whose phase is not
 * known.
 */
#include "board.h"

#include <avr/io.h>
#include <avr/interrupt.h>
#include <avr/sleep.h>

/* The stack is all above the static objects, as there is no heap. A stack pointer
 * is the next byte to be written. */
extern uint32_t __heap_start[];
#define GET_STACK_POINTER(sp) ((sp) = (uint32_t *)(uintptr_t)(SP + 1u))
#define STACK_WORDS ((int)(marked - __heap_start))
#define CALL_BYTES 2u
#include "stack.h"

/* Before main: a line at full speed, for writing, and the timers. */
__attribute__((constructor)) static void board_start(void)
{
    UBRR0 = 0;
    UCSR0B = 1 << TXEN0;
    TCCR1B = 1 << CS10;
    TCCR3B = 1 << CS32 | 1 << CS30;
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

/* The time nearest to what the slow one says at which the fast one is where it is. */
uint64_t board_count(void)
{
    static uint16_t last;
    static uint64_t slow;
    const uint16_t fast = TCNT1, now = TCNT3;

    slow += (uint16_t)(now - last);
    last = now;
    return (slow << 10) + (uint64_t)(int16_t)(fast - (uint16_t)(slow << 10));
}
