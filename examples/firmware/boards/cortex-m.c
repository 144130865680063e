/* cortex-m.c: a Cortex-M3 or M4 as QEMU has it in mps2-an385 and mps2-an386.
 *
 * Text and the exit status go through semihosting, a breakpoint by which the
 * machine asks who debugs it. Instructions are counted by SysTick: under
 * `-icount shift=0` an instruction takes a nanosecond of the time of the machine,
 * whose clock has 25 MHz, so that a tick is 40 instructions.
 */
#include "board.h"
#include "memory.h"

#define GET_STACK_POINTER(sp) __asm__("mov %0, sp" : "=r"(sp))
#include "stack.h"

#define REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))
#define SYST_CSR REGISTER(0xe000e010u)      /* control: 5 is go, of the core */
#define SYST_RVR REGISTER(0xe000e014u)      /* where it starts from again */
#define SYST_CVR REGISTER(0xe000e018u)      /* now, downwards, 24 bits */
#define CPACR    REGISTER(0xe000ed88u)      /* who may use the FPU */

enum { WRITE0 = 0x04, EXIT_EXTENDED = 0x20, PER_TICK = 40 };

extern uint32_t board_stack_top[], board_data[], board_data_end[],
    board_data_from[], board_bss[], board_bss_end[];
int main(void);
void board_start(void);

static void semihosting(uint32_t what, const void *with)
{
    register uint32_t r0 __asm__("r0") = what;
    register const void *r1 __asm__("r1") = with;

    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

static void board_end(int status)
{
    const uint32_t block[2] = {0x20026u, (uint32_t)status}; /* by itself */

    for (;;)
        semihosting(EXIT_EXTENDED, block);
}

static void board_fault(void)
{
    board_say("the board had a fault\n");
    board_end(3);
}

/* The stack, where to start, and what to do on faults. */
__attribute__((section(".vectors"), used))
static void (*const vectors[16])(void) = {
    (void (*)(void))board_stack_top, board_start, board_fault, board_fault,
    board_fault, board_fault, board_fault, board_fault,
};

void board_start(void)
{
    const uint32_t *from = board_data_from;
    volatile uint32_t *to;

#if defined(__ARM_FP)
    CPACR |= 0xf00000u;
    __asm__ volatile("dsb\n\tisb" : : : "memory");
#endif
    for (to = board_data; to < board_data_end; to++)
        *to = *from++;
    for (to = board_bss; to < board_bss_end; to++)
        *to = 0;
    SYST_RVR = 0xffffffu;
    SYST_CVR = 0;
    SYST_CSR = 5;
    board_end(main());
}

void board_say(const char *text)
{
    semihosting(WRITE0, text);
}

uint64_t board_count(void)
{
    static uint32_t last = 0xffffffu;
    static uint64_t ticks;
    const uint32_t now = SYST_CVR;

    ticks += (last - now) & 0xffffffu;
    last = now;
    return ticks * PER_TICK;
}
