/* train64.c: a step of training of train64.g. */
#include "measure.h"
#include "train64.h"

static train64_params p;
static train64_state state;
static train64_work work;
static float x[train64_pixels], J;

const uint32_t params_bytes = sizeof p, work_bytes = sizeof work + sizeof state;

void measured_start(void)
{
    train64_init(&p, 1);
    train64_state_init(&state, 1);
    measure_fill(x, train64_pixels);
}

void measured(void)
{
    (void)train64_step(&p, &state, x, 3, &J, &work);
}
