/* riscv32.c: a RISC-V of 32 bits with single floats, as QEMU has it in virt.
 *
 * Text and the exit status go through semihosting, a breakpoint between two
 * marks; instructions are counted by the machine itself.
 */
#include "board.h"
#include "memory.h"

#define GET_STACK_POINTER(sp) __asm__("mv %0, sp" : "=r"(sp))
#include "stack.h"

enum { WRITE0 = 0x04, EXIT_EXTENDED = 0x20 };

extern uint32_t board_stack_top[], board_data[], board_data_end[],
    board_data_from[], board_bss[], board_bss_end[];
int main(void);
void board_start(void);
void board_go(void);

/* The three instructions must be 32 bits each, in one page. */
__attribute__((noinline, aligned(16)))
static void semihosting(uint32_t what, const void *with)
{
    register uint32_t a0 __asm__("a0") = what;
    register const void *a1 __asm__("a1") = with;

    __asm__ volatile(".option push\n\t.option norvc\n\t.balign 16\n\t"
                     "slli x0, x0, 0x1f\n\tebreak\n\tsrai x0, x0, 7\n\t"
                     ".option pop" : "+r"(a0) : "r"(a1) : "memory");
}

static void board_end(int status)
{
    const uint32_t block[2] = {0x20026u, (uint32_t)status}; /* by itself */

    for (;;)
        semihosting(EXIT_EXTENDED, block);
}

__attribute__((aligned(4), used)) static void board_fault(void)
{
    board_say("the board had a fault\n");
    board_end(3);
}

/* The stack, faults, and the unit of floats, which is off at first. */
__attribute__((naked, section(".start"))) void board_start(void)
{
    __asm__ volatile("la sp, board_stack_top\n\t"
                     "la t0, board_fault\n\tcsrw mtvec, t0\n\t"
                     "li t0, 0x2000\n\tcsrs mstatus, t0\n\t"
                     "csrw fcsr, zero\n\tj board_go");
}

__attribute__((used)) void board_go(void)
{
    const uint32_t *from = board_data_from;
    volatile uint32_t *to;

    for (to = board_data; to < board_data_end; to++)
        *to = *from++;
    for (to = board_bss; to < board_bss_end; to++)
        *to = 0;
    board_end(main());
}

void board_say(const char *text)
{
    semihosting(WRITE0, text);
}

uint64_t board_count(void)
{
    uint32_t low, high, again;

    do
        __asm__ volatile("csrr %0, minstreth\n\tcsrr %1, minstret\n\t"
                         "csrr %2, minstreth"
                         : "=r"(high), "=r"(low), "=r"(again));
    while (high != again);
    return (uint64_t)high << 32 | low;
}
