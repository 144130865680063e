/* emit_c_code.h: C in the making, shared by the files of emit_c.
 */
#ifndef GCC_GRAPH_EMIT_C_CODE_H
#define GCC_GRAPH_EMIT_C_CODE_H

#include "affine.h"
#include "emit_c.h"
#include "emit_g.h"
#include "emit_interface.h"

/* How tightly C binds, loosest first. */
typedef enum Tightness {
    C_CHOICE, C_OR, C_AND, C_EQUAL, C_COMPARE, C_SUM, C_PRODUCT, C_UNARY,
    C_PRIMARY
} Tightness;

typedef enum CType {
    C_REAL, C_WHOLE, C_CONDITION
} CType;

/* Of whole arithmetic: what the narrowest int holds, 32 bits, 64 bits. */
typedef enum Width { WIDTH_INT, WIDTH_32, WIDTH_64 } Width;

typedef struct Scope {
    uint32_t parent, depth;     /* the scope around it; its distance from 0 */
    uint32_t level;             /* loops of the part that are open */
    bool     branch;            /* of a choice; otherwise of a loop */
    LIST(uint32_t) locals;      /* nodes, in the order of their declaration */
} Scope;

typedef struct Node {           /* of the body at work */
    ExprId   id;
    uint32_t refs;              /* users */
    uint32_t scope;             /* that all users see; a local's own */
    uint32_t branches[2];       /* of CHOOSE: scopes of then and else, or 0 */
    uint8_t  type, width, tightness;
    bool     uniform;           /* all users stand in `scope` itself */
    bool     shielded;          /* some user may not be evaluated */
    bool     safe_box;          /* in bounds all over the box */
    bool     safe;              /* in bounds where the guards hold */
    bool     local;
    bool     statement;         /* a choice with locals: if and else */
    Text     text;              /* how users write it */
    Text     value;             /* of a local: what it is set to */
    Text     parts[3];          /* of a statement: condition, then, else */
} Node;

/* The part at work as C expressions. */
typedef struct Body {
    const Part *part;
    uint32_t  base;             /* the first level that is a scope */
    uint32_t  guard_level;      /* all guards hold from this level on */
    Domain    box, domain;      /* without and with the guards */
    LIST(Node)  nodes;          /* operands first */
    LIST(Scope) scopes;         /* loops first: scope s is level base + s */
    uint32_t  root;             /* the node of the body */
} Body;

/* What a routine uses of its arguments. They are counted from 1. */
typedef struct Uses {
    Arguments all;
    uint32_t  params, gradients, work;
    uint32_t *of_array;         /* [graph arrays] */
    uint32_t *of_result;        /* [outputs or gradients] */
    bool     *somewhere;        /* [arguments + 1]: in the routine */
    bool     *here;             /* [arguments + 1]: in the function at work */
    LIST(uint32_t) list;        /* those */
} Uses;

typedef struct Code {
    const Plan  *plan;
    const Graph *graph;
    Names       *names;
    Arena       *arena;
    Arena       *scratch;       /* cleared after each nest */
    Equations   *equations;
    Pass         pass;
    Buffer      *out;
    uint32_t     indent;
    uint32_t    *result_of;     /* [graph arrays]: of HOME_RESULT, the result */
    Uses         uses;
    bool        *tables;        /* [graph arrays]: tables that are read */
    bool        *is_argument;   /* [graph arrays]: an argument has its name */
    Text       **accumulators;  /* [graph arrays][parts]: names, when needed */
    Text         at, temporary;             /* words for locals */
    uint32_t     count;         /* of temporaries in the nest */
    ArrayId      commented;     /* whose equation was printed last */
    ArrayId      begun;         /* of the step before */
    Body         body;
    uint32_t    *place;         /* [exprs]: the node of the body */
    Marks        marks;
    ExprIds      order;
} Code;

/* -- emit_c_uses.c: arguments -- */

Entry code_entry(const Code *code);
/* Begins a routine: nothing is used. */
void uses_begin(Code *code);
void use_argument(Code *code, uint32_t argument);
/* What the function at work uses, in the order of the entry's arguments; the
 * next function begins. */
Arguments uses_take(Code *code);
/* "(void)x;" for what the routine does not use. */
void uses_void(const Code *code, Buffer *out);
/* `x, s, work`: as a call passes them on. */
Text uses_call(Code *code, const Arguments *arguments);

/* -- emit_c_text.c: lines and words -- */

/* One line at the present indent, without its newline in the format; broken
 * before column 80 where it can be. */
void code_line(Code *code, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void code_open(Code *code);             /* what follows is indented more */
void code_close(Code *code);            /* and "}" */
void code_blank(Code *code);
/* Text in comments, each line of it; what would end them is spelled apart. */
void code_comment(Code *code, Text text);
Text comment_safe(const Code *code, Text text);

/* 0.5f, GG_INFINITYF: a constant of the real type. */
Text code_real(Code *code, double number);
Text code_whole(Code *code, int64_t number);
const char *code_real_type(const Code *code);

/* The value of a literal if all elements are the same. */
bool literal_is_uniform(const Array *array, double *value);

/* An element of an array, wherever it lives; subscripts are C texts. */
Text code_element(Code *code, ArrayId id, const Text *subscripts,
                  uint8_t *tightness);
/* The element of a result: an output or a gradient. */
Text code_result(Code *code, uint32_t result, const Text *subscripts);
/* `d_p != NULL || d_x != NULL` */
Text code_condition(Code *code, Serves serves);

/* -- emit_c_expr.c: bodies -- */

/* Analyses the part's expressions and puts them into C: scopes, locals, texts.
 * Loops below `base` are shared with other steps; guards are all obeyed from
 * guard_level on. */
void body_make(Code *code, const Array *array, const Part *part, uint32_t base,
               uint32_t guard_level);
/* Declares the locals of a scope. */
void body_locals(Code *code, uint32_t scope);
uint32_t body_scope(const Body *body, uint32_t level);
/* The body as a value of the array's type, or as a real for NULL. */
Text body_value(Code *code, const Array *array);
/* An affine or data subscript as a whole expression. */
Text body_subscript(Code *code, SubscriptId id);
Text body_affine(Code *code, const Subscript *subscript);

/* -- emit_c_nest.c: steps -- */
void code_nest(Code *code, const Nest *nest);
bool nest_has_code(const Code *code, const Nest *nest);

/* -- emit_c_head.c -- */
void emit_c_head(const Code *code, const EmitOptions *options, Buffer *out);

#endif
