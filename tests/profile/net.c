/* net.c: calls each function of net.g: forward 3 times, backward 3 times, once
 * of them without gradients of params, infer 5 and step 4 times.
 */
#include "model.h"
#include "counted.h"

static model_vector p, d_p;
static model_state state;
static model_work work;
static model_infer_work infer_work;
static real x[model_B][model_n], d_x[model_B][model_n];
static real J[model_B], s[model_B][10], d_s[model_B][10];
static int32_t y[model_B] = {3, 1, 4, 1};

static void pass(void)
{
    int i;

    for (i = 0; i < 3; i++) {
        model_forward(&p.params, &state, x, y, J, s, &work);
        model_backward(&p.params, &state, x, y, J, d_s,
                       i == 1 ? NULL : &d_p.params, d_x, &work);
    }
    print_numbers("J", J, model_B);
    print_numbers("d_p", d_p.values, model_NPARAMS);
    print_numbers("d_x", d_x[0], model_B * model_n);
    for (i = 0; i < 5; i++)
        model_infer(&p.params, &state, x, y, J, s, &infer_work);
    print_numbers("s", s[0], model_B * 10);
    for (i = 0; i < 4; i++)
        model_step(&p.params, &state, x, y, J, s, &work);
    print_numbers("p", p.values, model_NPARAMS);
}

int main(void)
{
#ifdef PROFILE
    static model_profile profile;
#endif
    int b, i;

    for (b = 0; b < model_B; b++)
        for (i = 0; i < model_n; i++)
            x[b][i] = (real)((b + i) % 7) / 7;
    model_init(&p.params, 1);
    model_state_init(&state, 2);
    pass();                     /* counts nothing */
#ifdef PROFILE
    work.profile = infer_work.profile = &profile;
#endif
    pass();
#ifdef PROFILE
    print_table(&model_profile_table, profile.rows);
#endif
    return 0;
}
