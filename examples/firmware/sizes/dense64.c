/* dense64.c: an inference of dense64.g. */
#include "measure.h"
#include "dense64.h"

static dense64_params p;
static dense64_infer_work work;
static float x[dense64_pixels], y[dense64_classes];

const uint32_t params_bytes = sizeof p, work_bytes = sizeof work;

void measured_start(void)
{
    dense64_init(&p, 1);
    measure_fill(x, dense64_pixels);
}

void measured(void)
{
    (void)dense64_infer(&p, x, y, &work);
}
