/* scorer.c: trains the scorer of ../scorer to give marks to four vectors, on a
 * machine with a few kilobytes, and shows what it computed and a hash of it. */
#include "boards/board.h"
#include "boards/hash.h"
#include "scorer.h"

enum { CASES = 4, STEPS = 50 };

static const float x[CASES][scorer_n] = {
    {1.0f, 2.0f, 3.0f}, {-1.0f, 0.5f, 0.0f}, {0.25f, -2.0f, 1.0f},
    {3.0f, -1.0f, -1.0f},
};
static const float mark[CASES] = {1.0f, -0.5f, 0.25f, 0.75f};
static const gg_ratef rate = {1.0f, 0.1f, 0.0f};

static scorer_vector p, d_p;
static scorer_work work;
static scorer_infer_work infer_work;

/* Of the float, in 1/10000. */
static void say_float(const char *what, float value)
{
    board_say(what);
    board_say(value < 0.0f ? "-" : "");
    say_decimal((uint32_t)((value < 0.0f ? -value : value) * 10000.0f + 0.5f),
                4);
}

int main(void)
{
    uint64_t hash = HASH_START;
    float s, d_x[scorer_n], loss = 0.0f;
    int step, i, k;

    if (!gg_is_strict()) {
        board_say("FAIL the arithmetic of this machine is not strict\n");
        return 1;
    }
    scorer_init(&p.params, 7);
    for (step = 0; step < STEPS; step++) {
        loss = 0.0f;
        for (i = 0; i < CASES; i++) {
            (void)scorer_forward(&p.params, x[i], &s, &work);
            (void)scorer_backward(&p.params, x[i], 2.0f * (s - mark[i]),
                                  &d_p.params, d_x, &work);
            loss = loss + (s - mark[i]) * (s - mark[i]);
            hash = hash_float(hash, s);
            for (k = 0; k < scorer_n; k++)
                hash = hash_float(hash, d_x[k]);
            gg_sgdf(scorer_NPARAMS, p.values, d_p.values, rate);
        }
    }
    say_float("loss ", loss);
    for (i = 0; i < CASES; i++) {
        (void)scorer_infer(&p.params, x[i], &s, &infer_work);
        say_float(" score ", s);
    }
    for (k = 0; k < scorer_NPARAMS; k++)
        hash = hash_float(hash, p.values[k]);
    board_say("\nhash ");
    say_hex(hash);
    board_say("\n");
    return 0;
}
