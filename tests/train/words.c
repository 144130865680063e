/* What data chooses is changed, and nothing else. */
#include "model.h"
#define NPARAMS model_NPARAMS
#define READS reads[0], reads[1], reads[2],
#include "reference.h"

#define AT(member) ((size_t)((real *)&w.params.member - w.values))

int main(void)
{
    static model_vector w, before, gradient;
    static model_work work;
    static model_state state;
    static Reference reference;
    static double want[NPARAMS];
    static char mask[NPARAMS];
    int32_t words[model_B][6], n[model_B], k[model_B][2];
    real y[model_B], d_J[model_B], J[model_B], again[model_B];
    model_init(&w.params, 7);
    model_state_init(&state, 3);
    for (int i = 0; i < NPARAMS; i++)
        want[i] = (double)w.values[i];
    for (int step = 0; step < 20; step++) {
        memset(mask, 0, sizeof mask);
        for (int b = 0; b < model_B; b++) {
            n[b] = (int32_t)(3.5 * (1 + random_number()));
            for (int i = 0; i < 6; i++) {
                words[b][i] = (int32_t)(20 * (1 + random_number()));
                if (i == 4)
                    words[b][i] = words[b][1];
                for (int j = 0; j < model_d && i < n[b]; j++)
                    mask[AT(E[words[b][i]][j])] = 1;
            }
            for (int i = 0; i < 2; i++) {
                k[b][i] = (int32_t)(2 * (1 + random_number()));
                for (int j = 0; j < model_d; j++)
                    mask[AT(K[j][k[b][i]])] = 1;
            }
            mask[AT(c[k[b][0]])] = 1;
            y[b] = (real)random_number();
            d_J[b] = (real)1 / model_B;
        }
        memset(mask + AT(v[0]), 1, model_d);
        before = w;
        memset(&gradient, 0, sizeof gradient);
        model_forward(&w.params, words, n, k, y, J, &work);
        model_backward(&w.params, words, n, k, y, d_J, &gradient.params, NULL,
                       &work);
        reference_step(&reference, want, gradient.values, mask);
        memset(&work, 0xff, sizeof work);
        if (STEP(words, n, k, y, again) != GG_OK
            || memcmp(J, again, sizeof J)
            || differs(want, w.values, before.values, mask, step))
            return 1;
    }
    /* An index out of range changes nothing. */
    words[1][3] = model_vocab;
    before = w;
    if (STEP(words, n, k, y, again) != GG_INDEX
        || memcmp(&before, &w, sizeof w))
        return 1;
    show_bits(&w, sizeof w, &state, sizeof state);
    return state.step != 20;
}
