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
    case GG_NO_PARAMS:
        return "these are no params";
    case GG_OTHER_VERSION:
        return "params of another version";
    case GG_OTHER_TYPE:
        return "params of another type";
    case GG_OTHER_MODEL:
        return "params of another model";
    case GG_WRONG_LENGTH:
        return "params are cut off, or too long";
    case GG_WRONG_CHECKSUM:
        return "the checksum of params is wrong";
    case GG_TEST_OUTPUTS:
        return "self-test: outputs have other bits than the compiler computed";
    case GG_TEST_TRANSPOSE:
        return "self-test: gradients do not fit the derivatives forward";
    case GG_TEST_GRADIENTS:
        return "self-test: gradients have other bits than the compiler computed";
    case GG_FUSED:
        return "products are fused with sums: compile with -ffp-contract=off";
    }
    return "unknown status";
}
