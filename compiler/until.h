/* until.h: equations that stop: `x[k+1] = … for k < n until c`.
 *
 * They are equations without `until`, and an array that says whether the
 * condition has held by then:
 *
 *     x.stopped[k] = 1 if (x.stopped[k-1] > 0 if k > 0 else 0) else (1 if c else 0)
 *     x[k+1] = x[k] if x.stopped[k] > 0 else …
 *
 * So derivatives of what stops follow by themselves.
 */
#ifndef GCC_GRAPH_UNTIL_H
#define GCC_GRAPH_UNTIL_H

#include "syntax.h"

/* Replaces `until` in the statement and its locals; false after an error. */
bool until_expand(Parse *parse, Statement *statement);

#endif
