/* lenet5.c: an inference of lenet5.g. */
#include "measure.h"
#include "lenet5.h"

static lenet5_params p;
static lenet5_infer_work work;
static float x[lenet5_size][lenet5_size], y[10];

const uint32_t params_bytes = sizeof p, work_bytes = sizeof work;

void measured_start(void)
{
    lenet5_init(&p, 1);
    measure_fill(x[0], lenet5_size * lenet5_size);
}

void measured(void)
{
    (void)lenet5_infer(&p, (const float (*)[lenet5_size])x, y, &work);
}
