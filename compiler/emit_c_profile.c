/* emit_c_profile.c: which pieces of the code are timed, and what they are.
 *
 * A nest is one row of the profile. Where its loops do much at each turn, the
 * steps within are rows of their own:
 *
 *     for (int t = 0; t < 100; t++) {
 *         …                                       a step
 *         GG_PROFILE_ROW(work->profile, 3);
 *         …                                       others
 *         GG_PROFILE_ROW(work->profile, 4);
 *     }
 *
 * Within loops the clock is read only after so many operations that reading it
 * takes no time to speak of.
 */
#include "emit_c_code.h"
#include "plan_budget.h"

#include <string.h>

enum { OPERATIONS_OF_PIECE = 10000 };

/* A nest that is being taken to pieces. */
typedef struct Pieces {
    Code       *code;
    const Step *steps;
    double     *work;           /* [steps], in a call of the routine */
    double      runs;           /* of the nest in it: segments */
    Lap        *laps;           /* [steps] */
} Pieces;

/* -- lines -- */

void code_profile_start(Code *code)
{
    if (!code->profile)
        return;
    use_argument(code, code->uses.work);
    code_line(code, "GG_PROFILE_START(work->%.*s);",
              TEXT_ARGS(code->profile->member));
}

void code_lap(Code *code, uint32_t row)
{
    use_argument(code, code->uses.work);
    code_line(code, "GG_PROFILE_ROW(work->%.*s, %u);",
              TEXT_ARGS(code->profile->member), row);
}

static uint32_t add_row(const Code *code, ProfileRow row)
{
    row.function = entry_name(code_entry(code));
    list_push(code->profile->arena, &code->profile->rows, row);
    return code->profile->rows.count - 1;
}

void code_update_lap(Code *code, double operations, Text text)
{
    ProfileRow row = {.operations = operations};
    Span span = code->graph->training.span;
    if (!code->profile)
        return;
    profile_add(code->profile, &row, span, span.start, text);
    code_lap(code, add_row(code, row));
}

/* -- equations -- */

const bool *find_stored(const Loops *loops, Arena *arena)
{
    bool *stored = NEW_ARRAY(arena, bool, loops->source->arrays.count);
    for (ArrayId id = 1; id < loops->graph->arrays.count; id++)
        stored[loops->origin[id]] = true;
    return stored;
}

static void push_once(Arena *arena, ArrayIds *list, ArrayId id)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (list->at[i] == id)
            return;
    list_push(arena, list, id);
}

/* What a part reads that has been put into its users, appended to the list. */
static void list_put_in(Code *code, const Array *array, const Part *part,
                        ArrayIds *list)
{
    const Graph *source = code->plan->loops->source;
    Marks marks = {0};
    ExprIds order = {0};
    part_postorder(source, code->scratch, &marks, true, part, array->rank,
                   &order);
    for (uint32_t i = 0; i < order.count; i++) {
        const Expr *e = expr_at(&source->exprs, order.at[i]);
        if (e->kind != ACCESS)
            continue;
        ArrayId id = graph_source(source, e->as.access.array);
        if (graph_array(source, id)->kind == EQUATION && !code->stored[id])
            push_once(code->scratch, list, id);
    }
}

static Text equation_text(Code *code, ArrayId source)
{
    Buffer text = buffer_create(code->scratch);
    equations_print(code->equations, source, SIZE_MAX / 2, &text);
    return buffer_text(&text);
}

/* Lines about an array, at its place. */
static void add_text(Code *code, ProfileRow *row, ArrayId source, Text text)
{
    const Graph *graph = code->plan->loops->source;
    uint32_t definition = graph_definition_of(graph, source);
    if (!definition)
        definition = graph_array(graph, source)->serves;
    const Definition *d = &graph->definitions.at[definition];
    profile_add(code->profile, row, d->span, d->last, text);
}

/* The arrays that have been put into the part, those of others first. */
static void add_put_in(Code *code, ProfileRow *row, const Array *array,
                       const Part *part)
{
    const Graph *source = code->plan->loops->source;
    ArrayIds list = {0};
    list_put_in(code, array, part, &list);
    for (uint32_t i = 0; i < list.count; i++) {
        const Array *in = graph_array(source, list.at[i]);
        for (uint32_t p = 0; p < in->part_count; p++)
            list_put_in(code, in, &in->as.parts[p], &list);
    }
    for (uint32_t i = list.count; i-- > 0;)
        add_text(code, row, list.at[i], equation_text(code, list.at[i]));
}

/* The number that a part had before it got steps and segments. */
static uint32_t part_number(const Loops *loops, const Step *step)
{
    const Timing *timings = loops->segments
                              ? loops->segments->along[step->array].timings
                              : NULL;
    return timings ? timings[step->part].source : step->part;
}

/* The line of the part, where each part has one. */
static Text part_line(Text text, uint32_t part, uint32_t count)
{
    uint32_t lines = 0;
    Text line = {text.at, 0};
    for (size_t i = 0, start = 0; i < text.length; i++) {
        if (text.at[i] != '\n')
            continue;
        if (lines++ == part)
            line = (Text){text.at + start, i - start};
        start = i + 1;
    }
    return lines == count ? line : text;
}

static Text first_line(Text text)
{
    const char *end = memchr(text.at, '\n', text.length);
    return end ? (Text){text.at, (size_t)(end - text.at)} : text;
}

/* What a step makes; elements that are set to 0 before others are added are
 * named only where nothing else of the array is made. */
static void add_made(Pieces *p, ProfileRow *row, const Step *step, bool alone)
{
    Code *code = p->code;
    const Loops *loops = code->plan->loops;
    ArrayId id = loops->origin[step->array];
    const Array *array = graph_array(loops->source, id);
    uint32_t part = step->kind == STEP_PART ? part_number(loops, step) : 0;
    Text line = part_line(equation_text(code, id), part, array->part_count);
    if (step->kind == STEP_ZERO && !alone)
        return;
    if (step->kind == STEP_ZERO)
        line = text_format(code->scratch, "set to 0: %.*s",
                           TEXT_ARGS(first_line(line)));
    else if (part < array->part_count)
        add_put_in(code, row, array, &array->as.parts[part]);
    add_text(code, row, id, line);
}

/* A result is named where nothing else of the array is made. */
static void add_step(Pieces *p, ProfileRow *row, uint32_t from, uint32_t to,
                     uint32_t at)
{
    const Step *step = &p->steps[at];
    bool alone = true;
    for (uint32_t i = from; i < to; i++)
        alone = alone && (i == at || p->steps[i].array != step->array);
    if (!step_moves(step) && step->kind < STEP_RESULT) {
        add_made(p, row, step, alone);
        return;
    }
    const Definition *d = step_definition(p->code->graph, step);
    if (alone || step_moves(step))
        profile_add(p->code->profile, row, d->span, d->last,
                    step_moved(p->code, step));
}

static uint32_t add_piece(Pieces *p, uint32_t from, uint32_t to, double calls)
{
    ProfileRow row = {0};
    for (uint32_t i = from; i < to; i++) {
        row.operations += p->work[i] / calls;
        add_step(p, &row, from, to, i);
    }
    return add_row(p->code, row);
}

/* -- pieces -- */

/* How often a call of the routine comes to what stands in the first loops of
 * a step. */
static double turns(const Pieces *p, const Step *step, uint32_t loops)
{
    double count = step->timed && step->loop < loops ? 1 : p->runs;
    for (uint32_t l = 0; l < loops; l++) {
        Range range = step_range(p->code->graph, step, l);
        count *= (double)(range.high - range.low);
    }
    return count;
}

static void end_piece(Pieces *p, uint32_t from, uint32_t to, uint32_t loops)
{
    uint32_t row = add_piece(p, from, to, turns(p, &p->steps[from], loops));
    p->laps[to - 1] = (Lap){true, (uint8_t)loops, row};
}

/* The step after those that share more than so many loops with steps[from]. */
static uint32_t group_end(const Pieces *p, uint32_t from, uint32_t to,
                          uint32_t loops)
{
    uint32_t end = from + 1;
    while (end < to && p->steps[end].shared > loops)
        end++;
    return end;
}

/* The end of the piece that begins at `from`: groups until they are enough
 * work, and with them the rest of the body if that is not. */
static uint32_t piece_end(const Pieces *p, uint32_t from, uint32_t to,
                          uint32_t loops)
{
    double least = OPERATIONS_OF_PIECE * turns(p, &p->steps[from], loops);
    double work = 0, rest = 0;
    uint32_t end = from;
    while (end < to && work < least) {
        uint32_t next = group_end(p, end, to, loops);
        for (; end < next; end++)
            work += p->work[end];
    }
    for (uint32_t i = end; i < to; i++)
        rest += p->work[i];
    return rest < least ? to : end;
}

/* Whether the steps are pieces; then they are made. */
static bool take_apart(Pieces *p, uint32_t from, uint32_t to)
{
    uint32_t loops = UINT32_MAX;
    for (uint32_t i = from + 1; i < to; i++)
        if (p->steps[i].shared < loops)
            loops = p->steps[i].shared;
    if (to - from < 2)
        return false;
    uint32_t end = piece_end(p, from, to, loops);
    if (end == to)
        return false;
    for (; from < to; from = end) {
        end = piece_end(p, from, to, loops);
        if (group_end(p, from, to, loops) < end || !take_apart(p, from, end))
            end_piece(p, from, end, loops);
    }
    return true;
}

const Lap *code_pieces(Code *code, const Nest *nest, const Step *steps,
                       uint32_t count)
{
    Arena *scratch = code->scratch;
    const Segments *segments = code->plan->loops->segments;
    Pieces p = {
        .code = code,
        .steps = steps,
        .work = NEW_ARRAY(scratch, double, count),
        .runs = nest->run ? (double)segments->count : 1,
        .laps = NEW_ARRAY(scratch, Lap, count),
    };
    if (!code->profile)
        return p.laps;
    for (uint32_t i = 0; i < count; i++)
        p.work[i] = step_operations(code->graph, &steps[i]);
    if (count && !take_apart(&p, 0, count))
        end_piece(&p, 0, count, 0);
    return p.laps;
}
