/* dense784.c: an inference of dense784.g. */
#include "measure.h"
#include "dense784.h"

static dense784_params p;
static dense784_infer_work work;
static float x[dense784_pixels], y[dense784_classes];

const uint32_t params_bytes = sizeof p, work_bytes = sizeof work;

void measured_start(void)
{
    dense784_init(&p, 1);
    measure_fill(x, dense784_pixels);
}

void measured(void)
{
    (void)dense784_infer(&p, x, y, &work);
}
