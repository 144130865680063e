/* firmware: trains the network of digits.g on the machine itself, from a table in
 * its flash memory, and says how well it does.
 *
 *     digits_init     the params, drawn from a seed
 *     digits_step     forward, backward and the update, of one image
 *     digits_infer    the digit, for the test
 *
 * Nothing but what a board has (boards/board.h) is asked for: no heap, no files,
 * no printf. The last line is a hash of the bits of all params, which is the same
 * on every machine; a host prints it too.
 */
#include "boards/board.h"
#include "boards/hash.h"
#include "digits.h"
#include "table.h"

enum {
    COUNT = sizeof table / sizeof table[0],
    TESTED = COUNT / 3,                 /* every third image is for the test */
    EPOCHS = 3
};

static digits_vector p;
static digits_state state;
static digits_work work;
static digits_infer_work infer_work;
static float x[digits_pixels];

static int is_tested(int i)
{
    return i % 3 == 2;
}

/* The image i, as x and the digit that it is. */
static int32_t take(int i)
{
    int k;

    for (k = 0; k < digits_pixels; k++)
        x[k] = (float)table[i][k] / 16.0f;
    return (int32_t)table[i][digits_pixels];
}

/* One way through the images; the mean loss, in 1/10000. */
static uint32_t train(void)
{
    float loss = 0.0f;
    int i;

    for (i = 0; i < COUNT; i++) {
        int32_t digit;
        float J;

        if (is_tested(i))
            continue;
        (void)digits_step(&p.params, &state, x, take(i), &digit, &J, &work);
        loss += J;
    }
    return (uint32_t)(loss * 10000.0f / (float)(COUNT - TESTED));
}

/* How many of the test are right. */
static uint32_t test(void)
{
    uint32_t right = 0;
    int i;

    for (i = 0; i < COUNT; i++) {
        int32_t is, digit;
        float J;

        if (!is_tested(i))
            continue;
        is = take(i);
        (void)digits_infer(&p.params, x, is, &digit, &J, &infer_work);
        right += digit == is;
    }
    return right;
}

int main(void)
{
    uint64_t hash = HASH_START;
    uint32_t right = 0;
    int epoch, i;

    if (!gg_is_strict()) {
        board_say("FAIL the arithmetic of this machine is not strict\n");
        return 1;
    }
    say_number(COUNT - TESTED);
    board_say(" images to learn from, ");
    say_number(TESTED);
    board_say(" to be tested on\n");
    digits_init(&p.params, 1);
    digits_state_init(&state, 1);
    for (epoch = 1; epoch <= EPOCHS; epoch++) {
        const uint32_t loss = train();

        right = test();
        board_say("  epoch ");
        say_number((uint32_t)epoch);
        board_say("   loss ");
        say_decimal(loss, 4);
        board_say("   right ");
        say_decimal(right * 1000u / TESTED, 1);
        board_say(" %\n");
    }
    board_say(right * 10 >= 9 * TESTED ? "ok   " : "FAIL ");
    board_say("90 % are asked for\n");
    for (i = 0; i < digits_NPARAMS; i++)
        hash = hash_float(hash, p.values[i]);
    board_say("hash of the params ");
    say_hex(hash);
    board_say("\n");
    return right * 10 < 9 * TESTED;
}
