/* baked.c: what infer gives, to the bit, with the params as an argument, which go to
 * the file params.gg, or with them as constants.
 */
#include "baked.h"
#ifndef BAKED
#include "gg_host.h"
#endif

#include <stdio.h>

#ifdef OBJECTS
#define WORK (&baked_infer_work_object)
#else
static baked_infer_work work;
#define WORK (&work)
#endif

int main(void)
{
    static baked_state state;
    REAL x[baked_n], s, z[2];
    int i;
#ifndef BAKED
    static baked_vector v;
    baked_init(&v.params, 7);
    if (SAVE("params.gg", v.values, baked_NPARAMS, 1, NULL) != 0)
        return 1;
#define PARAMS &v.params,
#else
#define PARAMS
#endif
    baked_state_init(&state, 1);
    for (i = 0; i < baked_n; i++)
        x[i] = (REAL)0.37 * (REAL)(i - 7);
    for (i = 0; i < 4; i++) {
        if (baked_infer(PARAMS &state, x, i, &s, z, WORK) != GG_OK)
            return 1;
        printf("%a %a %a\n", (double)s, (double)z[0], (double)z[1]);
    }
    return baked_infer(PARAMS &state, x, 4, &s, z, WORK) != GG_INDEX;
}
