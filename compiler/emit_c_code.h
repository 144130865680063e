/* emit_c_code.h: C in the making, shared by the files of emit_c.
 */
#ifndef GCC_GRAPH_EMIT_C_CODE_H
#define GCC_GRAPH_EMIT_C_CODE_H

#include "affine.h"
#include "emit_c.h"
#include "emit_g.h"
#include "emit_interface.h"
#include "emit_profile.h"

/* How tightly C binds, loosest first. */
typedef enum Tightness {
    C_CHOICE, C_OR, C_AND, C_EQUAL, C_COMPARE, C_SUM, C_PRODUCT, C_UNARY,
    C_PRIMARY
} Tightness;

enum { MOST_OPERANDS = 12 };    /* of a tile */

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
    bool     always;            /* some user is, wherever its loop runs */
    bool     guarded;           /* a read that must not leave its branch */
    bool     safe_box;          /* in bounds all over the box */
    bool     safe;              /* in bounds where the guards hold */
    bool     masked;            /* a choice that is no branch */
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
    bool      stores;           /* elements, in the innermost loop */
    uint32_t  driven;           /* recurrences around it */
    Domain    box, domain;      /* without and with the guards */
    LIST(Node)  nodes;          /* operands first */
    LIST(Scope) scopes;         /* loops first: scope s is level base + s */
    uint32_t  root;             /* the node of the body */
} Body;

/* An argument as a function meets it, which was met in another before. */
typedef struct Meeting {
    uint32_t argument, before;
} Meeting;

/* What a function uses of the arguments, each once. */
typedef struct Used {
    uint32_t      function;     /* its number, from 1 */
    LIST(Meeting) list;
} Used;

/* What a routine uses of its arguments. They are counted from 1. */
typedef struct Uses {
    Arguments all;
    uint32_t  params, gradients, work, state;
    uint32_t *of_reads;         /* [trained] */
    uint32_t *of_array;         /* [graph arrays] */
    uint32_t *of_result;        /* [outputs or gradients] */
    bool     *somewhere;        /* [arguments + 1]: in the routine */
    uint32_t *here;             /* [arguments + 1]: the function at work, if it
                                   uses it */
    uint32_t  functions;        /* how many there were */
    Used      now;              /* of the function at work */
} Uses;

/* The function around one that is written. */
typedef struct Enclosing {
    Buffer  *out;
    Used     uses;
    uint32_t indent;
    bool     fails;
} Enclosing;

typedef struct Frame {          /* of the step at work */
    const Step  *step;
    const Array *array;
    const Part  *part;          /* NULL: its loops run over the shape */
    uint32_t depth;             /* its loops */
    uint32_t store;             /* the level at which elements are stored */
    uint32_t free_level;        /* guards are obeyed at this level or deeper; */
    uint32_t step_level;        /* those on the steps of recurrences, at this */
    uint32_t gather;            /* the level of the scalar that gathers what is
                                   reduced, outside of loops that are shared;
                                   or NO_GATHER */
    Home     home;
    bool     declared;          /* the local it makes has been declared */
    bool     independent;       /* turns of its innermost loop touch nothing in
                                   common, which compilers cannot see */
    bool     threads;           /* and those of its outermost are shared */
} Frame;

typedef LIST(Frame) Frames;

enum { NO_GATHER = INT32_MAX };

/* The words of a tile's function. */
typedef struct TileWords {
    Text rows, vectors, r, v, sum, last, y;
    Text columns, terms, from, room;    /* of what is packed */
    Text begin, end, share;             /* of what threads share */
    Text operands[MOST_OPERANDS], held[MOST_OPERANDS];
} TileWords;

/* The functions of tiles that there are, each text once; and whether any
 * function is called that becomes part of a loop. */
typedef struct TileSet {
    WordSet bodies, names;      /* in the same order */
    Buffer  text;
    bool    inlines, each, solves;
    bool    vectors;            /* gg_vector.h is needed for other things */
    bool    blas;               /* cblas.h is needed */
} TileSet;

/* Locals of a step of training. */
typedef struct TrainWords {
    Text rate, squares, row, first;
    Text bias[2];               /* of the moments of adam */
} TrainWords;

/* Where data say what is read: rows of an array that the block has side by side.
 */
typedef struct GatheredRows {
    ArrayId     array;
    uint32_t    rank;
    const SubscriptId *subscripts;  /* those with data count */
    Text        name;
} GatheredRows;

/* An operand of calls in blocks that is computed once for all steps that have it:
 * what is no access. */
typedef struct Held {
    ExprId   id;
    uint32_t users;             /* steps; it is held if there are several */
    Text     name;              /* of its array of the block, */
    bool     made;              /* which has been filled */
} Held;

/* Steps of a nest whose common loop goes by in blocks, in each of which groups of
 * steps have loops of their own (emit_c_block.c). */
typedef struct Blocks {
    bool      open;             /* there are such steps: */
    uint32_t  first, last;
    uint32_t  loop;             /* the common loop that goes by in blocks, */
    const char *type;           /* and the type of its index */
    uint32_t *group;            /* [steps] */
    uint32_t  width;            /* numbers of a turn */
    LIST(GatheredRows) rows;
    LIST(Held) held;
} Blocks;

/* A call in an innermost loop whose values stand in an array, once they are made. */
typedef struct EachCall {
    ExprId id;
    Text   name;
    bool   made;
} EachCall;

/* Calls that are made for many numbers at once, of the step at work or of those that
 * gather in lanes together (emit_c_each.c). */
typedef struct Each {
    LIST(EachCall) calls;
    LIST(Text)   values, operands;      /* names of arrays, when needed */
    Text         index, first;          /* of the loop; where the arrays begin */
    const Array *array;                 /* the body at work is of that, */
    const Part  *part;
    uint32_t     base, guard_level;     /* made so, */
    uint32_t     count;                 /* after so many temporaries */
} Each;

/* Of an array; each is said of the blocks with that number. */
typedef struct BlockMark {
    uint32_t in;                /* it has an array of the block */
    uint32_t made, group;       /* it is made there, in that group */
    uint32_t seen;
    Text     name;              /* of the array of the block, when needed */
} BlockMark;

/* Nests whose first loops threads share together (emit_c_region.c). */
typedef struct Region {
    uint32_t count;             /* nests, or 0 */
    int64_t  size, share;       /* values of the first index, and those that are
                                   one share */
    bool     large, open;       /* worth it; at work */
} Region;

typedef LIST(Step) Steps;       /* of a nest */
typedef LIST(Range) Spans;      /* of the steps of a recurrence, ascending */

enum { SPANNED = 2 };           /* outermost loops that may be cut into spans */

/* Turns of a loop that are written for themselves; none: it is not cut. */
typedef struct LoopSpan {
    Range turns;
    bool  literal;              /* one, which its number stands for */
    Text  index;                /* the name of the index elsewhere */
} LoopSpan;

typedef struct SpannedSteps {
    Steps          steps;       /* as they are written, */
    LIST(LoopSpan) spans;       /* each with its span */
} SpannedSteps;

typedef struct Lap {            /* after a step */
    bool     ends;              /* a piece that is timed ends here, */
    uint8_t  loops;             /* within so many loops */
    uint32_t row;               /* of the profile */
} Lap;

typedef struct Code {
    const Plan  *plan;
    const Graph *graph;
    Names       *names;
    Arena       *arena;
    Arena       *scratch;       /* cleared after each nest */
    Equations   *equations;
    Equations   *made;          /* of the loops themselves; NULL: not yet */
    Text        *comments;      /* [source arrays]: equations, as infer says them
                                   again */
    Pass         pass;
    Buffer      *functions;     /* where those of the file stand, */
    Buffer      *out;           /* and the body of the one at work */
    TextList    *pieces;        /* of the file, the last one apart */
    uint32_t     indent;
    uint32_t    *result_of;     /* [graph arrays]: of HOME_RESULT, the result */
    Uses         uses;
    LIST(uint32_t) askable;     /* the first gradient of each bit */
    bool        *tables;        /* [graph arrays]: tables that are read */
    bool        *is_argument;   /* [graph arrays]: an argument has its name */
    Text       **accumulators;  /* [graph arrays][parts]: names, when needed */
    Text       **lanes;         /* the same */
    Text         block;         /* when needed */
    Text         outside;       /* the same */
    LoopSpan     span[SPANNED]; /* of the steps that are written */
    const LoopSpan *within;     /* [steps of the nest]: of the second loop, or
                                   NULL */
    ArrayIds    *said;          /* arrays whose equations stand in the nest; or
                                   NULL */
    const bool  *in_union[2];   /* [graph arrays]: members of unions in the work
                                   area, and in that of infer */
    Frames       gathers;       /* of the nest at work: whose scalars gather over
                                   loops that are open */
    uint32_t     around;        /* of the nest at work: how many loops are around
                                   the outermost array in a body; or 0 */
    uint32_t     inline_level;  /* of the step at work: that of its innermost
                                   loop, if that may become vectors; or 0 */
    Text        *keepers;       /* [graph arrays]: of indices that are kept, when
                                   needed */
    Blocks       blocks;        /* of the nest at work */
    Each         each;
    Text         begin, end;    /* of a block, when needed */
    Region       region;        /* at work */
    BlockMark   *block_marks;   /* [graph arrays], when needed */
    uint32_t     block_number;  /* of the blocks at work */
    uint32_t    *divisors;      /* [graph exprs], where bits may differ: at least
                                   this of what the nest at work divides by, */
    uint32_t     divisors_epoch;        /* and more if it does so several times */
    Reader       reader;
    LIST(Text)   row_names;     /* the same, of gathered rows */
    Text         temporary;                 /* a word for locals */
    TileWords   *tile_words;    /* when needed */
    TileSet     *tiles;
    TrainWords  *train_words;   /* when needed */
    bool         updates;       /* the routine at work is the second half of a
                                   step that is split */
    bool         tangent;       /* its graph is that of tangents */
    Profile     *profile;       /* of --profile, or NULL */
    const bool  *stored;        /* with it: [source arrays]: the others are put
                                   into their users */
    const char  *area;          /* of the work of all but infer: `work->` */
    uint32_t     count;         /* of temporaries in the nest */
    bool         marks;         /* see EmitOptions */
    bool         relaxed;       /* likewise */
    char         mark;          /* of what comments are: an array of the source
                                   (a), a definition (d); 0: of nothing */
    uint32_t     marked;        /* its number */
    ArrayId      commented;     /* whose equation was printed last */
    ArrayId      begun;         /* of the step before */
    Text         segment, from, to;         /* locals of a run */
    Text         ends[MAX_INDICES][2];      /* of loops, when needed */
    Text         status;        /* the local that says whether a call failed */
    bool         fails;         /* the function at work sets it */
    Body         body;
    uint32_t    *place;         /* [exprs]: the node of the body */
    ExprIds      order;
} Code;

/* -- emit_c_uses.c: arguments -- */

Entry code_entry(const Code *code);
/* Begins a routine: nothing is used. */
void uses_begin(Code *code);
void use_argument(Code *code, uint32_t argument);
/* Leaves the function at work, which uses that, for another; and returns to it,
 * with what the other uses, in the order of the entry's arguments: it calls it
 * with these. */
Used uses_leave(Code *code);
Arguments uses_return(Code *code, const Used *around);
/* "(void)x;" for what the routine does not use. */
void uses_void(const Code *code, Buffer *out);
/* `x, s, work`: as a call passes them on. */
Text uses_call(Code *code, const Arguments *arguments);

/* -- emit_c_apart.c: functions that routines are cut into -- */

/* Begins a function; and ends it, with the word in its name, and calls it where
 * it began. `indices`: of the loops around that, in whose body the call is, or
 * NULL. */
Enclosing apart_begin(Code *code);
void apart_end(Code *code, const Enclosing *around, Text word,
               const Arguments *indices);
/* Declares the local that says whether a call failed, if any may. */
void code_status(const Code *code, Buffer *out);

/* -- emit_c_text.c: lines and words -- */

/* One line at the present indent, without its newline in the format; broken
 * before column 80 where it can be. */
void code_line(Code *code, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void code_open(Code *code);             /* what follows is indented more */
void code_close(Code *code);            /* and "}" */
void code_close_to(Code *code, uint32_t indent);
void code_skip(Code *code);             /* continue, and "}" */
void code_blank(Code *code);
/* Text in comments, each line of it; what would end them is spelled apart.
 * Lines of that width are not broken again. */
size_t code_comment_width(const Code *code);
void code_comment(Code *code, Text text);
Text comment_safe(const Code *code, Text text);

/* 0.5f, GG_INFINITYF: a constant of the real type. */
Text code_real(Code *code, double number);
Text code_whole(Code *code, int64_t number);
const char *code_real_type(const Code *code);

/* The text, in brackets if it binds less tightly than needed. */
Text bracketed(Code *code, Text text, uint8_t tightness, uint8_t needed);

/* The value of a literal if all elements are the same. */
bool literal_is_uniform(const Array *array, double *value);

/* 0 of the array's type. */
Text code_zero(Code *code, const Array *array);

/* The index of a loop; and those of an array's axes in order. */
Text code_index(const Code *code, uint32_t level);
void code_indices(const Code *code, const Array *array,
                  Text subscripts[MAX_RANK]);
/* An element of an array, wherever it lives; subscripts are C texts. */
Text code_element(Code *code, ArrayId id, const Text *subscripts,
                  uint8_t *tightness);
/* The same as it is stored, though all elements be known. */
Text code_stored(Code *code, ArrayId id, const Text *subscripts,
                 uint8_t *tightness);
/* The element of a result: an output or a gradient. */
Text code_result(Code *code, uint32_t result, const Text *subscripts);
/* The element of a state, in what the caller keeps or as it was before. */
Text code_state(Code *code, ArrayId id, const Text *subscripts, bool before);
/* `d_p != NULL || d_x != NULL` */
Text code_condition(Code *code, Serves serves);

/* -- emit_c_body.c: scopes of nodes -- */

/* Analyses the part's expressions and puts them into C: scopes, locals, texts.
 * Loops below `base` are shared with other steps; guards are all obeyed from
 * guard_level on. */
void body_make(Code *code, const Array *array, const Part *part, uint32_t base,
               uint32_t guard_level);
uint32_t body_scope(const Body *body, uint32_t level);
/* The body as a value of the array's type, or as a real for NULL. */
Text body_value(Code *code, const Array *array);
/* Whether what the node accesses is in bounds wherever the scope is. */
bool node_is_safe(const Body *body, const Node *node, uint32_t scope);

/* -- emit_c_expr.c: texts of nodes -- */

/* Gives the node its text, those of its operands being made. */
void node_write(Code *code, uint32_t at);
/* The node as its users see it, in the wanted type. */
Text node_text(Code *code, uint32_t at, CType want, uint8_t needed);
/* Declares the locals of a scope. */
void body_locals(Code *code, uint32_t scope);

/* -- emit_c_subscript.c -- */

/* What holds the values, and its name in C. */
Width width_of(Range range);
const char *width_type(uint8_t width);
/* Of an index that takes these values, and then range.high. */
const char *loop_type(Range range);
/* An affine or data subscript as a whole expression. */
Text body_subscript(Code *code, SubscriptId id);
Text body_affine(Code *code, const Subscript *subscript);

/* -- emit_c_independent.c -- */

/* [graph arrays]: members of unions in the work area of the routine. */
const bool *members_of_unions(const Plan *plan, Arena *arena, Pass pass);
/* Whether turns of the innermost loop of the first of these steps, which it opens
 * and others may share, touch nothing in common, and compilers cannot see it. */
bool turns_are_independent(const Code *code, const Step *steps,
                           uint32_t count);
/* Whether threads share the turns of the outermost loop, which the first of these
 * steps opens: none touches what another one writes, and they are worth it. */
bool threads_share(const Code *code, const Step *steps, uint32_t count);

/* -- emit_c_region.c: nests that threads share together -- */

/* The nests from `from` on, before `to`, that are one region; none if their count
 * is 0. */
Region region_find(const Code *code, uint32_t from, uint32_t to);
void   region_open(Code *code, Region region);
void   region_close(Code *code);
/* Whether the innermost loop of the step is to stay a loop until it has vectors. The
 * step reads an element and always one less than `near` further on as well: if gcc
 * writes a loop over such out, it makes all of them from one row of vectors, by many
 * shuffles. Or it chooses: of choices that are written out gcc makes no vectors. */
bool loop_stays_rolled(const Code *code, const Step *step, uint16_t near);

/* -- emit_c_loop.c: loops and conditions -- */

/* Whether the loop of the step is that of a recurrence that runs to smaller
 * indices. */
bool step_runs_down(const Graph *graph, const Step *step, uint32_t loop);
/* The level at which the part's guard g is obeyed. */
uint32_t frame_guard_level(const Code *code, const Frame *frame, uint32_t g);
/* Opens the condition of the guards of a level, but those done; of steps, or of
 * elements, alone. */
typedef enum Guards { ALL_GUARDS, STEP_GUARDS, ELEMENT_GUARDS } Guards;
void frame_open_guards(Code *code, const Frame *frame, Guards which,
                       uint32_t level, const bool *done);
/* Opens the loop of index `loop`; done[g] says which guards its bounds obey. */
void frame_open_loop(Code *code, const Frame *frame, uint32_t loop,
                     bool done[256]);
/* Whether the loop and those inside it are a few turns in all, and the one
 * around them has more: unrolled, they leave that one to vectors. */
bool is_few_turns(const Frame *frame, uint32_t loop);
/* Opens a loop over blocks of `size` turns of it; those of a block are code->begin,
 * …, code->end - 1. Whether these are wider than int. */
bool frame_open_blocks(Code *code, const Frame *frame, uint32_t loop, int size,
                       const char *pragma, Text low, Text high);
/* Declares the ends of the loop, low <= i < high, as end[0] and end[1]. */
void frame_declare_ends(Code *code, const Frame *frame, uint32_t loop,
                        bool done[256], Text end[2]);

/* -- emit_c_segment.c: segments of a run -- */

/* Chooses the names of what follows, where there are segments. */
void segment_names(Code *code);
void segment_open(Code *code, Run run);
/* Opens the loop of a timed step over the steps of the segment; or the condition
 * that the step is in it. */
void segment_loop(Code *code, const Frame *frame, Range range, Text name,
                  bool down);
void segment_fixed(Code *code, const Frame *frame);
/* STEP_SAVE and STEP_RESTORE. */
void segment_copy(Code *code, const Frame *frame);

/* -- emit_c_divide.c: numbers by which a nest divides more than once -- */

void divisors_find(Code *code, const Steps *steps);
bool divisor_is_shared(const Code *code, ExprId id);

/* -- emit_c_block_find.c: which steps go by in blocks -- */

/* Finds the steps from `at` on that have a common loop in blocks; false if there
 * are none. Steps that begin a group share the common loop alone. */
bool blocks_find(Code *code, Steps *steps, uint32_t at);
/* Whether the step is a call for many numbers in the blocks at work. */
bool blocks_call(const Code *code, const Frame *frame);
/* Whether an array of the blocks at work is the array's; and whether the array
 * is stored for others. */
bool blocks_have(const Code *code, ArrayId id);
bool blocks_store(const Code *code, ArrayId id);
/* Numbers of a turn in the axes behind the loop in common. */
int64_t blocks_width(const Code *code, const Array *array);
/* The rows that have what is accessed, or NULL. */
const GatheredRows *blocks_rows_of(const Code *code, const Expr *access);
/* What is said of an operand of calls, or NULL. */
Held *blocks_held_of(const Code *code, ExprId id);
/* The step of [from, to) that is the sine to the cosine that this one is, or the
 * other way, of the same operand; or `to`. */
uint32_t blocks_partner(const Code *code, const Steps *steps, uint32_t at,
                        uint32_t from, uint32_t to);

/* -- emit_c_block.c: loops that go by in blocks -- */

/* Opens the loop over blocks, and declares and gathers what is in them. */
void blocks_open(Code *code, const Steps *steps, const Frame *frame);
/* The loop over the turns of a block, for a group; and its end. */
void blocks_open_turns(Code *code, const Frame *frame);
void blocks_close_turns(Code *code, uint32_t indent);
/* The call that step `at` is. */
void blocks_code_call(Code *code, const Steps *steps, uint32_t at,
                      const Frame *frame);
/* Stores what the blocks have made, and closes them. */
void blocks_close(Code *code, const Steps *steps, uint32_t indent);
/* The element as it stands in the block; false if it does not. */
bool blocks_element(Code *code, ArrayId id, const Text *subscripts, Text *text);
bool blocks_rows(Code *code, const Expr *access, Text *text);
/* Whether the node has been computed for the turns of the block; and the element of
 * its array there. */
bool blocks_holds(const Code *code, ExprId id);
bool blocks_held(Code *code, ExprId id, Text *text);

/* -- emit_c_each.c: calls in an innermost loop, for many numbers at once -- */

/* Which calls there are in steps `at` to `end`, which have that loop in common. */
void each_find(Code *code, const Steps *steps, uint32_t at, uint32_t end);
/* As body_make, with the values of the calls. */
void each_body(Code *code, const Frame *frame, uint32_t base,
               uint32_t guard_level);
/* Makes the calls for the turns from `first` up to `end`, `count` of them, in arrays
 * of that size. */
void each_write(Code *code, const Frame *frame, Text first, Text end, Text size,
                Text count);
/* Opens the loop over blocks of the turns low, …, high - 1, with their calls; the
 * turns of a block are code->begin, …, code->end - 1. */
void each_open(Code *code, const Frame *frame, uint32_t loop, const char *pragma,
               Text low, Text high);
/* Whether the node is such a call; and its value. */
bool each_has(const Code *code, ExprId id);
bool each_value(Code *code, ExprId id, Text *text);

/* -- emit_c_abreast.c: elements that are gathered side by side -- */

/* Their loop, that goes by in blocks and is the innermost of all. */
uint32_t abreast_loop(const Frame *frame);
/* Opens it over the blocks; gathers those of a block in an array of that name. */
void abreast_open(Code *code, const Frame *frame, const char *pragma, Text low,
                  Text high);
void abreast_gather(Code *code, const Frame *frame, Text name);

/* -- emit_c_store.c: what a step does to an element -- */

/* Whether a part keeps the index of what it finds, and not its value. */
bool keeps_index(const Part *part);
Text frame_target(Code *code, const Frame *frame);
/* target = value, or += where the part adds to what is there. */
void frame_store(Code *code, const Frame *frame, Text value);
/* The scalar, the inner loops, the target; */
void frame_reduce(Code *code, const Frame *frame);
/* and each by itself. */
void frame_begin(Code *code, const Frame *frame);
void frame_gather(Code *code, const Frame *frame);
void frame_end(Code *code, const Frame *frame);
/* acc ⊕= value, and what acc begins with. */
void frame_combine(Code *code, const Frame *frame, Text acc, Text value);
Text frame_identity(Code *code, const Frame *frame);
/* A name for something of the part, one of those kept in `words`. */
Text frame_word(Code *code, const Frame *frame, Text ***words,
                const char *suffix);

/* -- emit_c_lanes.c: what is gathered in lanes -- */
Text lanes_name(Code *code, const Frame *frame);
/* float lanes[L] = {0}, before the loops; */
void lanes_declare(Code *code, const Frame *frame);
/* the innermost loop; done[g]: guards that outer ones obey; */
void lanes_gather(Code *code, const Frame *frame, const bool done[256]);
/* and what the lanes come to. */
Text lanes_taken(Code *code, const Frame *frame);
/* The innermost loop by its pieces: whole blocks, such as guards cut, and what is
 * left. Opens that, if there is anything; what a part adds in a turn of it. */
typedef enum LanePiece { LANES_BLOCKS, LANES_CUT, LANES_REST } LanePiece;
typedef struct LaneLoops {
    uint32_t indent, inner;
    bool     cut, done[256];
    Text     low, high;
} LaneLoops;
LaneLoops lanes_begin(Code *code, const Frame *frame, const bool done[256]);
bool lanes_open(Code *code, const Frame *frame, const LaneLoops *l,
                LanePiece piece);
void lanes_add(Code *code, const Frame *frame, const LaneLoops *l,
               LanePiece piece);
void lanes_close(Code *code, const LaneLoops *l, LanePiece piece);
void lanes_end(Code *code, const LaneLoops *l);

/* -- emit_c_tile.c: tiled sums -- */
void code_tile(Code *code, const Frame *frame);
const TileWords *tile_words(Code *code);

/* Whether a gradient is added to what is there. */
bool frame_adds_result(const Code *code, const Frame *frame);

/* -- emit_c_kernel.c: calls of routines -- */
/* What a routine returns that makes a number; and the call of any other. */
Text kernel_value(Code *code, const Array *array);
void code_kernel(Code *code, ArrayId id);
/* A call whose status is kept. */
void code_failing(Code *code, Text call);

/* -- emit_c_comment.c: what stands above a step -- */
/* The equation, once for all parts, or what is moved. */
void code_step_comment(Code *code, const Step *step);
/* Whether the step moves elements as they are, other than to a result; the
 * definition that they are of, and words for that: `keep r`. */
bool step_moves(const Step *step);
const Definition *step_definition(const Graph *graph, const Step *step);
Text step_moved(Code *code, const Step *step);

/* -- emit_c_turn.c: what a step does -- */
/* In a turn of its loops; */
void code_turn(Code *code, const Frame *frame);
/* with all elements at once. */
void code_draw(Code *code, const Frame *frame);

/* -- emit_c_span.c: spans of the steps of a recurrence -- */
/* Whether the steps that the nest runs are better written in spans: then `to` are
 * these in spans of the first loop, in the order in which they run. */
bool spans_find(const Code *code, const Nest *nest, const Steps *steps,
                SpannedSteps *to);
/* The steps, of one span of the first loop, in those of the second, if that runs
 * steps too; whether there are several. */
bool spans_within(const Code *code, const Steps *steps, SpannedSteps *to);
/* Whether code is written for a span of the loop. */
bool is_span(const Code *code, uint32_t loop);
/* Whether the guard of the step holds all over the spans that are written. */
bool span_decides(const Code *code, const Step *step, uint32_t g);

/* -- emit_c_row.c: short rows, cut behind the last whole vector -- */
/* Whether some of the steps are better written so: then `to` are all of them, with
 * the spans of the second loop. */
bool rows_cut(const Code *code, const Steps *steps, SpannedSteps *to);

/* -- emit_c_nest.c: nests as loops -- */
void code_nest(Code *code, const Nest *nest);
/* The steps of a nest that there is something to do for. */
Steps steps_to_do(const Code *code, const Nest *nest);
bool nest_has_code(const Code *code, const Nest *nest);

/* -- emit_c_profile.c: what is timed, if anything is -- */

/* The source arrays that are computed by themselves. */
const bool *find_stored(const Loops *loops, Arena *arena);
/* The pieces of a nest, which become rows of the profile: [count]. */
const Lap *code_pieces(Code *code, const Nest *nest, const Step *steps,
                       uint32_t count);
void code_profile_start(Code *code);
void code_lap(Code *code, uint32_t row);
/* The same for a piece of the update of params, which becomes a row. */
void code_update_lap(Code *code, double operations, Text text);

/* -- emit_c_train.c: what a step of training does beside its nests -- */
void code_count_step(Code *code);       /* before them */
void code_set_rate(Code *code);         /* before the params are updated */
void code_update_element(Code *code, const Frame *frame);
void code_update(Code *code);           /* after them */
void code_hand_out(Code *code);         /* after them: the gradient, for it */

/* -- emit_c_routine.c -- */

/* The function of a pass, behind those that it calls. */
void code_routine(Code *code, Pass pass, Buffer *out);
/* The second half of a step that is split. */
void code_update_routine(Code *code, Buffer *out);

/* -- emit_c_table.c -- */

/* Tables that are read: literals, and params that are constants. Returns their
 * bytes. */
int64_t code_tables(Code *code, const EmitOptions *options, Buffer *out);
/* Tables of a graph are called otherwise than those of another one. */
void name_tables(const Graph *graph, Names *names, const char *of);

/* -- emit_c_head.c -- */
void emit_c_head(const Code *code, const EmitOptions *options,
                 const Needs *needs, Buffer *out);

#endif
