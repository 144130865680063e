/* All params, every method. */
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
    real x[model_B][model_n], y[model_B], s[model_B], J[model_B];
    real again[2][model_B], d_s[model_B], d_J[model_B];
    memset(mask, 1, sizeof mask);
    model_init(&w.params, 7);
    memset(&state, 0xff, sizeof state);
    model_state_init(&state, 3);
    for (int i = 0; i < NPARAMS; i++)
        want[i] = (double)w.values[i];
    for (int step = 0; step < 20; step++) {
        for (int i = 0; i < model_B; i++) {
            for (int k = 0; k < model_n; k++)
                x[i][k] = (real)random_number();
            y[i] = (real)random_number();
            d_s[i] = 0;
            d_J[i] = (real)1 / model_B;
        }
        before = w;
        memset(&gradient, 0, sizeof gradient);
        model_forward(&w.params, x, y, s, J, &work);
        model_backward(&w.params, x, y, d_s, d_J, &gradient.params, NULL, NULL,
                       &work);
        reference_step(&reference, want, gradient.values, mask);
        memset(&work, 0xff, sizeof work);
        if (STEP(x, y, again[0], again[1]) != GG_OK)
            return 1;
        if (memcmp(s, again[0], sizeof s) || memcmp(J, again[1], sizeof J)) {
            printf("step %d: the outputs are not those of forward\n", step);
            return 1;
        }
        if (differs(want, w.values, before.values, mask, step))
            return 1;
    }
    show_bits(&w, sizeof w, &state, sizeof state);
    return state.step != 20 || state.seed != 3;
}
