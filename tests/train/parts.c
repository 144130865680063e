/* Elements of params, sparse ones among them. */
#include "model.h"
#define NPARAMS model_NPARAMS
#define READS reads[0],
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
    int32_t words[3];
    real x[model_n], y, s, again;
    model_init(&w.params, 7);
    model_state_init(&state, 3);
    for (int i = 0; i < NPARAMS; i++)
        want[i] = (double)w.values[i];
    if (sizeof state > 16 + 2 * sizeof(real) * (15 * 3 + 4 + 8 + 1 + 1) + 8)
        return 1;                       /* moments of more than is trained */
    for (int step = 0; step < 20; step++) {
        memset(mask, 0, sizeof mask);
        for (int i = 0; i < 3; i++) {
            words[i] = (int32_t)(15 * (1 + random_number()));
            for (int j = 2; j < 5 && words[i] >= 5 && words[i] < 20; j++)
                mask[AT(E[words[i]][j])] = 1;
        }
        for (int i = 1; i < 3; i++)
            memset(mask + AT(W[i][0]), 1, 2);
        for (int p = 0; p < 2; p++)
            memset(mask + AT(T[p][1][2]), 1, 4);
        mask[AT(b[3])] = mask[AT(a)] = 1;
        for (int j = 0; j < model_n; j++)
            x[j] = (real)random_number();
        y = (real)random_number();
        before = w;
        memset(&gradient, 0, sizeof gradient);
        model_forward(&w.params, x, words, y, &s, &work);
        /* J = (s - y)^2 */
        model_backward(&w.params, x, words, y, 2 * (s - y), &gradient.params,
                       NULL, NULL, &work);
        reference_step(&reference, want, gradient.values, mask);
        memset(&work, 0xff, sizeof work);
        if (STEP(x, words, y, &again) != GG_OK
            || memcmp(&s, &again, sizeof s)
            || differs(want, w.values, before.values, mask, step))
            return 1;
    }
    show_bits(&w, sizeof w, &state, sizeof state);
    return state.step != 20;
}
