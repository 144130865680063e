/* emit_g.c: the declarations, the equations and the outputs of a graph, in an
 * order that a reader expects and a compiler does not need.
 *
 * What several names share is printed once, under the first, and copied to
 * those that the interface shows.
 */
#include "emit_g.h"

#include "kernel.h"
#include "layout.h"
#include "print_equation.h"

Equations *equations_create(const Graph *graph, Names *names, Arena *arena)
{
    Equations *e = NEW(arena, Equations);
    e->graph = graph;
    e->arena = arena;
    e->names = names ? names : names_in_language(graph, arena);
    printer_init(&e->printer, graph, e->names, arena);
    return e;
}

static void print_shape(Equations *e, const Array *array)
{
    for (uint32_t i = 0; i < array->rank; i++) {
        print_string(&e->printer, i ? ", " : "[");
        print_integer(e, array->shape[i]);
    }
    if (array->rank)
        print_string(&e->printer, "]");
}

/* -- declarations -- */

static void print_declaration(Equations *e, const char *word, ArrayId id)
{
    const Array *array = graph_array(e->graph, id);
    print_string(&e->printer, word);
    print_text(&e->printer, e->names->arrays[id]);
    print_shape(e, array);
    if (array->type == WHOLE) {
        print_string(&e->printer, " : index(");
        print_integer(e, array->limit);
        print_string(&e->printer, ")");
    }
}

/* Nested lists, row by row: before element n, as many brackets open as its
 * last indices are 0. */
static void print_values(Equations *e, const Array *array)
{
    int64_t size = array_size(array);
    for (int64_t n = 0; n < size; n++) {
        int64_t row = 1;
        uint32_t brackets = 0;
        for (uint32_t i = array->rank; i > 0; i--) {
            row *= array->shape[i - 1];
            brackets += n % row == 0;
        }
        for (uint32_t i = 0; n && i < brackets; i++)
            print_close(&e->printer, "]");
        if (n) {
            print_string(&e->printer, ",");
            print_break(&e->printer, BIND_CHOOSE);
        }
        for (uint32_t i = 0; i < brackets; i++)
            print_open(&e->printer, "[");
        print_number(&e->printer, array->as.values[n]);
    }
    for (uint32_t i = 0; i < array->rank; i++)
        print_close(&e->printer, "]");
}

static void print_literal(Equations *e, ArrayId id)
{
    print_declaration(e, "const ", id);
    print_string(&e->printer, " = ");
    print_values(e, graph_array(e->graph, id));
    print_line_end(e);
}

static void print_draw(Equations *e, const Initial *initial)
{
    static const char *const words[] = {
        [DRAW_NORMAL] = " ~ normal(", [DRAW_UNIFORM] = " ~ uniform(",
        [DRAW_BERNOULLI] = " ~ bernoulli(", [DRAW_DROPOUT] = " ~ dropout(",
    };
    print_string(&e->printer, words[initial->draw]);
    print_number(&e->printer, initial->a);
    if (initial->draw <= DRAW_UNIFORM) {
        print_string(&e->printer, ", ");
        print_number(&e->printer, initial->b);
    }
    print_string(&e->printer, ")");
}

/* What every element is, if an equation says just a number. */
static bool is_number(const Equations *e, ArrayId id, double *number)
{
    const Array *array = graph_array(e->graph, id);
    const Part *part = array->as.parts;
    if (array->kind != EQUATION || array->part_count != 1 || array->rank
        || part->combine != SET || part->guard_count
        || expr_at(&e->graph->exprs, part->body)->kind != NUMBER)
        return false;
    *number = expr_at(&e->graph->exprs, part->body)->as.number;
    return true;
}

/* A constant that nothing else reads stands where it is used. */
static void print_initial(Equations *e, const Initial *initial,
                          const bool *read)
{
    if (initial->draw != DRAW_NONE) {
        print_draw(e, initial);
        return;
    }
    double number;
    print_string(&e->printer, " = ");
    if (is_number(e, initial->value, &number))
        print_number(&e->printer, number);
    else if (read[initial->value])
        print_text(&e->printer, e->names->arrays[initial->value]);
    else
        print_values(e, graph_array(e->graph, initial->value));
}

/* A param or a state, and how it starts. */
static void print_started(Equations *e, const char *word, ArrayId id,
                          const bool *read)
{
    const Initial *initial = graph_initial(e->graph, id);
    print_declaration(e, word, id);
    if (initial)
        print_initial(e, initial, read);
    print_line_end(e);
}

/* -- the file -- */

/* The arrays that have a statement: all that is reached, but for constants
 * that nothing but initial values read. */
static bool *find_read(const Equations *e, const bool *reached)
{
    const Graph *graph = e->graph;
    bool *read = NEW_ARRAY(e->arena, bool, graph->arrays.count);
    Marks marks = {0};
    ExprIds order = {0};
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        double number;
        read[id] = reached[id] && array->kind != LITERAL
                && !is_number(e, id, &number);
        for (uint32_t i = 0; read[id] && i < array->part_count; i++)
            part_postorder(graph, e->arena, &marks, false, &array->as.parts[i],
                           array->rank, &order);
    }
    for (uint32_t i = 0; i < order.count; i++) {
        const Expr *node = expr_at(&graph->exprs, order.at[i]);
        if (node->kind == ACCESS)
            read[node->as.access.array] = true;
    }
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        read[graph->definitions.at[graph->outputs.at[i]].array] = true;
    for (uint32_t i = 0; i < graph->nexts.count; i++)
        read[graph_next(graph, i)] = true;
    for (uint32_t i = 0; i < graph->gradients.count; i++)
        read[graph->gradients.at[i].array] = true;
    return read;
}

/* Sizes are numbers by now: what the dims were is a comment. */
static void print_dims(Equations *e)
{
    for (uint32_t i = 0; i < e->graph->dims.count; i++) {
        print_string(&e->printer, i ? ", " : "# dim ");
        print_text(&e->printer, e->names->dims[i]);
        print_string(&e->printer, " = ");
        print_integer(e, e->graph->dims.at[i].value);
    }
    if (e->graph->dims.count)
        print_line_end(e);
}

static void print_drawn(Equations *e, ArrayId id)
{
    const Initial *initial = graph_initial(e->graph, id);
    print_declaration(e, "input ", id);
    if (initial)
        print_draw(e, initial);
    print_line_end(e);
}

static void print_inputs(Equations *e)
{
    const Graph *graph = e->graph;
    for (uint32_t i = 0; i < graph->inputs.count; i++) {
        ArrayId id = graph->definitions.at[graph->inputs.at[i]].array;
        print_declaration(e, "input ", id);
        print_line_end(e);
    }
    for (uint32_t i = 0; i < graph->draws.count; i++)
        print_drawn(e, graph->definitions.at[graph->draws.at[i]].array);
    for (uint32_t i = 0; i < graph->seeds.count; i++) {
        print_declaration(e, "input ", graph->seeds.at[i].array);
        print_line_end(e);
    }
}

static void print_params(Equations *e, const bool *read)
{
    const Graph *graph = e->graph;
    for (uint32_t i = 0; i < graph->params.count; i++)
        print_started(e, "param ",
                      graph->definitions.at[graph->params.at[i]].array, read);
    for (uint32_t i = 0; i < graph->states.count; i++)
        print_started(e, "state ",
                      graph->definitions.at[graph->states.at[i]].array, read);
}

static void print_copy(Equations *e, Text name, ArrayId id)
{
    if (text_equal(name, e->names->arrays[id]))
        return;
    print_text(&e->printer, name);
    print_string(&e->printer, " = ");
    print_text(&e->printer, e->names->arrays[id]);
    print_line_end(e);
}

static void print_result(Equations *e, WordSet *printed, Text name)
{
    if (word_set_has(printed, name))
        return;
    print_string(&e->printer, printed->words.count ? "," : "output ");
    if (printed->words.count)
        print_break(&e->printer, BIND_CHOOSE);
    print_text(&e->printer, name);
    word_set_add(printed, name);
}

static void print_results(Equations *e)
{
    const Graph *graph = e->graph;
    WordSet printed = {.arena = e->arena}, copied = {.arena = e->arena};
    for (uint32_t i = 0; i < graph->outputs.count; i++) {
        ArrayId id = graph->definitions.at[graph->outputs.at[i]].array;
        if (!word_set_has(&copied, e->names->outputs[i]))
            print_copy(e, e->names->outputs[i], id);
        word_set_add(&copied, e->names->outputs[i]);
    }
    for (uint32_t i = 0; i < graph->gradients.count; i++)
        print_copy(e, e->names->gradients[i], graph->gradients.at[i].array);
    for (uint32_t i = 0; i < graph->nexts.count; i++) {
        print_string(&e->printer, "next ");
        print_text(&e->printer, e->names->arrays[graph->nexts.at[i].state]);
        print_string(&e->printer, " = ");
        print_text(&e->printer, e->names->arrays[graph_next(graph, i)]);
        print_line_end(e);
    }
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        print_result(e, &printed, e->names->outputs[i]);
    for (uint32_t i = 0; i < graph->gradients.count; i++)
        print_result(e, &printed, e->names->gradients[i]);
    if (printed.words.count)
        print_line_end(e);
}

/* Factors are found again where they are used. */
bool array_is_printed(const Graph *graph, ArrayId id)
{
    const Array *array = graph_array(graph, id);
    return array_is_computed(array)
        && !(array->kind == KERNEL && array->routine == ROUTINE_LU);
}

void emit_g(const Graph *graph, Arena *arena, Buffer *out)
{
    Equations *e = equations_create(graph, NULL, arena);
    const bool *reached = graph_reached(graph, arena);
    const bool *read = find_read(e, reached);
    e->width = LINE_WIDTH;
    e->out = out;
    print_dims(e);
    print_inputs(e);
    print_params(e, read);
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        if (read[id] && graph_array(graph, id)->kind == LITERAL)
            print_literal(e, id);
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        if (read[id] && array_is_printed(graph, id))
            equations_print(e, id, LINE_WIDTH, out);
    print_results(e);
}

void equations_print(Equations *equations, ArrayId id, size_t width,
                     Buffer *out)
{
    const Array *array = graph_array(equations->graph, id);
    equations->width = width;
    equations->out = out;
    switch ((ArrayKind)array->kind) {
    case INPUT:
        print_declaration(equations, "input ", id);
        print_line_end(equations);
        break;
    case PARAM:
        print_declaration(equations, "param ", id);
        print_line_end(equations);
        break;
    case STATE:
        print_declaration(equations, "state ", id);
        print_line_end(equations);
        break;
    case DRAWN:
        print_drawn(equations, id);
        break;
    case LITERAL:
        print_literal(equations, id);
        break;
    case EQUATION:
        print_equation(equations, id);
        break;
    case KERNEL:
        print_kernel(equations, id);
        break;
    case CARRY:
    case HELD:
    case PACKED:
    case DERIVATIVE:
    case TRAINING:
        break;
    }
}

void equations_print_at(Equations *equations, ArrayId id, uint32_t at,
                        size_t width, Buffer *out)
{
    equations->some = true;
    equations->at = at;
    equations_print(equations, id, width, out);
    equations->some = false;
}

void emit_g_equation(const Graph *graph, Arena *arena, ArrayId id, Buffer *out)
{
    equations_print(equations_create(graph, NULL, arena), id, LINE_WIDTH, out);
}
