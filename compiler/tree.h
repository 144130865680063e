/* tree.h: what was written, with places; no names are looked up here.
 *
 * Chains (`a + b - c`, `A B x`, `p < q < r`) are one node with many operands,
 * so the depth of a tree is the depth of its brackets, which the scanner
 * bounds. Round brackets are kept as nodes: `A (B x)` stays as written.
 */
#ifndef GCC_GRAPH_TREE_H
#define GCC_GRAPH_TREE_H

#include "source.h"

/* Operators between operands of a chain. */
typedef enum TreeOp {
    OP_NONE,
    OP_ADD, OP_SUBTRACT,                                    /* TREE_SUM */
    OP_TIMES,           /* `*`, and juxtaposition in TREE_PRODUCT */
    OP_DIVIDE, OP_DOT, OP_HADAMARD, OP_QUOTIENT,            /* / · ⊙ ⊘ */
    OP_CROSS, OP_OUTER, OP_DIV, OP_MOD,                     /* × ⊗ div mod */
    OP_EQUAL, OP_NOT_EQUAL, OP_LESS, OP_LESS_EQUAL,         /* TREE_COMPARE */
    OP_GREATER, OP_GREATER_EQUAL
} TreeOp;

typedef enum Reduction {
    REDUCE_SUM, REDUCE_PROD, REDUCE_MAX, REDUCE_MIN, REDUCE_MEAN,
    REDUCE_ARGMAX, REDUCE_ARGMIN
} Reduction;

typedef enum TreeKind {
    TREE_NUMBER,     /* 2, 2.5, ½; whole if written without point or exponent */
    TREE_NAME,
    TREE_CALL,       /* f(a, b): name, operands */
    TREE_BRACKET,    /* (a): one operand */
    TREE_NORM,       /* ‖a‖ */
    TREE_LIST,       /* [a, b, c] */
    TREE_STACK,      /* [u; v] */
    TREE_REDUCE,     /* sum[i < n, j : c](a): reduction, binders, condition,
                        operand 0 the body */
    TREE_INDEX,      /* a[s, t]: operand 0 the base, then the subscripts */
    TREE_SLICE,      /* a subscript `:`, `a:`, `:b`, `a:b`; two operands, NULL
                        where nothing stands */
    TREE_TRANSPOSE,  /* aᵀ, a' */
    TREE_POWER,      /* a^b, a², a .^ b: operands base and exponent;
                        elementwise for .^ */
    TREE_PRODUCT,    /* A B x, 2x: juxtaposed factors */
    TREE_TERM,       /* a * b / c · d: operands with ops[i] before operand i */
    TREE_NEGATE,     /* -a */
    TREE_SUM,        /* a + b - c: operands with ops[i] before operand i */
    TREE_COMPARE,    /* a < b <= c: likewise */
    TREE_NOT, TREE_AND, TREE_OR,
    TREE_CHOOSE,     /* a if c else b: operands a, c, b */
    TREE_APPLY       /* a[s](b, c): operand 0 is a[s], then the arguments */
} TreeKind;

typedef struct Tree Tree;

typedef struct Binder {         /* i, i < n, i in a:b */
    Text  name;
    Span  span;
    Tree *low, *high;           /* NULL where nothing stands */
} Binder;

struct Tree {
    uint8_t  kind;              /* TreeKind */
    uint8_t  reduction;         /* of TREE_REDUCE */
    bool     whole;             /* of TREE_NUMBER: written as an integer */
    bool     elementwise;       /* of TREE_POWER: .^ */
    bool     superscript;       /* of TREE_POWER: written ², not ^2 */
    Span     span;              /* all of it */
    Span     mark;              /* the operator or name: where carets go; for a
                                   chain, that of ops[1] */
    Text     name;              /* of TREE_NAME, TREE_CALL; in NFC, folded */
    double   number;            /* of TREE_NUMBER */
    uint32_t depth;             /* 1, or one more than that of what is in it */
    uint32_t count;
    Tree   **operands;
    uint8_t *ops;               /* TreeOp before each operand of a chain;
                                   ops[0] is OP_NONE */
    Span    *marks;             /* places of ops[i], i >= 1 */
    uint32_t binder_count;      /* of TREE_REDUCE */
    Binder  *binders;
    Tree    *condition;         /* of TREE_REDUCE; or NULL */
};

/* One declared or defined thing: `n = 20`, `W[m,n] ~ xavier`, `x[n]`. */
typedef struct Declared {
    Tree *head;                 /* a name, or a name with subscripts (sizes) */
    Tree *type;                 /* after `:`, as in index(10); or NULL */
    Tree *value;                /* after `=`; or NULL */
    Tree *drawn;                /* after `~`: a name or a call; or NULL */
    bool  shared;               /* `input shared c[n]` */
} Declared;

typedef enum StatementKind {
    STATEMENT_EQUATION,         /* heads = values for … where … */
    STATEMENT_ACCUMULATE,       /* head += value for … where … */
    STATEMENT_DIM, STATEMENT_INPUT, STATEMENT_PARAM, STATEMENT_CONST,
    STATEMENT_OUTPUT, STATEMENT_BATCH, STATEMENT_IMPORT, STATEMENT_STATE,
    STATEMENT_MINIMIZE,         /* head over values by declared[0] with the
                                   options declared[1…], head = value */
    STATEMENT_FREEZE, STATEMENT_UPDATE      /* values */
} StatementKind;

typedef struct Program Program;

typedef struct Statement Statement;
struct Statement {
    uint8_t     kind;           /* StatementKind */
    bool        layer;          /* of a function: `layer f(x) = …` */
    Span        span;
    bool        next;           /* equations: of what states become */
    uint32_t    head_count;     /* equations: `q, r = …` has two */
    Tree      **heads;          /* names, calls f(x, W) or indexed names */
    uint32_t    value_count;
    Tree      **values;         /* right sides; outputs and the like: names */
    uint32_t    binder_count;   /* after `for` */
    Binder     *binders;
    Tree       *until;          /* the condition after `until`; or NULL */
    uint32_t    local_count;    /* after `where` */
    Statement **locals;
    uint32_t    declared_count; /* declarations */
    Declared   *declared;
    Text        path;           /* import: what stands in its quotes */
    Span        path_span;
    const Program *imported;    /* what it names, once that is read */
};

/* Before the names on the left of `next r = …`. */
#define NEXT_PREFIX "next "

struct Program {
    uint32_t    count;
    Statement **statements;
};

typedef LIST(Tree *)      Trees;
typedef LIST(Binder)      Binders;
typedef LIST(Declared)    Declareds;
typedef LIST(Statement *) Statements;

/* A node without operands; its mark is its span. */
Tree *tree_leaf(Arena *arena, TreeKind kind, Span span);

/* A node with one, two or `count` operands, which may be NULL. */
Tree *tree_unary(Arena *arena, TreeKind kind, Span span, Span mark, Tree *a);
Tree *tree_binary(Arena *arena, TreeKind kind, Span span, Span mark, Tree *a,
                  Tree *b);
Tree *tree_many(Arena *arena, TreeKind kind, Span span, Span mark,
                uint32_t count, Tree **operands);

/* The chain `left op right`: left itself, one longer, if it is a chain of this
 * kind; mark is the place of op. */
Tree *tree_chain(Arena *arena, TreeKind kind, Tree *left, TreeOp op, Span mark,
                 Tree *right);

/* The list with one more at its end; a new one if `trees` is NULL. */
Trees *trees_add(Arena *arena, Trees *trees, Tree *tree);

/* `sum[binders : condition](body)`, the body as operand 0. */
Tree *tree_reduce(Arena *arena, Span span, Span mark, Reduction reduction,
                  const Binders *binders, Tree *condition, Tree *body);

/* The tree as stable indented text, for --dump=tree. */
void program_print(const Program *program, Buffer *out);

#endif
