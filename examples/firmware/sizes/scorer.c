/* scorer.c: counts the calls of scorer.g; a step is forward, backward, and the
 * update. */
#include "count.h"
#include "scorer.h"

int __real_scorer_infer(const scorer_params *, const float *, float *,
                        scorer_infer_work *);
int __wrap_scorer_infer(const scorer_params *, const float *, float *,
                        scorer_infer_work *);
int __real_scorer_forward(const scorer_params *, const float *, float *,
                          scorer_work *);
int __wrap_scorer_forward(const scorer_params *, const float *, float *,
                          scorer_work *);
int __real_scorer_backward(const scorer_params *, const float *, float,
                           scorer_params *, float *, scorer_work *);
int __wrap_scorer_backward(const scorer_params *, const float *, float,
                           scorer_params *, float *, scorer_work *);
void __real_gg_sgdf(size_t, float *, const float *, gg_ratef);
void __wrap_gg_sgdf(size_t, float *, const float *, gg_ratef);

int __wrap_scorer_infer(const scorer_params *p, const float *x, float *s,
                        scorer_infer_work *work)
{
    const uint64_t from = board_count();
    const int status = __real_scorer_infer(p, x, s, work);

    count_whole(&count_infer, from);
    return status;
}

int __wrap_scorer_forward(const scorer_params *p, const float *x, float *s,
                          scorer_work *work)
{
    const uint64_t from = board_count();
    const int status = __real_scorer_forward(p, x, s, work);

    count_part(&count_step, from);
    return status;
}

int __wrap_scorer_backward(const scorer_params *p, const float *x, float d_s,
                           scorer_params *d_p, float *d_x, scorer_work *work)
{
    const uint64_t from = board_count();
    const int status = __real_scorer_backward(p, x, d_s, d_p, d_x, work);

    count_part(&count_step, from);
    return status;
}

void __wrap_gg_sgdf(size_t n, float *w, const float *d, gg_ratef r)
{
    const uint64_t from = board_count();

    __real_gg_sgdf(n, w, d, r);
    count_whole(&count_step, from);
}
