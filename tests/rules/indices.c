/* indices.c: an index value out of range gives GG_INDEX, and nothing that the
 * caller has is changed, whichever function is called and wherever the value
 * stands. Prints what fails. */
#include "indices.h"

#include <stdio.h>
#include <string.h>

typedef struct Owned {
    indices_params p, d_p;
    indices_state state;
    float J[2], z[2][4], d_x[2][3];
} Owned;

typedef enum Entry { FORWARD, BACKWARD, INFER, STEP, ENTRIES } Entry;

static const char *const names[ENTRIES] = {"forward", "backward", "infer",
                                           "step"};

static indices_work work;
static indices_infer_work infer_work;

static int call(Entry entry, Owned *o, const int32_t w[2][5],
                const int32_t y[2])
{
    static const float x[2][3] = {{0.5f, -1.0f, 2.0f}, {0.25f, 1.5f, -0.75f}};
    static const float d_J[2] = {1.0f, 0.5f};
    static const float d_z[2][4] = {{1.0f, 0.0f, -1.0f, 2.0f}};

    switch (entry) {
    case FORWARD:
        return indices_forward(&o->p, &o->state, w, y, x, o->J, o->z, &work);
    case BACKWARD:
        return indices_backward(&o->p, &o->state, w, y, x, d_J, d_z, &o->d_p,
                                o->d_x, &work);
    case INFER:
        return indices_infer(&o->p, &o->state, w, y, x, o->J, o->z,
                             &infer_work);
    default:
        return indices_step(&o->p, &o->state, w, y, x, o->J, o->z, &work);
    }
}

/* Whether a call has the status, and changes something or nothing. */
static int behaves(Entry entry, Owned *o, int32_t w[2][5], int32_t y[2],
                   int status)
{
    Owned before = *o;
    const int got = call(entry, o, (const int32_t (*)[5])w, y);
    const int changed = memcmp(&before, o, sizeof before) != 0;

    if (got == status && changed == (status == GG_OK))
        return 1;
    printf("%s: status %d, not %d; %s\n", names[entry], got, status,
           changed ? "something changed" : "nothing changed");
    return 0;
}

int main(void)
{
    static const int32_t bad[] = {-1, 7, INT32_MIN, INT32_MAX};
    static Owned o;
    int32_t w[2][5] = {{0, 6, 2, 2, 1}, {5, 4, 3, 0, 6}}, y[2] = {3, 0};
    int good = 1;

    memset(&o, 0x3c, sizeof o);
    indices_init(&o.p, 1);
    indices_state_init(&o.state, 1);
    for (int e = 0; e < ENTRIES; e++) {
        const Entry entry = (Entry)e;

        good &= behaves(entry, &o, w, y, GG_OK);
        for (int k = 0; k < 12; k++) {
            int32_t *at = k < 10 ? &w[k / 5][k % 5] : &y[k - 10];
            const int32_t value = *at;

            for (int i = 0; i < 4; i++) {
                *at = bad[i];
                good &= behaves(entry, &o, w, y, GG_INDEX);
            }
            *at = value;
        }
    }
    return !good;
}
