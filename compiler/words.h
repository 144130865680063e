/* words.h: the words of the language. */
#ifndef GCC_GRAPH_WORDS_H
#define GCC_GRAPH_WORDS_H

#include "text.h"

typedef struct Word {
    const char *text;
    int         token, code;    /* of grammar.h; a Reduction or
                                   a TreeOp */
    const char *canonical;      /* how trees spell reductions and constants */
} Word;

/* The row of the name, which is folded; NULL if it is the author's own. */
const Word *word_find(Text name);

#endif
