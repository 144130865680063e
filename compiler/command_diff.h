/* command_diff.h: gcc-graph diff old.g new.g
 *
 * Compares what two programs mean: their outputs, what their states become, the
 * gradients that are derived, and what they declare.
 */
#ifndef GCC_GRAPH_COMMAND_DIFF_H
#define GCC_GRAPH_COMMAND_DIFF_H

#include "compare_aim.h"
#include "compare_print.h"
#include "emit_g.h"
#include "uses.h"

/* The graph of one output alone, with its gradients, in an arena of its own; NULL
 * after a fault, which is reported. */
typedef Graph *DiffAlone(void *context, int side, uint32_t output);

typedef struct DiffCommand {
    Arena         *arena;
    const Graph   *forward[SIDES];
    const Graph   *trained[SIDES];      /* of `minimize`, or NULL */
    const Sources *sources[SIDES];
    PointOptions   points;
    DiffAlone     *alone;
    bool           by_all;              /* it derives by all that is given */
    void          *context;
} DiffCommand;

/* Fills the report, whose paths are given. False, with lines in problems
 * unless they are reported, if the programs cannot be compared. */
bool command_diff(const DiffCommand *command, Report *report,
                  Buffer *problems);

/* -- command_diff_match.c -- */

/* What is given on both sides by one name, and what seems renamed: under which
 * all outputs are the same, or else params that are left and begin alike, in
 * their order. */
bool diff_match(const DiffCommand *command, Matches *matches,
                Buffer *problems);
/* What is called so in the old program is called so in the new one. */
Text match_name(const Matches *matches, Text old);
/* The definition of that name in a list of them; 0: none. */
uint32_t find_definition(const Graph *graph, const uint32_t *list,
                         uint32_t count, Text name);

/* -- command_diff_formula.c -- */

/* What rows of a side of a twin are shown with. */
typedef struct Formulas {
    Equations *equations;
    Reads      reads;
    ArrayId   *same;                    /* [arrays]: that of the other side with
                                           its name and form; 0: none */
    bool      *done;                    /* [arrays]: rows before have shown it */
    WordSet    lines;                   /* that rows have shown, of other twins
                                           too */
} Formulas;
void formulas_begin(const Twin *twin, const Matches *matches, Arena *arena,
                    Formulas formulas[SIDES]);

/* What some rows are computed of, all of them in one sweep: bit n of an array is
 * set if row n is computed of it, or is it. */
enum { CONE_ROWS = 64 };
typedef struct Cones {
    Result  *row[CONE_ROWS];
    uint32_t count;
    uint64_t *of[SIDES];                /* [arrays] */
} Cones;
void cones_find(const Twin *twin, const Formulas formulas[SIDES], Arena *arena,
                Cones *cones);
/* Sets the formulas of these rows: what one side has and the other not, but for
 * what rows before have shown. */
void diff_formulas(const Twin *twin, const Cones *cones,
                   Formulas formulas[SIDES]);

/* What one row is computed of. */
typedef struct Cone {
    const uint64_t *of;
    uint64_t        row;
} Cone;
static inline bool cone_has(Cone cone, ArrayId id)
{
    return cone.of[id] & cone.row;
}

/* -- command_diff_names.c -- */

/* The names that formulas of a side are shown with: of what is renamed, and of
 * its gradient, those before. */
Names *diff_names(const Twin *twin, const Matches *matches, int side);
/* The text with a name in place of another. */
Text text_renamed(Arena *arena, Text text, Text from, Text to);

/* -- command_diff_unseen.c -- */

/* Why equal values do not tell all: a choice of what is marked, of either side,
 * that went one way alone. Empty if there is none. */
Text diff_unseen(const Twin *twin, const Aims *aims, const Cone marked[SIDES],
                 const Formulas formulas[SIDES], uint32_t points);
/* `s = 42, x = [1, 2]`: a point that was looked for, by the names before, of what
 * the cones hang on, with `most` elements of each array, and the seed that draws
 * what has no value in it. */
Text diff_place(const Twin *twin, const Matches *matches,
                const Cone cones[SIDES], const Aimed *aimed, int64_t most);

/* -- command_diff_alike.c -- */

/* Outputs whose equations are written alike have gradients that are. */
typedef struct Alike {
    const Twin *twin;                   /* of what is written alike; NULL: what
                                           is derived may depend on more */
    Definitions by;                     /* [numbers of what is given]: by what
                                           both sides derive */
} Alike;
Alike diff_alike(const DiffCommand *command, const Matches *matches,
                 Arena *arena);
bool outputs_are_alike(const Alike *alike, uint32_t old, uint32_t new);

/* -- command_diff_declare.c -- */

/* Whether what begins is begun alike. */
bool starts_alike(const Twin *twin, ArrayId old, ArrayId new);

/* Changes in what is declared, and the row of what is minimized. */
bool diff_declarations(const DiffCommand *command, const Matches *matches,
                       const Twin *forward, Report *report, Buffer *problems);

#endif
