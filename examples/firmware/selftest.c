/* selftest.c: the self-test of a network, on the machine that is to run it. */
#include "boards/board.h"
#include "tested.h"

static tested_selftest_work work;

int main(void)
{
    const int status = tested_selftest(&work);

    board_say("self-test: ");
    board_say(gg_status_text((gg_status)status));
    board_say("\n");
    return status == GG_OK ? 0 : 1;
}
