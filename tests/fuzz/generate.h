/* generate.h: a random program of the language, well typed by construction.
 *
 * A Generator holds what the program has declared so far. Expressions are made
 * as texts with how tightly they bind and a bound on their size: what grows too
 * large is squashed, and functions get arguments of their domains, so that
 * almost every program has finite values and derivatives.
 */
#ifndef FUZZ_GENERATE_H
#define FUZZ_GENERATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RANK = 3, VARS = 96, INDICES = 8, DIMS = 6, FUNCTIONS = 4 };

/* How tightly a text binds. */
enum { CHOICE, SUMS, TERM, NEGATED, PRODUCT, ATOM };

typedef struct Expression {
    const char *text;
    int         level;
    double      bound;          /* of the absolute value */
} Expression;

typedef struct Var {
    const char *name;
    int         rank, shape[RANK];
    int         limit;          /* of index data; 0: real numbers */
    bool        input, shared, fixed;   /* fixed: a const */
    double      bound;
} Var;

typedef struct Index {
    const char *name;
    int         low, high;
} Index;

/* The bound indices an expression stands under. */
typedef struct Scope {
    int   count;
    Index indices[INDICES];
} Scope;

typedef struct Block Block;

typedef struct Generator {
    uint64_t    state;
    Block      *blocks;         /* of all texts */
    int         var_count, dim_count, function_count, statement_count;
    Var         vars[VARS];
    const char *dim_names[DIMS];
    int         dims[DIMS];
    const char *functions[FUNCTIONS];
    int         arity[FUNCTIONS];
    const char *statements[VARS * 2];
    const char *taken[VARS * 2];
    int         taken_count, batch, plain_names;
} Generator;

/* generate.c */
uint64_t random_bits(Generator *g);
int random_below(Generator *g, int limit);
int random_from(Generator *g, int low, int high);       /* low … high */
bool chance(Generator *g, int percent);
const char *text(Generator *g, const char *format, ...);
const char *fresh_name(Generator *g, const Scope *scope, bool fixed);
void add_statement(Generator *g, const char *statement);
Var *add_var(Generator *g, const char *name, int rank, const int *shape);
const char *size_text(Generator *g, const Scope *scope, int size);
int random_size(Generator *g);

/* generate_scalar.c */
const char *within(Generator *g, Expression e, int level);
Expression squashed(Generator *g, Expression e, double most);
Expression scalar(Generator *g, Scope *scope, int depth);
Expression number(Generator *g);
Expression applied(Generator *g, Expression x, bool whole);
const char *condition(Generator *g, Scope *scope, int depth);
const char *index_name(Generator *g, const Scope *scope);
const char *subscript(Generator *g, const Scope *scope, int size);
Expression access(Generator *g, const Scope *scope, const Var *v);
bool is_index_name(const char *name);
bool hidden(const Scope *scope, const char *name);

/* generate_array.c */
Expression array(Generator *g, int rank, const int *shape, int depth);
Expression folded(Generator *g, int depth);
const Var *var_of(Generator *g, int rank, const int *shape);

/* generate_recurrence.c */
void recurrence(Generator *g);

/* generate_statement.c */
void statement(Generator *g);
void functions_make(Generator *g);

#endif
