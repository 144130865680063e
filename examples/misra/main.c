/* misra: the fit of misra.g from both starts that NIST proposes, against its
 * certified values: (500, 0.0001) and (250, 0.0005). */
#include "misra.h"

#include <math.h>
#include <stdio.h>

static int failed;

static void expect(const char *name, double found, double certified)
{
    const int fine = fabs(found - certified) <= 1e-9 * fabs(certified);

    printf("%-4s %-8s = %.10E, certified %.10E\n", fine ? "ok" : "FAIL", name,
           found, certified);
    failed += !fine;
}

int main(void)
{
    static const double away[2][2] = {{10, -8}, {0, 0}};
    static misra_infer_work work;
    double first[2], fit[2], squares;

    for (int i = 0; i < 2; i++) {
        if (misra_infer(away[i], first, fit, &squares, &work) != GG_OK)
            return 1;
        expect("b0", fit[0], 2.3894212918e+02);
        expect("b1", fit[1], 5.5015643181e-04);
        expect("squares", squares, 1.2455138894e-01);
    }
    return failed != 0;
}
