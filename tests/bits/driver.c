/* driver.c: one hash of all that a model computes, over the bits.
 *
 * Inputs come from a generator of whole numbers, so that they are the same
 * everywhere. What is hashed, as bytes of each number from the lowest to the
 * highest: the outputs and all gradients of one call, the outputs of each of 100
 * steps of training, and the params after these. A program without `minimize` is
 * trained here, by gradient descent with a clip; one without params, by moving its
 * inputs. A NaN counts as one NaN, as its sign and payload are not promised.
 */
#include "gg.h"
#include "bits.h"
#include "board.h"
#include "hash.h"

enum { STEPS = 100 };

static uint64_t hash = HASH_START;
static uint32_t nans;

/* -- inputs -- */

/* 16 bits of a linear congruential generator. */
static int32_t draw(void)
{
    static uint32_t state = 2463534242u;

    state = state * 1664525u + 1013904223u;
    return (int32_t)(state >> 16);
}

/* Reals from -1 to 1, exact in all types. */
static void fill_number(const Seat *seat, int32_t i)
{
    if (seat->limit > 0)
        ((int32_t *)seat->at)[i] =
            (int32_t)((uint32_t)draw() % (uint32_t)seat->limit);
    else
        ((real *)seat->at)[i] = (real)(draw() - 32768) / (real)32768;
}

/* Calls the function for each number of the role. */
static void for_each(Role role, void (*visit)(const Seat *seat, int32_t i))
{
    int n;
    int32_t i;

    for (n = 0; n < model_seat_count; n++)
        if (model_seats[n].role == role)
            for (i = 0; i < model_seats[n].count; i++)
                visit(&model_seats[n], i);
}

static void fill(Role role)
{
    for_each(role, fill_number);
}

/* -- the hash -- */

static void add_real(real x)
{
    union {
        real value;
        uint32_t half;
        uint64_t whole;
    } bits;

    bits.whole = 0;
    bits.value = x;
    if (x != x) {
        nans++;
        hash = hash_bits(hash, 0x7fc00000u, 4);
    } else if (sizeof x == sizeof bits.half) {
        hash = hash_bits(hash, bits.half, 4);
    } else {
        hash = hash_bits(hash, bits.whole, 8);
    }
}

static void add_number(const Seat *seat, int32_t i)
{
    if (seat->limit > 0)
        hash = hash_bits(hash, (uint32_t)((const int32_t *)seat->at)[i], 4);
    else
        add_real(((const real *)seat->at)[i]);
}

static void add(Role role)
{
    for_each(role, add_number);
}

/* -- training -- */

static real clip(double squares)
{
    return sizeof(real) == sizeof(float) ? (real)gg_clipf(squares, 1.0f)
                                         : (real)gg_clip(squares, 1.0);
}

/* At most by 1/64 of the gradient's direction: no program runs away. */
static void move(real *w, const real *d, int32_t count)
{
    double squares = 0.0;
    real rate;
    int32_t i;

    for (i = 0; i < count; i++)
        squares += (double)d[i] * (double)d[i];
    rate = clip(squares) * (real)0.015625;
    for (i = 0; i < count; i++)
        w[i] = w[i] - rate * d[i];
}

static void descend(void)
{
    const Seat *params = NULL;
    int n;

    for (n = 0; n < model_seat_count; n++) {
        const Seat *seat = &model_seats[n];

        if (seat->role == PARAMS)
            params = seat;
        if (seat->role == BY_PARAMS && params != NULL)
            move(params->at, seat->at, seat->count);
        if (seat->role == BY_INPUT && params == NULL)
            move(model_seats[seat->input].at, seat->at, seat->count);
    }
}

static int has_params(void)
{
    int n;

    for (n = 0; n < model_seat_count; n++)
        if (model_seats[n].role == PARAMS)
            return 1;
    return 0;
}

static int train(void)
{
    const int trains = model_trains, moves_inputs = !has_params();
    int step, status;

    for (step = 0; step < STEPS; step++) {
        if (!moves_inputs)
            fill(IN);
        status = trains ? model_step() : model_forward();
        if (status == 0 && !trains)
            status = model_backward();
        if (status != 0)
            return status;
        if (!trains)
            descend();
        add(OUT);
    }
    add(moves_inputs ? IN : PARAMS);
    return 0;
}

#ifdef INTERPRET
int main(int argc, char **argv)
{
    int status;

    model_open(argc, argv);
#else
int main(void)
{
    int status;

#endif
    if (!gg_is_strict()) {
        board_say("the arithmetic is not strict\n");
        return 1;
    }
    model_init(7);
    fill(IN);
    fill(SEED);
    status = model_forward();
    if (status == 0)
        status = model_backward();
    add(OUT);
    add(BY_PARAMS);
    add(BY_INPUT);
    if (status == 0)
        status = train();
    if (status != 0) {
        board_say("a call failed\n");
        return 1;
    }
    say_hex(hash);
    if (nans > 0) {
        board_say(" with NaN: ");
        say_number(nans);
    }
    board_say("\n");
    return 0;
}
