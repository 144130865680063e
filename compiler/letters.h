/* letters.h: the characters of names. */
#ifndef GCC_GRAPH_LETTERS_H
#define GCC_GRAPH_LETTERS_H

#include "text.h"

/* A letter of any script, or `_`; superscripts are none. */
bool letter_starts(int32_t code);

/* Letters, digits, combining marks, subscripts and primes. */
bool letter_continues(int32_t code);

bool letter_is_mark(int32_t code);      /* a combining mark */
bool letter_is_raised(int32_t code);    /* a superscript of any kind */

/* Controls that turn the direction of text, so that what is read is not what
 * is compiled. */
bool code_turns_text(int32_t code);

/* Controls of ASCII, but for tab and newline. */
bool code_is_control(int32_t code);

/* The letter without marks, and its marks: at most so many, and how many there
 * are. A letter in bold or in script is bare as that letter. */
Text letter_bare(Arena *arena, Text letter, uint32_t most, int32_t *marks,
                 uint32_t *count);

/* The name with its look-alikes folded (µ to μ, ∆ to Δ, ″ to ′′), in NFC. */
Text name_fold(Arena *arena, Text name);

#endif
