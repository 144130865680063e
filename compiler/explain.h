/* explain.h: gcc-graph explain model.g ∂J/∂W
 *
 * The author's equations are differentiated one by one: each gives what it hands
 * back to the arrays that it reads, in terms of the derivative of J by what it
 * defines. The derivative by an array is the sum of what its users hand back.
 */
#ifndef GCC_GRAPH_EXPLAIN_H
#define GCC_GRAPH_EXPLAIN_H

#include "compile.h"
#include "emit_g.h"
#include "matrix_read.h"
#include "names.h"

/* The equations that define a name, or several that are made together, alone:
 * all else that is named is given. With its derivatives. */
typedef struct Block {
    Graph    *graph;
    bool     *batched;          /* [graph arrays] */
    ArrayId  *total_of;         /* [graph arrays]: see MatrixReader */
    MatrixReader   *reader;
    Equations *equations;       /* for what has no term; names are set late */
    struct Explain *explain;
    uint32_t  node;             /* the last that it defines */
    uint32_t  outputs;          /* of the graph: those that it defines */
    uint32_t *readers;          /* [graph arrays]: arrays that read it */
    bool      sparing;          /* long terms that are read twice have names */
    struct Form *forms;         /* [nodes]: as they are said; or NULL */
} Block;

typedef enum SignalKind {
    SIGNAL_NODE,                /* the derivative of J by a node */
    SIGNAL_BACK, SIGNAL_FORTH   /* an array within a block that has no term */
} SignalKind;

/* Something that may have a name of its own in formulas. */
typedef struct Signal {
    uint8_t  kind;
    bool     kept, shown, asked;
    bool     whole;             /* it is that of a Node */
    bool     alias;             /* the term is a name: that is its name */
    Text     key;               /* what terms call it until it has a name */
    Text     name;
    TermRef  term;              /* NULL: in index notation alone */
    TermRef  deep;              /* with no error signals that have terms */
    TermRef  bare;              /* with no signals but those kept */
    TermRef  plain;             /* the same with their names */
    Block   *block;
    ArrayId  array;             /* of the block's graph */
    uint32_t node;
    uint32_t uses;
    Text     equation;          /* without term: of the language */
    Placed   placed;            /* without term: what it is at each place; or
                                   nothing */
    Text     index;             /* the place */
    bool     error;             /* it is called δ */
} Signal;

/* That a step of a recurrence reads a node of it: its element t is read by
 * element t + shift of another, or, apart, not so. */
typedef struct StepUse {
    uint32_t by;                /* node */
    int64_t  shift;
    bool     apart;
} StepUse;

typedef LIST(StepUse) StepUses;

/* What a block hands back to a node. */
typedef struct Gift {
    Block   *block;
    uint32_t to;                /* node */
    TermRef  term;
} Gift;

/* A name of the program: given, or defined by an equation. */
typedef struct Node {
    uint32_t definition;
    ArrayId  array;             /* of the forward graph */
    bool     given, batched;
    uint32_t group;             /* nodes that are made together have one */
    bool     varies;            /* J depends on it through real numbers */
    uint32_t signal;            /* 1 + its place; 0: none */
    StepUses steps;             /* who reads it within its recurrence */
    uint32_t whole;             /* 1 + the signal that is the derivative by it,
                                   with what these hand back; 0: none */
    LIST(Gift) gifts;
    TermRef  total;             /* of what is handed to it; NULL: nothing */
    TermRef  joint;             /* the same of several equations taken as one,
                                   where that is less; or NULL */
    TermRef  form;              /* what it is defined as, or NULL */
} Node;

typedef LIST(uint32_t) Numbers;

/* How equations are taken: one by one; or, where one cannot be taken alone, all
 * at once; and where an example cannot be, with the batch as an axis. */
typedef enum Resort { RESORT_NONE, RESORT_WHOLE, RESORT_LAST } Resort;

typedef struct Explain {
    Arena       *arena;
    Compilation *compilation;
    Graph       *forward;       /* as written */
    bool        *batched;       /* [forward arrays] */
    uint8_t     *facts;         /* [forward arrays]: bits of Fact */
    uint32_t    *node_of;       /* [forward arrays]: 1 + node; 0: nameless */
    LIST(Node)   nodes;
    LIST(Signal) signals;
    Numbers      wholes;        /* nodes that have one, what is written last
                                   first: against the steps */
    uint32_t     output;        /* node: the J at hand */
    uint32_t     asked;         /* definition: what the output at hand calls it */
    Text         seed;          /* d_y where J is no number; else empty */
    uint8_t      resort;        /* Resort */
    bool         alone;         /* one equation: formulas are of what is given */
    bool         in_steps;      /* what is defined are steps of an equation */
    WordSet     *taken;         /* names of the program, and those made */
    WordSet     *in_functions;  /* what functions of the author read; NULL: not
                                   looked for yet */
    uint32_t    *errors;        /* the last number of an error signal */
    Block       *defined;       /* what names stand for, once all is derived */
    Numbers      order;         /* signals, as what they are is said */
    bool         numbered;      /* by that order */
} Explain;

/* A derivative of an output. */
typedef struct Formula {
    uint32_t node;              /* by what */
    TermRef  short_form;        /* with the names of all signals */
    TermRef  term;              /* as printed; NULL: equation says it */
    Text     equation;
} Formula;

/* -- explain_steps.c -- */

/* The program with the equation of the output as several; empty: it is not one
 * that can be taken apart. */
Text explain_steps(Explain *e);

/* -- explain_facts.c -- */

/* What is known of the arrays. */
void explain_facts(Explain *e);
/* A reader that makes no signals: for what is compared, and not printed. */
MatrixReader *explain_reader(Explain *e, Graph *graph, const bool *batched,
                             const ArrayId *total_of);

/* -- explain_source.c -- */

/* Whether the word stands in the text, and not as a part of another. */
bool text_has_word(Text text, Text word);
/* With names as they are compared, where the author spells them otherwise. */
Text explain_folded(const Explain *e, Text written);
/* What stands there, so. */
Text explain_source(const Explain *e, Span span);
/* The statement that begins there, up to a line that is not indented. */
Text explain_statement(const Explain *e, uint32_t start);
/* The equations of a group, a line each: of an array in pieces, the first and
 * the last. */
TextList explain_written(const Explain *e, uint32_t group);
/* Whether the equations of a group speak of the node, or may. */
bool explain_mentions(Explain *e, uint32_t group, uint32_t node);

/* -- explain_divisor.c -- */

/* Before the array is copied: what it divides by is given, so that it is still
 * divided by in a derivative, 2 x / 50 and not 0.04 x. */
void    explain_keep_divisors(Copy *copy, ArrayId id);
/* The number for which what is defined there is given; 0: none. */
double  explain_divisor(const Definition *definition);

/* -- explain_batch.c -- */
bool  *explain_batched(Arena *arena, Graph *graph);
Graph *explain_strip(Arena *arena, Graph *from, Block *block);

/* -- explain_cut.c -- */

/* The graph of the equations of a group, with its derivatives; NULL: it has a
 * fault. */
Graph *explain_cut(Explain *e, uint32_t group);
/* In the last resort, a fault is reported. */
bool    explain_is_sound(Explain *e, const Graph *graph);

/* -- explain_block.c -- */

/* The block of a group of nodes with what it hands back; NULL if it cannot be
 * taken so, which is reported in the last resort alone. */
Block *explain_block(Explain *e, uint32_t group);

/* -- explain_said.c -- */

/* A term of the block with names for what is of each row of a matrix, and for
 * what the block defines. */
TermRef explain_said(Explain *e, Block *block, TermRef term);
/* The name that what is of each row has in formulas; NULL: none yet. */
TermRef explain_row_name(const Explain *e, TermRef term);
/* What the block hands back, by the names of what is made step by step. */
void    explain_said_steps(Explain *e, Block *block);
/* The same for what signals of the block stand for, from the first one on. */
void    explain_said_signals(Explain *e, Block *block, uint32_t first);

/* -- explain_forms.c -- */

/* The term with a name for what the block defines so, or 0 where that is known
 * of it; NULL: there is none. */
TermRef explain_form_named(Explain *e, Block *block, TermRef term);
/* Whether it is a sum of what is given, or a mean. */
bool    is_sum_of_given(TermRef form);
/* All that has been derived by the names of what the author has defined; from
 * then on, the term. */
void    explain_name_forms(Explain *e);
TermRef explain_by_names(Explain *e, TermRef term);

/* -- explain_place.c -- */

/* Says the signal of that number, which has no term, by what stands at each place of its first
 * axis, if that can be said. */
bool    explain_placed(Explain *e, uint32_t signal);
/* What stands at a place of an array of the block that has a name: of error
 * signals, where that is short. */
TermRef explain_at(void *block, ArrayId id, const Spot *place);
/* Whether the block may define a softmax of each row of several matrices. */
bool    explain_has_rows(const Block *block);
/* What stands at a place with names for what is of each row. */
TermRef explain_said_at(void *block, TermRef term, const Spot *place);
/* What is handed back at each of a few places, if it is nothing at others. */
bool    explain_units(Explain *e, const Gift *gift, Placed *places);
/* The index of the steps of a group, as the author calls it. */
Text    explain_index(const Explain *e, uint32_t group);
/* Equations of the signal, by the names of now. */
Text    explain_placed_text(Explain *e, const Signal *signal);

/* -- explain_joint.c -- */

/* What is handed to the node, of several equations taken as one; NULL: that is
 * no less. */
TermRef explain_joint(Explain *e, uint32_t node);
/* The term with what error signals stand for; NULL: it is too long. */
TermRef explain_deep(Explain *e, TermRef term);

/* -- explain_carried.c -- */

/* Says of nodes who reads them within their recurrence, and which signals are
 * the whole derivatives by them. */
void explain_find_carried(Explain *e);

/* -- explain_sum.c -- */

/* Whether what each step of a recurrence hands back is added up in it. */
bool explain_adds_steps(Explain *e, const Gift *gift);
/* What it hands back as a sum over the steps; empty: it cannot be said so. */
Text explain_sum(Explain *e, const Gift *gift);

/* -- explain_chain.c -- */

/* All that there is to say of an output, by its number: signals with names, and
 * the formula of each gradient. False after a fault, which is reported. */
bool explain_output(Explain *e, uint32_t output);
Signal *explain_signal(Explain *e, SignalKind kind);
Formula explain_formula(Explain *e, uint32_t node);

/* -- explain_names.c -- */

/* Which signals are worth a name, once all are known; each gets one. */
void explain_name_signals(Explain *e);
/* Says that the signal is defined here. */
void explain_define(Explain *e, Signal *signal);
/* Names by the order in which signals are defined, from now on; what is the
 * same of the other derivation, or NULL, has its name there. */
void explain_number(Explain *e, Explain *other);
/* That which terms call so, or NULL. */
Signal *signal_of(const Explain *e, Text key);

/* A term with the names that signals have got. */
TermRef explain_named(Explain *e, TermRef term);

/* -- explain_local.c -- */

/* ∂y/∂v, of what the equation of y hands back to v; NULL: it has no matrix. */
TermRef explain_local(Explain *e, const Gift *gift, const Signal *of);
/* ∂h[t+1]/∂h[t], of what the steps of a recurrence read; NULL: it has no matrix,
 * or speaks of what is said with the steps. */
TermRef explain_step_local(Explain *e, uint32_t node, const StepUse *use);

/* ∂J/∂W, or ∂(d_y·y)/∂W where J is no number. */
Text explain_head(const Explain *e, uint32_t node);
Text node_name(const Explain *e, uint32_t node);
Text output_name(const Explain *e);

#endif
