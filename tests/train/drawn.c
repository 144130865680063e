/* A step draws what forward draws at the same step, and leaves the states as
 * forward does. */
#include "model.h"
#define NPARAMS model_NPARAMS
#include "reference.h"

int main(void)
{
    static model_vector w, before, gradient;
    static model_work work;
    static model_state state, other;
    static Reference reference;
    static double want[NPARAMS];
    static char mask[NPARAMS];
    real x[model_B][3], y[model_B], d_s[model_B], d_J[model_B];
    real s[2][model_B], J[2][model_B];
    memset(mask, 1, sizeof mask);
    model_init(&w.params, 7);
    memset(&state, 0xff, sizeof state);
    model_state_init(&state, 3);
    for (int i = 0; i < NPARAMS; i++)
        want[i] = (double)w.values[i];
    for (int step = 0; step < 20; step++) {
        for (int i = 0; i < model_B; i++) {
            for (int k = 0; k < 3; k++)
                x[i][k] = (real)random_number();
            y[i] = (real)random_number();
            d_s[i] = 0;
            d_J[i] = (real)1 / model_B;
        }
        before = w;
        memset(&gradient, 0, sizeof gradient);
        other = state;
        model_forward(&w.params, &other, x, y, s[0], J[0], &work);
        model_backward(&w.params, &other, x, y, d_s, d_J, &gradient.params,
                       NULL, NULL, &work);
        reference_step(&reference, want, gradient.values, mask);
        memset(&work, 0xff, sizeof work);
        if (STEP(x, y, s[1], J[1]) != GG_OK
            || memcmp(J[0], J[1], sizeof J[0])
            || memcmp(s[0], s[1], sizeof s[0])
            || memcmp(state.r, other.r, sizeof state.r)
            || differs(want, w.values, before.values, mask, step))
            return 1;
    }
    show_bits(&w, sizeof w, &state, sizeof state);
    return state.step != 20;
}
