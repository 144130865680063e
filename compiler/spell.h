/* spell.h: words of any script as C identifiers. */
#ifndef GCC_GRAPH_SPELL_H
#define GCC_GRAPH_SPELL_H

#include "text.h"

enum { LONGEST_SPELLED = 48 };

/* The identifier for a word: `W₁` is W1, `ŷ` y_hat, `Δx` Delta_x, `x′`
 * x_prime, `中` u4e2d. It never holds two underscores in a row nor begins with
 * one or with a digit, and is at most LONGEST_SPELLED characters long: a longer
 * one is cut and ends in a hash of the word. What would begin like the names of
 * the runtime gets an x_ before it. Different words may be spelled alike. */
Text spell(Arena *arena, Text word);

/* Whether C, C++, their libraries or the runtime have the word for
 * themselves, as a keyword, a macro or a function. */
bool spelling_is_reserved(Text word);

#endif
