/* lowering.h: what the files of the lowering pass share.
 *
 * An expression is lowered to a Value: a shape and one scalar expression over
 * the indices of its axes (numbers 0 … rank - 1) and the bound indices of its
 * context (numbers from CONTEXT on). So `x + 2 y` is one body, not two
 * arrays; only reductions, pieces and names make arrays. When they do, the
 * indices of the context that the body depends on become leading axes.
 */
#ifndef GCC_GRAPH_LOWERING_H
#define GCC_GRAPH_LOWERING_H

#include "affine.h"
#include "lower.h"

enum {
    CONTEXT = MAX_RANK,         /* number of the first bound index */
    BATCH_INDEX = CONTEXT,      /* runs over the batch, where there is one */
    MAX_EXPANSIONS = 150        /* functions within functions */
};

typedef struct Value {
    bool    known;              /* false: an error was reported */
    bool    row;                /* rank 1: a row, as xᵀ is */
    uint8_t rank;
    int64_t shape[MAX_RANK];
    ExprId  body;
    Text    name;               /* if it is a name as such, for messages */
    Span    origin;             /* where that name is defined */
} Value;

typedef enum SymbolKind {
    SYMBOL_VALUE,
    SYMBOL_FUNCTION,            /* equations with heads f(x, W) */
    SYMBOL_LOCAL,               /* of `where`, not looked at yet */
    SYMBOL_OUTSIDE,             /* of an imported file, and stays there */
    SYMBOL_PENDING              /* being lowered: met again, it is a cycle */
} SymbolKind;

typedef struct Scope Scope;
typedef struct Knot Knot;
typedef struct Owner Owner;

typedef struct Symbol {
    Text        name;
    Span        span;
    uint8_t     kind;
    bool        is_dim, is_index, is_error;
    bool        is_held;        /* some derivative is by it */
    Value       value;          /* SYMBOL_VALUE */
    LIST(const Statement *) statements;     /* of an equation or a function */
    const Declared *declared;   /* of a declaration */
    uint8_t     declaration;    /* its StatementKind */
    uint32_t    definition;     /* of the file: index of its Definition */
    Function    builtin;        /* a row of the table, passed as an argument */
    Scope      *home;           /* where it is defined */
    uint32_t    depth;          /* of a local: bound indices it may see */
    uint32_t    guard_count;    /* of a local: the conditions it stands under */
    const SubscriptId *guards;
    Owner      *owner;          /* of a local, and of a leaf of a layer: what
                                   it is named after */
    Knot       *knot;           /* what it is made of uses it */
    ArrayId     carry;          /* in a knot: its earlier elements, or 0 */
    int64_t     limit;          /* of carry; 0: real */
    bool        busy;           /* in a knot: being lowered */
    bool        outlined;       /* in a knot: its shape is being told */
    bool        sized;          /* … what its left sides say of it is */
} Symbol;

/* Names that are made of each other: a recurrence, if it is sound. */
struct Knot {
    LIST(Symbol *) symbols;     /* in the order of the source */
    bool     open, done;
    bool     lacks_batch;       /* a derivative needs it for each example */
    uint32_t depth;             /* bound indices that its symbols may see */
    uint32_t context;           /* those of them that the arrays depend on */
};

struct Scope {
    Scope *outer;
    Table  table;
    LIST(Symbol *) symbols;     /* at[0] is unused */
};

/* What params are named after: an equation, or the use of a layer in it. The
 * same one is met again when an equation is looked at again. */
struct Owner {
    Text name;                  /* h1, or a.m of a local m of a layer */
    Text local;                 /* its last part; of an equation */
    const Tree *call;           /* of the use of a layer; else NULL */
    const Tree *use;            /* the one layer that the equation uses */
    Text function;              /* whose body it is in; that makes no params */
    uint32_t    axis_count;     /* block[l](x): params are read at l */
    SubscriptId axes[MAX_RANK];
    int64_t     sizes[MAX_RANK];
    LIST(Owner *) inner;
    Table         named;        /* those of equations, by their last parts */
};

/* The subscripts of block[l](x). */
typedef struct Block {
    const Tree *use;            /* the call as written */
    uint32_t    axis_count;
    SubscriptId axes[MAX_RANK];
    int64_t     sizes[MAX_RANK];
} Block;

/* Functions being expanded, innermost first. */
typedef struct Expansion {
    const struct Expansion *outer;
    Text  name;
    Span  call;
    const Tree *head, *tree;    /* parameters and arguments */
} Expansion;

/* `not (a and b)`, `a or b`: says something once a part is known not to hold. */
typedef struct Choice {
    Condition condition;
    uint32_t  guards;           /* of the domain before it */
} Choice;

typedef struct Module {         /* an imported file */
    const Program *program;
    Scope         *scope;
} Module;

typedef struct Lowering {
    Arena        *arena;
    Graph        *graph;
    Diagnostics  *diagnostics;
    const LowerOptions *options;
    Domain        domain;       /* ranges of bound indices; conditions */
    LIST(Choice)  choices;      /* conditions of which one of two parts holds */
    uint32_t      first_choice; /* those before are of another place */
    uint32_t      depth;        /* the next free bound index */
    uint32_t      serves;       /* the definition being lowered */
    Memo          memo;
    const Expansion *expansion;
    uint32_t      expansion_depth;
    const Scope  *scope;        /* of what is being lowered, for messages */
    Scope        *file;         /* that of the program */
    Knot         *knot;         /* the innermost that is open */
    Scope        *made;         /* leaves of layers and what states of them
                                   become, by their full names */
    Scope        *places;       /* the definitions of locals, by their full
                                   names */
    Owner        *root, *owner; /* of nothing; of what is being lowered */
    LIST(Module)  modules;
    ArrayId       training;     /* where the program asks for it, or 0 */
    LIST(Text)    undefined;    /* names reported as such, each once */
    bool          probing;      /* only shapes are asked for, and values that
                                   are not known yet are no errors */
} Lowering;

/* A bound index of an equation or a reduction. */
typedef struct Bound {
    Text     name;
    Span     span;
    uint32_t index;
    Value    value;             /* what the name stands for */
    const Binder *binder;       /* its own range, or NULL */
    bool     ranged;
} Bound;

typedef LIST(Bound) Bounds;

/* -- scope.c -- */
Scope  *scope_open(Lowering *low, Scope *outer);
Symbol *scope_add(Lowering *low, Scope *scope, Text name, Span span,
                  SymbolKind kind);
Symbol *scope_find_here(const Scope *scope, Text name);
Symbol *scope_find(const Scope *scope, Text name);
/* The nearest name of a function, or of a value, in sight, for a hint;
 * length 0 if none is near. */
Text    scope_suggest(const Scope *scope, Text name, bool function);
/* Whether the names differ in capitals alone, or in letters of other scripts
 * that look the same. */
bool    names_look_alike(Text a, Text b);

/* -- lower_value.c: values and element-by-element arithmetic -- */
Value  value_error(void);
Value  value_scalar(ExprId body);
Value  value_number(Lowering *low, double number);
bool   value_is_whole(const Lowering *low, const Value *value);
/* True and *out if the value is a whole number known now. */
bool   value_constant(const Lowering *low, const Value *value, int64_t *out);
Text   shape_text(Lowering *low, const Value *value);
/* "a number", "a vector of 4", "a row of 4", "a 3×4 matrix". */
Text   shape_phrase(Lowering *low, const Value *value);
/* What a message calls an operand: its name or its text, cut short. */
Text   operand_text(Lowering *low, const Tree *tree);
/* Notes where the value's name is declared, with its shape. */
void   note_shape(Lowering *low, Diagnostic *error, const Value *value);
/* The same for an operand: of an expression, for each array in it. */
void   note_operand(Lowering *low, Diagnostic *error, const Tree *tree,
                    const Value *value);
ExprId fold(Lowering *low, Function function, ExprId a, ExprId b);
/* True and *truth if the condition is known now: it compares numbers. */
bool   condition_known(const Lowering *low, ExprId condition, bool *truth);
/* A condition as the number 1 or 0, and a number as the condition ≠ 0. */
Value  value_as_number(Lowering *low, Value value);
Value  value_as_condition(Lowering *low, Value value);
/* f applied element by element; reports shapes that differ at `mark`. */
Value  lower_pointwise(Lowering *low, Function function, Span mark,
                       const Tree *left, Value a, const Tree *right, Value b);
/* What is known of two values that are alike, if one of them is not known: the
 * other, if it has axes or is an index value and only shapes are asked for. */
Value  value_either(const Lowering *low, Value a, Value b);
/* The body with axis indices replaced by bound ones or others. */
Value  value_replace(Lowering *low, Value value, const SubscriptId *map);

/* -- lower_array.c: arrays from values -- */
typedef struct Piece {
    uint8_t  combine;
    uint8_t  component;                     /* ARGMAX: position in bound[] */
    uint32_t context;                       /* indices of the context that are
                                               axes in any case */
    uint32_t at;                            /* its statement, or 0 */
    Value    value;
    uint32_t head_count;
    SubscriptId head[MAX_RANK];             /* over the context's indices */
    uint32_t bound_count;
    uint32_t bound[MAX_INDICES];            /* indices that the piece binds */
    Range    ranges[MAX_INDICES];           /* of them */
    LIST(SubscriptId) guards;
} Piece;

/* The array with axes: indices of the context that pieces depend on but do
 * not bind, heads (of sizes head_shape), axes of the pieces' values; as a
 * value, with the identity of the graph's array in *id. */
Value build_array(Lowering *low, Span place, uint32_t piece_count,
                  const Piece *pieces, const int64_t *head_shape, ArrayId *id);
/* The piece binds an index of the context, with its range as it is now. */
void piece_bind(const Lowering *low, Piece *piece, uint32_t index);
/* The value with a body that is a lone access, a number or an index. */
Value lower_stored(Lowering *low, Span place, Value value);
/* The array whose last axes, as they are, are those of the value; or 0. */
ArrayId value_array(const Lowering *low, const Value *value);
/* The array that this one is a copy of, or itself; 0 of 0. */
ArrayId without_copies(const Graph *graph, ArrayId id);
/* The same for the array that a value is read of. */
Value value_without_copy(Lowering *low, Value value);
/* A fresh bound index; undone by setting low->depth back. 0 after an error. */
uint32_t bind_index(Lowering *low, Span place, Range range);
/* Whether an access in the value is within bounds by conditions only. */
bool needs_conditions(Lowering *low, const Value *value);
/* While the bounds of a value are looked at, its axes have their ranges. */
void axes_open(Lowering *low, const Value *value);
void axes_close(Lowering *low, const Value *value);

/* -- lower_reduce.c -- */
Value lower_reduction(Lowering *low, Scope *scope, const Tree *tree);
/* sum, max, … of all elements. */
Value reduce_all(Lowering *low, Reduction reduction, Span place, Value value);
/* Σ over the bound indices, for products. */
Value reduce_sum(Lowering *low, Span place, ExprId body, uint32_t rank,
                 const int64_t *shape, uint32_t bound_count,
                 const uint32_t *bound);

/* -- lower_range.c: ranges of bound indices -- */
/* Gives each bound index its range: that of its binder, or that of the axes
 * it indexes alone in the trees and in the locals of scope. False if one has
 * none (reported). Guards that binders add are pushed to the domain. */
bool lower_ranges(Lowering *low, Scope *scope, Bounds *bounds,
                  uint32_t tree_count, Tree *const *trees, Text defined,
                  const int64_t *sizes);
/* Binds a name to a fresh index in scope. */
bool bound_add(Lowering *low, Scope *scope, Bounds *bounds, Text name,
               Span span, const Binder *binder);

/* -- lower_batch.c -- */
/* batch_mean, batch_sum: over the examples of the batch; all share it. */
Value lower_batch(Lowering *low, Scope *scope, const Tree *tree);
bool  is_batch_name(Text name);

/* -- lower_product.c -- */
Value lower_product(Lowering *low, Scope *scope, const Tree *tree);
Value lower_times(Lowering *low, Span mark, const Tree *left, Value a,
                  const Tree *right, Value b);
Value lower_dot(Lowering *low, Span mark, const Tree *left, Value a,
                const Tree *right, Value b);
Value lower_outer(Lowering *low, Value a, Value b, Span mark);
Value lower_cross(Lowering *low, Span mark, const Tree *left, Value a,
                  const Tree *right, Value b);

/* -- lower_index.c -- */
Value lower_subscripted(Lowering *low, Scope *scope, const Tree *tree);
/* The subscript that a scalar value is; 0 after an error. */
SubscriptId lower_subscript(Lowering *low, const Tree *tree, Value value);

/* -- lower_calculus.c: derivatives as expressions -- */
typedef LIST(Text) HeldNames;
/* Pushes the names by which the statement and its locals differentiate. */
void  statement_held(Lowering *low, const Statement *statement,
                     HeldNames *names);
bool  name_is_held(const HeldNames *names, Text name);
/* The value as an array that no other is taken for. */
Value hold_value(Lowering *low, Span place, Value value);
/* grad(J, x) and the like; false if the call is none of these. */
bool  lower_calculus(Lowering *low, Scope *scope, const Tree *tree,
                     Value *out);
/* f′(z), where the stem is f. */
Value lower_prime(Lowering *low, Scope *scope, const Tree *tree, Text stem);

/* -- lower_list.c -- */
Value lower_list(Lowering *low, Scope *scope, const Tree *tree);
Value lower_stack(Lowering *low, Scope *scope, const Tree *tree);

/* -- lower_call.c: calls and the functions of the compiler -- */
Value lower_call(Lowering *low, Scope *scope, const Tree *tree);
Value lower_apply(Lowering *low, Scope *scope, const Tree *tree);
/* Says how many arguments a function takes. */
Value report_arguments(Lowering *low, const Tree *tree, const char *expected);
/* Says how a function of vectors is applied to the rows of a matrix. */
void  hint_rows(Lowering *low, Diagnostic *error, const Tree *tree,
                const Value *value);

/* -- lower_kernel.c: what routines compute -- */
bool  is_kernel_name(Text name);
Value lower_kernel(Lowering *low, Scope *scope, const Tree *tree);
/* A⁻¹ of a square matrix. */
Value lower_inverse(Lowering *low, Span place, Value matrix);

/* -- lower_function.c: functions of the program and the prelude -- */
/* The results of a call, as many as asked for; false after an error. */
bool  lower_results(Lowering *low, Scope *scope, const Tree *tree,
                    uint32_t count, Value *results);

/* -- lower_layer.c: layers, and the leaves that they make -- */
/* That of the equations around those of a symbol. */
Owner *owner_around(const Lowering *low, const Symbol *symbol);
/* That of an equation, which has the first name on its left side. */
Owner *owner_of_statement(Lowering *low, const Statement *statement);
/* That of a use of a layer; NULL if it cannot make params here, which is
 * reported. */
Owner *owner_of_use(Lowering *low, const Tree *call, const Block *block);
/* That of the body of a function. */
Owner *owner_of_function(Lowering *low, Text function);
/* The subscripts of block[l](x); false after an error. */
bool   lower_block(Lowering *low, Scope *scope, const Tree *tree, Block *block);
/* The full name of what a layer declares as `local`. */
Text    leaf_name(Lowering *low, const Symbol *local);
/* The symbol of the leaf that a layer declares as `local`, of the shape `own`
 * behind the axes of blocks. It has no value when it is new. NULL after an
 * error. */
Symbol *layer_leaf(Lowering *low, const Symbol *local, const Value *own);
/* Its elements, read as the owner reads them. */
Value   layer_leaf_value(Lowering *low, const Symbol *leaf,
                         const Owner *owner);
/* The leaf called h1.W, if h1 is defined in sight; NULL if there is none. */
Symbol *scope_find_leaf(Lowering *low, const Scope *scope, Text name,
                        const Owner **owner);
/* The value of a name with points in it that is not defined as such. */
Value   lower_leaf_name(Lowering *low, Scope *scope, const Tree *tree);
/* Hints at what a name with points in it may be meant for. */
bool    hint_parts(Lowering *low, const Scope *scope, Diagnostic *error,
                   Text name, bool call);
/* The length of the name up to its last point before `length`; 0: no point. */
size_t  name_stem(Text name, size_t length);

/* -- lower_import.c: functions of other files -- */
/* The scope for what the program's imports bring in, outside of which is
 * `outer`. */
Scope *import_scope(Lowering *low, const Program *program, Scope *own,
                    Scope *outer);
/* Reports a name of an imported file that stays there. */
Value  report_not_imported(Lowering *low, const Tree *tree, const Symbol *symbol);

/* -- lower_local.c: `where` -- */
/* Where something is lowered: under which indices and conditions, for whom. */
typedef struct Site {
    Domain       domain;
    uint32_t     depth, first_choice;
    const Scope *scope;
    Owner       *owner;
    uint32_t     serves;
} Site;
/* Goes to where the symbol stands, whose bound indices are the first `depth`,
 * to make what serves it; and back to where that was. */
Site site_enter(Lowering *low, const Symbol *symbol, uint32_t depth);
void site_leave(Lowering *low, const Site *outside);
/* At the symbol: the definition that is served there, if it is that of a local,
 * has this value. */
void local_is(Lowering *low, const Value *value);
/* Locals are lowered when first met: a branch that is not taken never is. */
void  scope_add_locals(Lowering *low, Scope *scope,
                       const Statement *statement);
Value lower_local(Lowering *low, Symbol *symbol);

/* -- lower_next.c -- */
/* What the states of a layer, or of an equation, become by its locals. */
void lower_local_nexts(Lowering *low, Scope *scope);

/* -- lower_equation.c -- */
/* The value that the statements, pieces of one name, define. `context`: see
 * Piece. */
Value lower_equation(Lowering *low, Scope *scope, Text name, uint32_t context,
                     uint32_t statement_count,
                     const Statement *const *statements);
/* The shape of a symbol of a knot, as far as it can be told before it is
 * lowered: sizes from its left sides, the rest from a right side that uses none
 * of the knot, else from what in the others does not. What cannot be told has
 * no more axes; while that is asked for another symbol, false is returned.
 * *limit > 0 if its first elements are index values. */
bool lower_outline(Lowering *low, const Symbol *symbol, const Knot *knot,
                   Value *out, int64_t *limit);
/* The axes that all its left sides have, with their sizes; false if something
 * is wrong with one (reported). */
bool lower_sizes(Lowering *low, const Symbol *symbol, Value *out);

/* -- lower_knot.c: names that are made of each other -- */
/* Ties symbols[n] for nodes n that need each other, if they are equations and
 * one of them is indexed. */
void knots_tie(Lowering *low, uint32_t count, Symbol *const *symbols,
               const uint32_t *start, const uint32_t *edges,
               const uint32_t *component);
/* The same among the local equations of a scope. */
void scope_tie_knots(Lowering *low, Scope *scope);
/* Whether the statement, its locals included, uses a name of the knot. */
bool knot_in_statement(Lowering *low, const Knot *knot,
                       const Statement *statement);
/* Gives all symbols of the knot their values. */
void knot_lower(Lowering *low, Knot *knot);
/* The shape of a symbol while its knot is open, if it can be told. */
bool  knot_outline(Lowering *low, Symbol *symbol, Value *out);
/* The sizes that its left sides tell, where nothing else is known. */
bool  knot_sizes(Lowering *low, Symbol *symbol, Value *out);
/* The value of a symbol while its knot is open. */
Value knot_value(Lowering *low, Symbol *symbol, Span place);

/* -- lower_order.c -- */
/* Reports arrays that read each other in a circle, with nothing earlier. */
void  lower_order(Lowering *low);

/* -- lower_expr.c -- */
Value lower_expr(Lowering *low, Scope *scope, const Tree *tree);
/* A whole number known at compile time; false after reporting. */
bool  lower_constant(Lowering *low, Scope *scope, const Tree *tree,
                     const char *what, int64_t *out);
/* Assumes a condition while something is lowered; undone by guards_restore. */
uint32_t guards_assume(Lowering *low, ExprId condition, bool holds);
void     guards_restore(Lowering *low, uint32_t count);

/* -- lower_error.c -- */
/* Reports at the author's own text, with notes on the functions between. */
/* Asks whether `near` is meant by the name that the error is about; where that
 * stands at its place, the other can be put there. */
void lower_suggest(Lowering *low, Diagnostic *error, Text name, Text near);
Diagnostic *lower_error(Lowering *low, Span span, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Whether the text is one of the compiler's own, as the prelude is. */
bool span_is_builtin(const Lowering *low, Span span);
/* f of f′, or nothing. */
Text without_prime(Text name);

/* -- lower_undefined.c -- */
/* Reports a name that nothing defines, once, with what may be meant. */
Diagnostic *report_undefined(Lowering *low, const Scope *scope,
                             const Tree *tree);

/* -- lower_foreign.c -- */
/* How the language writes what others call so; length 0 if not known. */
Text foreign_hint(Lowering *low, const Scope *scope, Text name, bool call);

/* -- lower_power.c: powers, norms and transposes -- */
Value lower_power(Lowering *low, Scope *scope, const Tree *tree);
Value lower_norm(Lowering *low, Span place, Value value);
Value lower_transpose(Lowering *low, Scope *scope, const Tree *tree);

/* -- lower_draw.c -- */
/* What stands after `~` of a param of that shape, or of an input (NULL); false
 * after an error. */
bool lower_draw(Lowering *low, Scope *scope, const Tree *tree,
                const Value *shape, Initial *initial);
/* The same with what inputs alone are drawn from. */
bool lower_input_draw(Lowering *low, Scope *scope, const Tree *tree,
                      Initial *initial);

/* -- lower_declare.c -- */
/* Whether each example of the batch has its own of an input or a state. */
bool leaf_is_batched(const Lowering *low, const Symbol *symbol);
/* Gives the symbol of a declaration its value. */
void lower_declaration(Lowering *low, Scope *scope, Symbol *symbol);

/* -- lower_names.c: names that occur in trees -- */
typedef struct NameUse {
    Text name;
    Span span;
    bool doubtful;              /* on a left side: data, or an index */
} NameUse;
typedef LIST(NameUse) NameUses;
/* The names that occur free in a statement: not bound by its head, its
 * binders, its locals or the reductions in it. */
void statement_names(Arena *arena, const Statement *statement, NameUses *uses);
bool tree_mentions(const Tree *tree, Text name);

#endif
