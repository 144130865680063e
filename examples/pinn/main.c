/* pinn: fits the network of pinn.g to its differential equation, and compares
 * it with the solution sin(πx). */
#include "pinn.h"

#include <math.h>
#include <stdio.h>

int main(void)
{
    static pinn_params p;
    static pinn_state state;
    static pinn_work work;
    float J, v[pinn_n];
    double worst = 0;

    pinn_init(&p, 7);
    pinn_state_init(&state, 7);
    for (int step = 0; step <= 4000; step++) {
        if (pinn_step(&p, &state, &J, v, &work) != GG_OK)
            return 1;
        if (step % 1000 == 0)
            printf("step %4d: J = %.5f\n", step, (double)J);
    }
    for (int i = 0; i < pinn_n; i++) {
        const double x = (i + 0.5) / pinn_n;
        const double error = fabs((double)v[i] - sin(3.14159265358979 * x));

        if (error > worst)
            worst = error;
    }
    printf("%-4s |u - sin(πx)| <= %.5f, at most 0.001 is fine\n",
           worst <= 0.001 ? "ok" : "FAIL", worst);
    return !(worst <= 0.001);
}
