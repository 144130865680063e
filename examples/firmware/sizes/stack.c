/* stack.c: the stack that the main of a demonstration and what it calls use, as a
 * last line
 *
 *     stack N
 */
#include "board.h"

int __real_main(void);
int __wrap_main(void);

int __wrap_main(void)
{
    int status;

    board_stack_mark();
    status = __real_main();
    board_say("stack ");
    say_number(board_stack_used());
    board_say("\n");
    return status;
}
