/* Params that are updated in the loops that make their gradients. */
#include "model.h"
#define NPARAMS model_NPARAMS
#include "reference.h"

int main(void)
{
    static model_vector w, before, gradient;
    static model_work work;
    static model_state state;
    static Reference reference;
    static double want[NPARAMS];
    static char mask[NPARAMS];
    real x[model_n], z[model_m], y, s, again;
    model_init(&w.params, 7);
    model_state_init(&state, 3);
    memset(mask, 1, sizeof mask);
    for (int i = 0; i < NPARAMS; i++)
        want[i] = (double)w.values[i];
    for (int step = 0; step < 20; step++) {
        for (int j = 0; j < model_n; j++)
            x[j] = (real)random_number();
        for (int j = 0; j < model_m; j++)
            z[j] = (real)random_number();
        y = (real)random_number();
        before = w;
        memset(&gradient, 0, sizeof gradient);
        model_forward(&w.params, x, z, y, &s, &work);
        /* J = (s - y)^2 */
        model_backward(&w.params, x, z, y, 2 * (s - y), &gradient.params,
                       NULL, NULL, NULL, &work);
        reference_step(&reference, want, gradient.values, mask);
        memset(&work, 0xff, sizeof work);
        if (STEP(x, z, y, &again) != GG_OK
            || memcmp(&s, &again, sizeof s)
            || differs(want, w.values, before.values, mask, step))
            return 1;
    }
    show_bits(&w, sizeof w, &state, sizeof state);
    return state.step != 20;
}
