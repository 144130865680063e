/* names.h: what the arrays of a graph are called in an output.
 *
 * All names of one output are made at once, before a letter is printed, so
 * they are unique and every emitter uses the same. There are two schemes: that
 * of the language, in the author's letters, and that of C. In both, the
 * adjoint of x is d_x, a nameless array is called after the definition it
 * serves with a number counted within that definition (`h_1`, `d_h_2`), or the
 * local equation (`a.q_1`; `a.q` is its value), and what collides ends in an
 * underscore.
 */
#ifndef GCC_GRAPH_NAMES_H
#define GCC_GRAPH_NAMES_H

#include "loops.h"

/* A set of words, each of them once. */
typedef struct WordSet {
    Arena *arena;
    Table  table;
    LIST(Text) words;
} WordSet;

bool word_set_has(const WordSet *set, Text word);
/* The place of the word in words, where it is put if it is new. */
uint32_t word_set_add(WordSet *set, Text word);

typedef struct Names {
    Arena   *arena;
    bool     in_c;
    Text     model;             /* C: before every public name */
    Text    *arrays;            /* [graph arrays] */
    Text    *definitions;       /* [graph definitions]; that of an array's first
                                   definition is the array's */
    Text    *outputs;           /* [graph outputs]: the arguments that take
                                   them; of an output that is an input or a
                                   param, x_out */
    Text    *gradients;         /* [graph gradients]: d_x; the array's name but
                                   where several share an array */
    Text    *dims;              /* [graph dims]; C: public, model_n */
    Text    *places;            /* [trained]: of a sparse one, for each row of
                                   the param where in the gradient it is */
    Text    *reads;             /* [trained]: of a sparse one, where a step is
                                   split: the argument that says which rows
                                   were read */
    uint32_t *ordinals;         /* [graph arrays]: the number behind the name of
                                   a nameless one, or 0 */
    Text     indices[MAX_INDICES];      /* i, j, k, …: nothing else's */
    bool     baked;             /* C: params are constants of the C file, and no
                                   argument */
    WordSet  language;          /* what it keeps for itself; of names in it */
    WordSet  taken;             /* C */
    WordSet  crowded;           /* words that more than one thing wants */
    LIST(unsigned) numbers;     /* of each: the last that was put behind it */
    struct Names *source;       /* of loops: in the language, of what they are
                                   made of */
} Names;

/* Names in the author's letters. */
Names *names_in_language(const Graph *graph, Arena *arena);

/* Names in C. `stem` is the name of the output file without its folder and its
 * ending; it becomes the name of the model. Of the words of the generated
 * code itself, p, d_p, state, work and seed are kept free for function arguments;
 * whatever begins with gg_ belongs to the runtime. */
Names *names_in_c(const Graph *graph, Arena *arena, Text stem);

/* The same of the graph of loops: the nameless have the numbers that they have in
 * the equations which the loops are made of, so that a comment in C speaks of what
 * stands below it, and no number depends on what is put into its users. */
Names *names_of_loops(const Loops *loops, Arena *arena, Text stem);

/* A name that nothing else has, as near to `wanted` as can be; taken from now
 * on. In C the wanted word is spelled first. */
Text names_claim(Names *names, Text wanted);

/* model_suffix, as in scorer_forward. */
Text names_public(const Names *names, const char *suffix);

#endif
