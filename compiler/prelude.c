/* prelude.c: the bytes of grammar/prelude.g, which the build writes out. */
#include "prelude.h"

static const unsigned char bytes[] = {
#include "prelude.inc"
};

Text prelude_text(void)
{
    return (Text){(const char *)bytes, sizeof bytes};
}
