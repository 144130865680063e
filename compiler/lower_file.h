/* lower_file.h: a file of equations on its way to a graph.
 *
 * Each name that the file defines is a node; its symbol is that of the scope.
 */
#ifndef GCC_GRAPH_LOWER_FILE_H
#define GCC_GRAPH_LOWER_FILE_H

#include "lowering.h"

typedef struct File {
    Lowering *low;
    Scope    *scope;            /* symbols.at[n] is node n - 1 */
    Symbol   *batch;
    uint32_t *start, *edges;    /* what each node uses */
    uint32_t *order, *component;
    bool     *lowered;          /* has its value */
} File;


uint32_t node_count(const File *file);
Symbol  *node_symbol(const File *file, uint32_t node);
/* The node of a name, + 1; 0 if the file does not define it. Of h1.W, a param
 * that a layer makes, that of h1. */
uint32_t node_named(const File *file, Text name);

/* -- lower.c -- */
/* The array of a definition: that of its value, if that is an array read at
 * its own axes, otherwise a new one. */
ArrayId stored_array(Lowering *low, const Symbol *symbol, Value *value);

/* -- lower_file.c -- */
/* The name that a left side or a declaration begins with. */
const Tree *name_of_head(const Tree *head);
/* Symbols for all that the statements define; what is defined twice, or is no
 * definition, is reported. */
void add_names(File *file, const Program *program);
/* A definition for each array, in the order of the nodes. */
void add_definitions(File *file);

/* -- lower_sort.c -- */
/* Numbers the nodes by what wants them: declarations and outputs first; */
void sort_wanted(File *file, const Program *program);
/* by what uses what, those that are used first. */
void sort_by_use(File *file);
/* Of each array, those pieces come last that use what is made. False if no array
 * has several. */
bool sort_pieces(File *file);
/* The equations and functions that are used, in the order of the nodes; there is
 * room. */
void list_equations(const File *file, const bool *used, Written *equations);

/* -- lower_next.c -- */
bool symbol_is_next(const Symbol *symbol);
/* The state of the scope that the symbol says the next value of; NULL if it is
 * not such, or if there is none. */
const Symbol *state_of_next(const Scope *scope, const Symbol *symbol);
/* Reports next values of what is no state. */
void check_next_names(File *file, const Program *program);
/* The next values, as the graph has them. */
void add_nexts(File *file);

/* -- lower_outputs.c -- */
/* The array as real numbers. */
ArrayId real_array(Lowering *low, uint32_t definition, ArrayId id);
void add_outputs(File *file, const Program *program);
/* Reports constants and starts of params that depend on inputs. */
void check_constants(File *file);

/* -- lower_train.c -- */
/* What minimize, freeze and update ask for. */
void add_training(File *file, const Program *program);

/* -- lower_warn.c -- */
/* What outputs and training need: [nodes]. */
const bool *find_used(const File *file, const Program *program);
/* Warns of what is not used, */
void warn_unused(const File *file, const bool *used);
/* of local names that hide others, */
void warn_hidden(File *file, const Program *program);
/* and of indices on left sides that do. */
void warn_indices(File *file);

#endif
