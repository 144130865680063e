/* dense.c: an inference of dense.g. */
#include "measure.h"
#include "dense.h"

static dense_params p;
static dense_infer_work work;
static float x[dense_pixels], y[dense_classes];

const uint32_t params_bytes = sizeof p, work_bytes = sizeof work;

void measured_start(void)
{
    dense_init(&p, 1);
    measure_fill(x, dense_pixels);
}

void measured(void)
{
    (void)dense_infer(&p, x, y, &work);
}
