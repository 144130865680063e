/* emit_c_touch.h: what the turns of loops touch, for emit_c_independent.c and
 * emit_c_region.c.
 */
#ifndef GCC_GRAPH_EMIT_C_TOUCH_H
#define GCC_GRAPH_EMIT_C_TOUCH_H

#include "emit_c_code.h"

enum {
    MOST_TOUCHES = 256,         /* that are compared */
    SHARED_WORK = 1 << 18       /* operations that threads share */
};

typedef struct Touch {
    ArrayId array;
    const SubscriptId *subscripts;  /* NULL: the indices of the loops */
    bool    writes;
} Touch;

typedef struct Toucher {
    const Code *code;
    bool        tiles;          /* those are known as well */
    ExprIds     order;          /* scratch */
    LIST(Touch) touches;
} Toucher;

bool is_in_work(const Code *code, ArrayId id);
/* Adds what the step touches; false if that is not known element by element, or if
 * it is gathered in lanes and `lanes` says that this matters. */
bool add_step(Toucher *t, const Step *step, bool lanes);
/* Whether in all steps that write it the first loop alone chooses one of the
 * subscripts, so that all inner loops of a turn stay in their own places. */
bool is_chosen_by_first(const Toucher *t, const Touch *written);

#endif
