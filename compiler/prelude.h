/* prelude.h: the text of grammar/prelude.g, which is built in. */
#ifndef GCC_GRAPH_PRELUDE_H
#define GCC_GRAPH_PRELUDE_H

#include "text.h"

Text prelude_text(void);

#endif
