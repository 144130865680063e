/* xor: learns exclusive or by plain gradient descent, step by step. */
#include "xor.h"
#include "gg_host.h"

enum { STEPS = 2000, CASES = xor_B };

int main(void)
{
    static const float x[CASES][2] = {
        {-1.0f, -1.0f}, {-1.0f, 1.0f}, {1.0f, -1.0f}, {1.0f, 1.0f}
    };
    static const float t[CASES] = {0.0f, 1.0f, 1.0f, 0.0f};
    xor_params p;
    xor_state state;
    xor_work work;
    float y[CASES], J[CASES], loss = 0.0f;
    gg_progress progress = gg_progress_start(stdout);
    int step, i, right = 0;

    xor_init(&p, 1);
    xor_state_init(&state, 1);
    for (step = 0; step <= STEPS; step++) {
        (void)xor_step(&p, &state, x, t, y, J, &work);
        loss = (J[0] + J[1] + J[2] + J[3]) / 4.0f;
        if (step % 400 == 0)
            gg_progress_show(&progress, "step %4d   loss %.4f", step,
                             (double)loss);
    }
    gg_progress_end(&progress);

    for (i = 0; i < CASES; i++) {
        const int fine = t[i] > 0.5f ? y[i] > 0.5f : y[i] < 0.5f;

        printf("%-4s %2.0f xor %2.0f: probability of 1 is %.4f\n",
               fine ? "ok" : "FAIL", (double)x[i][0], (double)x[i][1],
               (double)y[i]);
        right += fine;
    }
    printf("%-4s %d of 4 right, loss %.5f\n",
           right == 4 && loss < 0.01f ? "ok" : "FAIL", right, (double)loss);
    return !(right == 4 && loss < 0.01f);
}
