/* emit_needs.c: sizes of structs, and how deep the stack may be.
 *
 * What a function takes of the stack is for the C compiler to say, but it is not
 * much more than what the function declares: no array is there but a few numbers,
 * and nothing is recursive. So a bound is
 *
 *     largest entry + largest function that it calls + largest function that
 *         this calls in a loop + tile + function of libgg
 *
 * each with its locals, all at once, and a fixed number of bytes for registers,
 * arguments and what is computed on the way. These numbers are measured (tests/needs) and rounded up.
 */
#include "emit_needs.h"

#include "emit_interface.h"
#include "plan_budget.h"

#include <string.h>

/* -- structs -- */

static int64_t aligned(int64_t bytes, int64_t unit)
{
    return (bytes + unit - 1) / unit * unit;
}

/* Elements of the boxes that are trained: one moment of each. */
static int64_t moment_count(const Graph *graph)
{
    const Training *training = &graph->training;
    int64_t count = 0;
    for (uint32_t i = 0; i < training->trained.count; i++) {
        const Trained *trained = &training->trained.at[i];
        int64_t size = 1;
        for (uint32_t a = 0; a < graph_array(graph, trained->param)->rank; a++)
            size *= trained->box[a].high - trained->box[a].low;
        count += size;
    }
    return count * (moments_kept(training, 1) + moments_kept(training, 2));
}

/* As C lays it out: the seed and the step, of 8 bytes each, states and
 * moments. */
static int64_t state_bytes(const Plan *plan)
{
    const Graph *graph = plan->loops->graph;
    int64_t bytes = 16;
    if (!graph_has_state(graph))
        return 0;
    for (uint32_t i = 0; i < graph->states.count; i++) {
        ArrayId id = graph->definitions.at[graph->states.at[i]].array;
        const Array *array = graph_array(graph, id);
        int64_t each = element_bytes(array, plan->real_double);
        bytes = aligned(bytes, each) + array_size(array) * each;
    }
    int64_t each = plan->real_double ? 8 : 4, count = moment_count(graph);
    if (count)
        bytes = aligned(bytes, each) + count * each;
    return aligned(bytes, 8);
}

Needs needs_of_plan(const Plan *plan, const Plan *step)
{
    Needs needs = {
        .params = params_size(plan->loops->graph)
                * (plan->real_double ? 8 : 4),
        .state = state_bytes(step ? step : plan),
        .work = plan->work,
        .infer = plan->infer,
    };
    for (int pass = 0; pass < PASS_COUNT; pass++)
        needs.of_pass[pass] = routine_operations(plan->loops, (Pass)pass);
    if (step) {
        needs.moments = moment_count(step->loops->graph)
                      * (step->real_double ? 8 : 4);
        needs.step = plan_step_area(step);
        needs.of_step = step->operations.made;
    }
    needs.operations = (step ? step : plan)->operations;
    needs.infer_operations = plan->infer_operations;
    return needs;
}

/* A struct that grows by members. */
typedef struct Struct {
    int64_t bytes, align;
} Struct;

static void put(Struct *s, int64_t bytes, int64_t align)
{
    s->bytes = aligned(s->bytes, align) + bytes;
    s->align = align > s->align ? align : s->align;
}

static void put_array(Struct *s, const Plan *plan, ArrayId id, int64_t times)
{
    const Array *array = graph_array(plan->loops->graph, id);
    int64_t each = element_bytes(array, plan->real_double);
    put(s, times * array_size(array) * each, each);
}

static void put_definitions(Struct *s, const Plan *plan, const uint32_t *at,
                            uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        put_array(s, plan, plan->loops->graph->definitions.at[at[i]].array, 1);
}

static void share(Struct *s, const Area *area, int64_t bytes)
{
    int64_t align = 1;
    for (uint32_t i = 0; i < area->slots.count; i++)
        if (area->slots.at[i].align > align)
            align = area->slots.at[i].align;
    s->align = align > s->align ? align : s->align;
    bytes = bytes ? bytes : 1;
    s->bytes = bytes > s->bytes ? bytes : s->bytes;
}

int64_t needs_of_selftest(const Plan *plan, const Needs *needs,
                          const Plan *tangent)
{
    const Graph *graph = plan->loops->graph;
    int64_t real = plan->real_double ? 8 : 4;
    Struct all = {0, 1}, areas = {0, 1};
    put(&all, 2 * needs->params, real);
    if (graph_has_state(graph))
        put(&all, needs->state, 8);
    put_definitions(&all, plan, graph->inputs.at, graph->inputs.count);
    put_definitions(&all, plan, graph->outputs.at, graph->outputs.count);
    for (uint32_t k = 0; k < graph->seeds.count; k++)
        put_array(&all, plan, graph->seeds.at[k].array, 2);
    for (uint32_t g = 0; g < graph->gradients.count; g++)
        put_array(&all, plan, graph->gradients.at[g].by,
                  gradient_is_argument(graph, &graph->gradients.at[g]) ? 2 : 1);
    share(&areas, &needs->work, needs->work.bytes);
    share(&areas, &needs->step, needs->step.bytes);
    share(&areas, &tangent->work, tangent->work.bytes);
    put(&all, aligned(areas.bytes, areas.align), areas.align);
    return aligned(all.bytes, all.align);
}

/* -- the stack -- */

enum {
    PLAIN_FRAME = 320, CORTEX_FRAME = 160,      /* beside the locals */
    PLAIN_INLINE = 160, CORTEX_INLINE = 32,     /* of a function of gg_inline.h */
    PLAIN_BLOCKS = 640,                         /* of the functions in blocks */
    PLAIN_TILE = 7680, CORTEX_TILE = 480,       /* with all its vectors */
    PLAIN_LIBRARY = 832, CORTEX_LIBRARY = 560,  /* the deepest of libgg, but */
    PLAIN_GAMMA = 960, CORTEX_GAMMA = 992       /* lgamma and its slopes */
};

static bool is_letter(char c)
{
    return (unsigned)(c | 32) - 'a' < 26 || (unsigned)c - '0' < 10 || c == '_';
}

static bool word_is(Text word, const char *prefix)
{
    size_t length = strlen(prefix);
    return word.length >= length && !memcmp(word.at, prefix, length);
}

/* The bytes of a number of that type; 0 if the word is no such type. */
static int64_t type_bytes(Text word)
{
    if (!word.length || !strchr("iufd", word.at[0]))
        return 0;
    if (text_is(word, "int") || text_is(word, "int32_t")
        || text_is(word, "uint32_t") || text_is(word, "float"))
        return 4;
    return text_is(word, "double") || text_is(word, "int64_t")
        || text_is(word, "uint64_t") ? 8 : 0;
}

/* Π of the numbers in brackets at `at`. */
static int64_t bracketed(const char *at, const char *end)
{
    int64_t product = 1;
    while (at < end && *at == '[') {
        int64_t number = 0;
        for (at++; at < end && *at >= '0' && *at <= '9'; at++)
            number = number * 10 + (*at - '0');
        product *= number ? number : 1;
        while (at < end && *at++ != ']')
            continue;
    }
    return product;
}

typedef enum FunctionKind {
    ENTRY_FUNCTION, PIECE_FUNCTION, TURN_FUNCTION, FUNCTION_KINDS
} FunctionKind;

/* A text that is read line by line. */
typedef struct Frames {
    Stack   most[FUNCTION_KINDS];           /* the largest of each kind */
    bool    inside;             /* of the function at work, */
    FunctionKind kind;          /* and its kind */
    bool    has_gamma;
    int64_t locals, inlines;
    int64_t numbers;            /* of the locals, what are no arrays */
    bool    has_blocks;         /* its loops go by in blocks */
} Frames;

/* Bytes that the line of a body declares, and calls that become part of it. A
 * type stands before a name, but in a cast before a bracket. */
static void scan_line(Frames *f, const char *at, const char *end)
{
    Text before = {0};
    while (*at == ' ')
        at++;
    if (at[0] == '/' && at[1] == '*')
        return;
    while (at < end) {
        if (!is_letter(*at)) {
            if (*at != ' ')
                before = (Text){0};
            at++;
            continue;
        }
        const char *start = at;
        while (at < end && is_letter(*at))
            at++;
        Text word = {start, (size_t)(at - start)};
        int64_t bytes = type_bytes(before);
        if (bytes) {
            f->locals += bytes * bracketed(at, end);
            f->numbers += at < end && *at == '[' ? 0 : bytes;
        }
        before = word;
        if (!word_is(word, "gg_"))
            continue;
        f->inlines += word_is(word, "gg_inline_");
        f->has_blocks |= word_is(word, "gg_each_");
        f->has_gamma |= word_is(word, "gg_lgamma")
                     || word_is(word, "gg_digamma")
                     || word_is(word, "gg_trigamma");
    }
}

static int64_t largest(int64_t a, int64_t b)
{
    return a < b ? b : a;
}

static void end_function(Frames *f)
{
    Stack *to = &f->most[f->kind];
    /* Numbers of a loop in blocks are vectors of four. */
    int64_t vectors = f->has_blocks ? PLAIN_BLOCKS + 3 * f->numbers : 0;
    to->plain = largest(to->plain, PLAIN_FRAME + f->locals + vectors
                                       + PLAIN_INLINE * f->inlines);
    to->cortex = largest(to->cortex, CORTEX_FRAME + f->locals
                                         + CORTEX_INLINE * f->inlines);
    f->inside = false;
}

static void read_line(Frames *f, const char *line, const char *next)
{
    Text whole = {line, (size_t)(next - line)};
    if (f->inside && *line == '}') {
        end_function(f);
    } else if (f->inside) {
        scan_line(f, line, next);
    } else if (*line == '{') {
        f->inside = true;
        f->locals = f->inlines = f->numbers = 0;
        f->has_blocks = false;
    } else if (is_letter(*line)) {
        f->kind = word_is(whole, "GG_TURN ") ? TURN_FUNCTION
                : word_is(whole, "static") || word_is(whole, "GG_")
                    ? PIECE_FUNCTION : ENTRY_FUNCTION;
    }
}

static void read_piece(Frames *f, Text piece)
{
    const char *end = piece.at + piece.length;
    for (const char *line = piece.at, *next; line < end; line = next) {
        next = memchr(line, '\n', (size_t)(end - line));
        next = next ? next + 1 : end;
        read_line(f, line, next);
    }
}

Stack stack_of_text(const TextList *pieces, bool tiles)
{
    Frames f = {0};
    for (uint32_t i = 0; i < pieces->count; i++)
        if (pieces->at[i].length)
            read_piece(&f, pieces->at[i]);
    Stack all = {
        (tiles ? PLAIN_TILE : 0) + (f.has_gamma ? PLAIN_GAMMA : PLAIN_LIBRARY),
        (tiles ? CORTEX_TILE : 0) + (f.has_gamma ? CORTEX_GAMMA
                                                 : CORTEX_LIBRARY),
    };
    for (int kind = 0; kind < FUNCTION_KINDS; kind++) {
        all.plain += f.most[kind].plain;
        all.cortex += f.most[kind].cortex;
    }
    return all;
}

/* -- comments -- */

double added_percent(Operations operations)
{
    return 100 * (operations.made / operations.least - 1);
}

static void print_operations(const char *of, Operations operations, Buffer *out)
{
    if (operations.made > operations.least)
        buffer_print(out, " * Operations%s: %.0f, %.0f without what is made "
                          "again.\n",
                     of, operations.made, operations.least);
}

void needs_print_head(const Needs *needs, Buffer *out)
{
    buffer_print(out, " * Constants: %lld bytes. Stack: at most %lld with gcc on "
                      "x86-64, %lld with -Os on a\n * Cortex-M4.\n",
                 (long long)needs->constants, (long long)needs->stack.plain,
                 (long long)needs->stack.cortex);
    if (needs->selftest)
        buffer_print(out, " * Self-test: %lld bytes of work, %lld of the "
                          "constants.\n", (long long)needs->selftest,
                     (long long)needs->selftest_constants);
    if (!needs->baked)
        print_operations("", needs->operations, out);
    print_operations(" of infer", needs->infer_operations, out);
}
