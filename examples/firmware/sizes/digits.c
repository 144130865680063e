/* digits.c: counts the calls of digits.g. */
#include "count.h"
#include "digits.h"

int __real_digits_infer(const digits_params *, const float *, int32_t, int32_t *,
                        float *, digits_infer_work *);
int __wrap_digits_infer(const digits_params *, const float *, int32_t, int32_t *,
                        float *, digits_infer_work *);
int __real_digits_step(digits_params *, digits_state *, const float *, int32_t,
                       int32_t *, float *, digits_work *);
int __wrap_digits_step(digits_params *, digits_state *, const float *, int32_t,
                       int32_t *, float *, digits_work *);

int __wrap_digits_infer(const digits_params *p, const float *x, int32_t y,
                        int32_t *digit, float *J, digits_infer_work *work)
{
    const uint64_t from = board_count();
    const int status = __real_digits_infer(p, x, y, digit, J, work);

    count_whole(&count_infer, from);
    return status;
}

int __wrap_digits_step(digits_params *p, digits_state *state, const float *x,
                       int32_t y, int32_t *digit, float *J, digits_work *work)
{
    const uint64_t from = board_count();
    const int status = __real_digits_step(p, state, x, y, digit, J, work);

    count_whole(&count_step, from);
    return status;
}
