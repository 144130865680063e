/* rnn.c: calls the functions of rnn.g, and prints the profile as a user does
 * to the file that is its argument.
 */
#include "model.h"
#include "counted.h"

int main(int argc, char **argv)
{
    static model_vector p, d_p;
    static model_work work;
    static model_infer_work infer_work;
    static real x[model_T][model_n], d_x[model_T][model_n];
    static real g[model_T][model_n], d_g[model_T][model_n];
    real J;
    int t, i;
#ifdef PROFILE
    static model_profile profile;
    FILE *report = argc > 1 ? fopen(argv[1], "w") : NULL;

    work.profile = infer_work.profile = &profile;
#endif
    for (t = 0; t < model_T; t++)
        for (i = 0; i < model_n; i++) {
            x[t][i] = (real)((t + i) % 11) / 11;
            d_g[t][i] = (real)(i % 5);
        }
    model_init(&p.params, 1);
    model_forward(&p.params, x, &J, g, &work);
    model_backward(&p.params, x, 1, d_g, &d_p.params, d_x, &work);
    print_numbers("J", &J, 1);
    print_numbers("g", g[0], model_T * model_n);
    print_numbers("d_p", d_p.values, model_NPARAMS);
    print_numbers("d_x", d_x[0], model_T * model_n);
    model_infer(&p.params, x, &J, g, &infer_work);
    print_numbers("J", &J, 1);
#ifdef PROFILE
    print_table(&model_profile_table, profile.rows);
    if (report) {
        gg_profile_print(&model_profile_table, profile.rows, report);
        fclose(report);
    }
#endif
    (void)argc;
    (void)argv;
    return 0;
}
