/* status.c: what a status says. */
#include "gg.h"

const char *gg_status_text(gg_status status)
{
    switch (status) {
    case GG_OK:
        return "ok";
    case GG_INDEX:
        return "an index is out of its range";
    case GG_SINGULAR:
        return "a matrix is singular, or not positive definite";
    }
    return "unknown status";
}
