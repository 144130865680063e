/* words.c: the words of the language, and which token each makes. TOKEN_LATER
 * are words that are kept free of the author's names.
 */
#include "words.h"

#include "grammar.h"

static const Word words[] = {
    {"dim", TOKEN_DIM, 0, NULL}, {"input", TOKEN_INPUT, 0, NULL},
    {"shared", TOKEN_SHARED, 0, NULL}, {"param", TOKEN_PARAM, 0, NULL},
    {"const", TOKEN_CONST, 0, NULL}, {"output", TOKEN_OUTPUT, 0, NULL},
    {"batch", TOKEN_BATCH, 0, NULL}, {"for", TOKEN_FOR, 0, NULL},
    {"in", TOKEN_IN, 0, NULL}, {"where", TOKEN_WHERE, 0, NULL},
    {"if", TOKEN_IF, 0, NULL}, {"else", TOKEN_ELSE, 0, NULL},
    {"and", TOKEN_AND, 0, NULL}, {"or", TOKEN_OR, 0, NULL},
    {"not", TOKEN_NOT, 0, NULL},
    {"div", TOKEN_OPERATOR, OP_DIV, "div"},
    {"mod", TOKEN_OPERATOR, OP_MOD, "mod"},
    {"layer", TOKEN_LAYER, 0, NULL}, {"import", TOKEN_IMPORT, 0, NULL},
    {"minimize", TOKEN_MINIMIZE, 0, NULL}, {"over", TOKEN_OVER, 0, NULL},
    {"by", TOKEN_BY, 0, NULL}, {"freeze", TOKEN_FREEZE, 0, NULL},
    {"update", TOKEN_UPDATE, 0, NULL}, {"state", TOKEN_STATE, 0, NULL},
    {"next", TOKEN_NEXT, 0, NULL}, {"training", TOKEN_TRAINING, 0, "training"},
    {"until", TOKEN_UNTIL, 0, NULL},
    {"sum", TOKEN_REDUCER, REDUCE_SUM, "sum"},
    {"Σ", TOKEN_REDUCER, REDUCE_SUM, "sum"},
    {"∑", TOKEN_REDUCER, REDUCE_SUM, "sum"},
    {"prod", TOKEN_REDUCER, REDUCE_PROD, "prod"},
    {"Π", TOKEN_REDUCER, REDUCE_PROD, "prod"},
    {"∏", TOKEN_REDUCER, REDUCE_PROD, "prod"},
    {"max", TOKEN_REDUCER, REDUCE_MAX, "max"},
    {"min", TOKEN_REDUCER, REDUCE_MIN, "min"},
    {"mean", TOKEN_REDUCER, REDUCE_MEAN, "mean"},
    {"argmax", TOKEN_REDUCER, REDUCE_ARGMAX, "argmax"},
    {"argmin", TOKEN_REDUCER, REDUCE_ARGMIN, "argmin"},
    {"pi", TOKEN_CONSTANT, 0, "pi"}, {"π", TOKEN_CONSTANT, 0, "pi"},
    {"inf", TOKEN_CONSTANT, 0, "inf"}, {"∞", TOKEN_CONSTANT, 0, "inf"},
};

const Word *word_find(Text name)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (name.at[0] == words[i].text[0] && text_is(name, words[i].text))
            return &words[i];
    return NULL;
}
