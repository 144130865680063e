/* schedule.c: which steps there are, and which share a nest.
 *
 * A step is appended to the nest of the last of its operands to be made, if it
 * can share loops with the step at the end of that nest, or to the last
 * nest, if they read something in common; otherwise it begins a nest. It can
 * share the first s loops if they are the same ranges, if on both sides the
 * first s indices are the first s subscripts of the target, and if whatever it
 * reads of the nest it reads at these indices: then that has been made, in
 * full, when it is read. Nests are never reordered, and a step never
 * moves before what it reads.
 */
#include "schedule.h"

#include "affine.h"

enum {
    LONGEST_NEST = 32,          /* steps */
    SHORTEST_FUNCTION = 600,    /* weights, see mark_functions */
    LONGEST_FUNCTION = 2400,
    LONGEST_ROUTINE = 4000      /* that is not split into functions */
};

typedef struct Schedule {
    const Graph *graph;
    Arena    *arena;
    Loops    *loops;
    bool     *forward;          /* [graph arrays]: outputs need it */
    bool     *kept;             /* [graph arrays] */
    Serves   *serves;           /* [graph arrays]: gradients that need it */
    uint32_t *nest_of;          /* [graph arrays]: 1 + the last nest with a step
                                   of the array in the routine; 0: none */
    uint32_t *touched;          /* [graph arrays]: 1 + the last nest that reads
                                   or makes it */
    Reader    reader;
    ArrayIds  reads;            /* scratch */
    Routine  *routine;
} Schedule;

/* -- what each routine computes -- */

void array_reads(const Graph *graph, Arena *arena, Reader *reader, ArrayId id,
                 ArrayIds *list)
{
    const Array *array = graph_array(graph, id);
    for (uint32_t p = 0; p < array->part_count; p++) {
        Step step = {id, p, STEP_PART, 0, true};
        step_reads(graph, arena, reader, &step, list);
    }
}

static ArrayId result_array(const Graph *graph, Pass pass, uint32_t result)
{
    return pass == BACKWARD
             ? graph->gradients.at[result].array
             : graph->definitions.at[graph->outputs.at[result]].array;
}

static uint32_t result_count(const Graph *graph, Pass pass)
{
    return pass == BACKWARD ? graph->gradients.count : graph->outputs.count;
}

/* The bit of every gradient. */
static const Serves *gradient_bits(const Graph *graph, Arena *arena)
{
    Serves *bits = NEW_ARRAY(arena, Serves, graph->arrays.count);
    for (uint32_t i = 0; i < graph->inputs.count; i++)
        bits[graph->definitions.at[graph->inputs.at[i]].array] =
            (Serves)1 << (i + 1 < 63 ? i + 1 : 63);
    for (uint32_t i = 0; i < graph->params.count; i++)
        bits[graph->definitions.at[graph->params.at[i]].array] = 1;
    Serves *of = NEW_ARRAY(arena, Serves, graph->gradients.count);
    for (uint32_t i = 0; i < graph->gradients.count; i++)
        of[i] = bits[graph->gradients.at[i].by];
    return of;
}

static void find_needs(Schedule *s)
{
    const Graph *graph = s->graph;
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        s->forward[result_array(graph, FORWARD, i)] = true;
    for (uint32_t i = 0; i < graph->gradients.count; i++)
        s->serves[result_array(graph, BACKWARD, i)] |=
            s->loops->gradient_serves[i];
    for (ArrayId id = graph->arrays.count - 1; id > 0; id--) {
        if (!s->forward[id] && !s->serves[id])
            continue;
        s->reads.count = 0;
        array_reads(graph, s->arena, &s->reader, id, &s->reads);
        for (uint32_t i = 0; i < s->reads.count; i++)
            if (s->forward[id])
                s->forward[s->reads.at[i]] = true;
    }
    for (ArrayId id = graph->arrays.count - 1; id > 0; id--) {
        if (!s->serves[id] || graph_array(graph, id)->kind != EQUATION)
            continue;
        s->kept[id] = s->forward[id];
        if (s->kept[id])
            continue;
        s->reads.count = 0;
        array_reads(graph, s->arena, &s->reader, id, &s->reads);
        for (uint32_t i = 0; i < s->reads.count; i++)
            s->serves[s->reads.at[i]] |= s->serves[id];
    }
}

static bool computes(const Schedule *s, Pass pass, ArrayId id)
{
    if (graph_array(s->graph, id)->kind != EQUATION)
        return false;
    return pass == BACKWARD ? s->serves[id] && !s->forward[id]
                            : s->forward[id];
}

/* -- joining nests -- */

/* How many of the first loops of the step are its first subscripts. */
static uint32_t leading(const Graph *graph, const Step *step)
{
    const Array *array = graph_array(graph, step->array);
    if (step->kind != STEP_PART)
        return array->rank;
    const Part *part = &array->as.parts[step->part];
    uint32_t count = 0;
    while (count < array->rank && count < part->index_count
           && subscript_is_index(&graph->exprs, part->target[count], count))
        count++;
    return count;
}

/* The largest number up to `limit` of first subscripts that are the loops'
 * indices in every access of the root to the array. */
static uint32_t access_limit(Schedule *s, ExprId root, ArrayId array,
                             uint32_t limit)
{
    const Exprs *exprs = &s->graph->exprs;
    Reader *reader = &s->reader;
    reader->order.count = 0;
    expr_postorder(exprs, s->arena, &reader->marks, true, root,
                   &reader->order);
    for (uint32_t i = 0; i < reader->order.count; i++) {
        const Expr *node = expr_at(exprs, reader->order.at[i]);
        if (node->kind != ACCESS || node->as.access.array != array)
            continue;
        uint32_t same = 0;
        while (same < limit && same < node->as.access.rank
               && subscript_is_index(exprs, node->as.access.subscripts[same],
                                     same))
            same++;
        limit = same;
    }
    return limit;
}

static uint32_t step_limit(Schedule *s, const Step *step, ArrayId array,
                           uint32_t limit)
{
    const Array *own = graph_array(s->graph, step->array);
    if (step->array == array) {
        uint32_t lead = leading(s->graph, step);
        limit = limit < lead ? limit : lead;
    }
    if (step->kind != STEP_PART || !limit)
        return limit;
    const Part *part = &own->as.parts[step->part];
    limit = access_limit(s, part->body, array, limit);
    for (uint32_t i = 0; i < own->rank; i++) {
        ExprId data = subscript_at(&s->graph->exprs, part->target[i])->data;
        if (data)
            limit = access_limit(s, data, array, limit);
    }
    return limit;
}

static bool reads_array(const Schedule *s, ArrayId id)
{
    for (uint32_t i = 0; i < s->reads.count; i++)
        if (s->reads.at[i] == id)
            return true;
    return false;
}

/* How many loops the step can share with the end of the nest. */
static uint32_t shareable(Schedule *s, const Nest *nest, const Step *step)
{
    if (!nest->steps.count || nest->steps.count >= LONGEST_NEST)
        return 0;
    const Step *last = &nest->steps.at[nest->steps.count - 1];
    uint32_t limit = leading(s->graph, step);
    uint32_t open = leading(s->graph, last);
    limit = limit < open ? limit : open;
    for (uint32_t l = 0; l < limit; l++) {
        Range a = step_range(s->graph, step, l);
        Range b = step_range(s->graph, last, l);
        if (a.low != b.low || a.high != b.high)
            limit = l;
    }
    /* From the end: `common` loops lie between the earlier step and this. */
    uint32_t common = limit;
    for (uint32_t i = nest->steps.count; i > 0 && limit; i--) {
        const Step *y = &nest->steps.at[i - 1];
        common = common < limit ? common : limit;
        if (y->array == step->array || reads_array(s, y->array)) {
            uint32_t same = step_limit(s, step, y->array, common);
            if (same < common)
                limit = same;
        }
        common = common < y->shared ? common : y->shared;
    }
    return limit;
}

/* -- steps -- */

static uint32_t step_weight(Schedule *s, const Step *step)
{
    if (step->kind != STEP_PART)
        return 2;
    const Part *part =
        &graph_array(s->graph, step->array)->as.parts[step->part];
    s->reader.order.count = 0;
    expr_postorder(&s->graph->exprs, s->arena, &s->reader.marks, true,
                   part->body, &s->reader.order);
    return 2 + s->reader.order.count;
}

static void put_step(Schedule *s, uint32_t at, Step step, uint32_t shared)
{
    Nest *nest = &s->routine->nests.at[at];
    step.shared = (uint8_t)shared;
    list_push(s->arena, &nest->steps, step);
    nest->weight += step_weight(s, &step);
    if (s->nest_of[step.array] < at + 1)
        s->nest_of[step.array] = at + 1;
    if (s->touched[step.array] < at + 1)
        s->touched[step.array] = at + 1;
    for (uint32_t i = 0; i < s->reads.count; i++)
        if (s->touched[s->reads.at[i]] < at + 1)
            s->touched[s->reads.at[i]] = at + 1;
}

/* Puts the step where it can share loops, or into a nest of its own. */
static void add_step(Schedule *s, Step step, Serves serves)
{
    s->reads.count = 0;
    step_reads(s->graph, s->arena, &s->reader, &step, &s->reads);
    uint32_t latest = s->nest_of[step.array], common = latest;
    for (uint32_t i = 0; i < s->reads.count; i++) {
        ArrayId id = s->reads.at[i];
        latest = latest < s->nest_of[id] ? s->nest_of[id] : latest;
        common = common < s->touched[id] ? s->touched[id] : common;
    }
    uint32_t count = s->routine->nests.count;
    uint32_t candidates[2] = {latest, common == count ? count : 0};
    for (int c = 0; c < 2; c++) {
        if (!candidates[c])
            continue;
        Nest *nest = &s->routine->nests.at[candidates[c] - 1];
        if (nest->serves != serves)
            continue;
        uint32_t shared = shareable(s, nest, &step);
        if (shared) {
            put_step(s, candidates[c] - 1, step, shared);
            return;
        }
    }
    list_push(s->arena, &s->routine->nests, ((Nest){.serves = serves}));
    put_step(s, count, step, 0);
}

static bool is_full(const Graph *graph, const Array *array, const Part *part)
{
    if (!part_is_plain(graph, array, part))
        return false;
    for (uint32_t i = 0; i < array->rank; i++)
        if (part->ranges[i].low || part->ranges[i].high != array->shape[i])
            return false;
    return true;
}

/* Whether the SET parts reach every element. */
static bool sets_cover(Schedule *s, const Array *array)
{
    Array sets = *array;
    Part *parts = NEW_ARRAY(s->arena, Part, array->part_count);
    sets.as.parts = parts;
    sets.part_count = 0;
    for (uint32_t p = 0; p < array->part_count; p++)
        if (array->as.parts[p].combine == SET)
            parts[sets.part_count++] = array->as.parts[p];
    return sets.part_count && parts_cover(s->graph, &sets);
}

static void add_array(Schedule *s, Pass pass, ArrayId id)
{
    const Array *array = graph_array(s->graph, id);
    Serves serves = pass == BACKWARD ? s->serves[id] : 0;
    const Part *part = array->as.parts;
    /* Guards are no matter if they hold back inner loops and not stores. */
    bool first = array->part_count && is_full(s->graph, array, part)
              && (!part->guard_count
                  || (part->combine != SET
                      && part->index_count > array->rank));
    if (!first && !sets_cover(s, array))
        add_step(s, (Step){id, 0, STEP_ZERO, 0, false}, serves);
    for (uint32_t p = 0; p < array->part_count; p++)
        add_step(s, (Step){id, p, STEP_PART, 0, first && p == 0}, serves);
}

/* -- functions of bounded length -- */

/* Long routines are cut into functions. Where, depends on the names of
 * what stands there and not on its number, so that an equation added to the
 * program moves no cut but those next to it. */
static void mark_functions(Schedule *s)
{
    uint32_t total = 0, weight = 0;
    for (uint32_t n = 0; n < s->routine->nests.count; n++)
        total += s->routine->nests.at[n].weight;
    if (total <= LONGEST_ROUTINE)
        return;
    for (uint32_t n = 0; n < s->routine->nests.count; n++) {
        Nest *nest = &s->routine->nests.at[n];
        const Array *array = graph_array(s->graph, nest->steps.at[0].array);
        uint64_t hash =
            text_hash(s->graph->definitions.at[array->serves].name);
        nest->apart = n == 0
                   || weight + nest->weight > LONGEST_FUNCTION
                   || (weight > SHORTEST_FUNCTION && hash % 8 == 0);
        weight = nest->apart ? nest->weight : weight + nest->weight;
    }
}

/* -- the pass -- */

static void make_routine(Schedule *s, Pass pass)
{
    const Graph *graph = s->graph;
    uint32_t arrays = graph->arrays.count;
    uint32_t results = result_count(graph, pass);
    s->routine = &s->loops->routines[pass];
    s->nest_of = NEW_ARRAY(s->arena, uint32_t, arrays);
    s->touched = NEW_ARRAY(s->arena, uint32_t, arrays);
    /* Results by array: next[r] is the result after r of the same array. */
    uint32_t *head = NEW_ARRAY(s->arena, uint32_t, arrays);
    uint32_t *next = NEW_ARRAY(s->arena, uint32_t, results + 1);
    for (uint32_t r = results; r > 0; r--) {
        ArrayId id = result_array(graph, pass, r - 1);
        next[r] = head[id];
        head[id] = r;
        if (pass == BACKWARD)
            s->routine->all |= s->loops->gradient_serves[r - 1];
    }
    for (ArrayId id = 1; id < arrays; id++) {
        if (computes(s, pass, id))
            add_array(s, pass, id);
        for (uint32_t r = head[id]; r; r = next[r])
            add_step(s, (Step){id, r - 1, STEP_RESULT, 0, false},
                     pass == BACKWARD ? s->loops->gradient_serves[r - 1] : 0);
    }
    mark_functions(s);
}

const Loops *schedule(const Graph *graph, Arena *arena)
{
    Loops *loops = NEW(arena, Loops);
    loops->source = graph;
    loops->graph = schedule_inline(graph, arena, &loops->origin);
    uint32_t count = loops->graph->arrays.count;
    Schedule s = {
        .graph = loops->graph,
        .arena = arena,
        .loops = loops,
        .forward = NEW_ARRAY(arena, bool, count),
        .kept = NEW_ARRAY(arena, bool, count),
        .serves = NEW_ARRAY(arena, Serves, count),
    };
    loops->gradient_serves = gradient_bits(loops->graph, arena);
    find_needs(&s);
    loops->kept = s.kept;
    for (Pass pass = FORWARD; pass < PASS_COUNT; pass++)
        if (pass != BACKWARD || graph->gradients.count)
            make_routine(&s, pass);
    return loops;
}
