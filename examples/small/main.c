/* small: the values and the derivatives of small.g, against those found by
 * hand in its comment. */
#include "small.h"

#include <stdio.h>

static int failed;

static void expect(const char *name, float found, float expected)
{
    const int fine = found - expected == 0.0f;

    printf("%-4s %-6s = %g, by hand %g\n", fine ? "ok" : "FAIL", name,
           (double)found, (double)expected);
    failed += !fine;
}

int main(void)
{
    const float x = 1.0f, y = 2.0f, z = 0.0f;
    float f, d_x, d_y, d_z;
    small_work work;                /* what forward keeps for backward */

    if (small_forward(x, y, z, &f, &work) != GG_OK)
        return 1;
    /* 1 is ∂f/∂f. In a larger program it would be the derivative by f of
     * what is computed from f there. */
    if (small_backward(x, y, z, 1.0f, &d_x, &d_y, &d_z, &work) != GG_OK)
        return 1;
    expect("f", f, 6.0f);
    expect("∂f/∂x", d_x, 2.0f);
    expect("∂f/∂y", d_y, 5.0f);
    expect("∂f/∂z", d_z, 0.0f);
    return failed != 0;
}
