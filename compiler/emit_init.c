/* emit_init.c: one statement for each param.
 *
 * What is drawn is filled as one run of numbers, row by row. What the compiler
 * knows is one number, or a table that only this function sees.
 */
#include "emit_init.h"

#include "emit_interface.h"
#include "eval.h"

#include <string.h>

typedef struct Init {
    const Graph *graph;
    const Names *names;
    Arena       *arena;
    bool         in_double;
    Buffer      *out;
} Init;

uint32_t init_stream(Text name)
{
    uint64_t hash = text_hash(name);
    return (uint32_t)(hash ^ hash >> 32);
}

static void read_by(const Init *init, Marks *marks, ExprId root, bool *needed)
{
    const Exprs *exprs = &init->graph->exprs;
    ExprIds order = {0};
    expr_postorder(exprs, init->arena, marks, false, root, &order);
    for (uint32_t i = 0; i < order.count; i++) {
        const Expr *node = expr_at(exprs, order.at[i]);
        if (node->kind == ACCESS)
            needed[node->as.access.array] = true;
    }
}

/* The array and what it needs, operands first. */
static bool *find_needed(const Init *init, ArrayId id)
{
    const Graph *graph = init->graph;
    bool *needed = NEW_ARRAY(init->arena, bool, graph->arrays.count);
    Marks marks = {0};
    needed[id] = true;
    for (ArrayId at = id; at > 0; at--) {
        const Array *array = graph_array(graph, at);
        for (uint32_t i = 0; needed[at] && i < array->part_count; i++) {
            const Part *part = &array->as.parts[i];
            read_by(init, &marks, part->body, needed);
            for (uint32_t k = 0; k < array->rank; k++) {
                ExprId data =
                    subscript_at(&graph->exprs, part->target[k])->data;
                if (data)
                    read_by(init, &marks, data, needed);
            }
        }
    }
    return needed;
}

/* The elements of an array that depends on no input: of a literal, or what
 * the equations that it needs say. NULL if they take too much room. */
static const double *constant_values(const Init *init, ArrayId id)
{
    const Graph *graph = init->graph;
    if (graph_array(graph, id)->kind == LITERAL)
        return graph_array(graph, id)->as.values;
    const bool *needed = find_needed(init, id);
    Graph *alone = graph_create(init->arena);
    Copy copy;
    copy_init(&copy, graph, alone);
    for (ArrayId at = 1; at <= id; at++)
        if (needed[at])
            copy_array(&copy, at);
    double **values = NEW_ARRAY(init->arena, double *, alone->arrays.count);
    EvalFault fault;
    if (!eval(alone, init->arena, !init->in_double, values, &fault))
        return NULL;
    return values[copy.arrays[id]];
}

/* The one number that all elements are, if there is one. */
static bool all_same(const double *values, int64_t size)
{
    for (int64_t i = 1; i < size; i++)
        if (memcmp(&values[i], &values[0], sizeof *values))
            return false;
    return true;
}

/* Loops over the shape, and `p->W[i][j] =` in the innermost; returns the
 * columns of the indent. */
static void open_loops(Init *init, const Array *array, Text name, int indent)
{
    for (uint32_t i = 0; i < array->rank; i++) {
        Text index = init->names->indices[i];
        const char *type =
            array->shape[i] > INT32_MAX ? "int64_t" : "int";
        buffer_print(init->out, "%*sfor (%s %.*s = 0; %.*s < %lld; %.*s++)\n",
                     indent + 4 * (int)i, "", type, TEXT_ARGS(index),
                     TEXT_ARGS(index), (long long)array->shape[i],
                     TEXT_ARGS(index));
    }
    buffer_print(init->out, "%*sp->%.*s", indent + 4 * array->rank, "",
                 TEXT_ARGS(name));
}

static void subscripts(Init *init, const Array *array)
{
    for (uint32_t i = 0; i < array->rank; i++)
        buffer_print(init->out, "[%.*s]", TEXT_ARGS(init->names->indices[i]));
}

/* Nested braces, about 70 columns to a line. */
static void emit_table(Init *init, const Array *array, const double *values)
{
    int64_t size = array_size(array);
    size_t line = init->out->length;
    for (int64_t n = 0; n < size; n++) {
        int64_t row = 1;
        uint32_t braces = 0;
        for (uint32_t i = array->rank; i > 0; i--) {
            row *= array->shape[i - 1];
            braces += n % row == 0;
        }
        for (uint32_t i = 0; n && i < braces; i++)
            buffer_puts(init->out, "}");
        if (n)
            buffer_puts(init->out, ",");
        if (n && init->out->length - line > 60) {
            buffer_puts(init->out, "\n            ");
            line = init->out->length;
        } else if (n) {
            buffer_puts(init->out, " ");
        }
        for (uint32_t i = 0; i < braces; i++)
            buffer_puts(init->out, "{");
        emit_real(values[n], init->in_double, init->out);
    }
    for (uint32_t i = 0; i < array->rank; i++)
        buffer_puts(init->out, "}");
}

static void emit_known(Init *init, const Array *array, Text name,
                       const Initial *initial)
{
    const Array *of = graph_array(init->graph, initial->value);
    const double *values = constant_values(init, initial->value);
    if (!values) {
        buffer_print(init->out, "#error \"%.*s has too many initial values\"\n",
                     TEXT_ARGS(name));
        return;
    }
    if (all_same(values, array_size(of))) {
        open_loops(init, array, name, 4);
        subscripts(init, array);
        buffer_puts(init->out, " = ");
        emit_real(values[0], init->in_double, init->out);
        buffer_puts(init->out, ";\n");
        return;
    }
    buffer_puts(init->out, "    {\n        static const ");
    emit_declarator(array, text_of("values"), init->in_double, init->out);
    buffer_puts(init->out, " =\n            ");
    emit_table(init, array, values);
    buffer_puts(init->out, ";\n");
    open_loops(init, array, name, 8);
    subscripts(init, array);
    buffer_puts(init->out, " = values");
    subscripts(init, array);
    buffer_puts(init->out, ";\n    }\n");
}

static void emit_drawn(Init *init, const Array *array, Text name,
                       Text definition, const Initial *initial)
{
    buffer_print(init->out, "    gg_fill_%s%s(&p->%.*s",
                 initial->draw == DRAW_NORMAL ? "normal" : "uniform",
                 init->in_double ? "" : "f", TEXT_ARGS(name));
    for (uint32_t i = 0; i < array->rank; i++)
        buffer_puts(init->out, "[0]");
    buffer_print(init->out, ", %lld, seed, 0x%08xu, ",
                 (long long)array_size(array),
                 (unsigned)init_stream(definition));
    emit_real(initial->a, init->in_double, init->out);
    buffer_puts(init->out, ", ");
    emit_real(initial->b, init->in_double, init->out);
    buffer_puts(init->out, ");\n");
}

static void emit_heading(Init *init, const Array *array, Text definition,
                         const Initial *initial)
{
    buffer_print(init->out, "    /* %.*s", TEXT_ARGS(definition));
    for (uint32_t i = 0; i < array->rank; i++)
        buffer_print(init->out, "%s%lld", i ? ", " : "[",
                     (long long)array->shape[i]);
    buffer_puts(init->out, array->rank ? "]" : "");
    if (initial->draw != DRAW_NONE) {
        buffer_puts(init->out, initial->draw == DRAW_NORMAL ? " ~ normal("
                                                            : " ~ uniform(");
        buffer_number(init->out, initial->a, init->in_double);
        buffer_puts(init->out, ", ");
        buffer_number(init->out, initial->b, init->in_double);
        buffer_puts(init->out, ")");
    }
    buffer_puts(init->out, " */\n");
}

void emit_init(const Plan *plan, const Names *names, Arena *arena, Buffer *out)
{
    const Graph *graph = plan->loops->graph;
    Init init = {graph, names, arena, plan->real_double, out};
    if (!graph->params.count)
        return;
    const Initial **initials =
        NEW_ARRAY(arena, const Initial *, graph->arrays.count);
    bool draws = false;
    for (uint32_t i = 0; i < graph->initials.count; i++) {
        initials[graph->initials.at[i].array] = &graph->initials.at[i];
        draws |= graph->initials.at[i].draw != DRAW_NONE;
    }
    emit_signature(graph, names, init.in_double, ENTRY_INIT, out);
    buffer_puts(out, "\n{\n");
    for (uint32_t i = 0; i < graph->params.count; i++) {
        const Definition *param = &graph->definitions.at[graph->params.at[i]];
        const Array *array = graph_array(graph, param->array);
        const Initial *initial = initials[param->array];
        if (!initial)
            continue;
        emit_heading(&init, array, param->name, initial);
        if (initial->draw == DRAW_NONE)
            emit_known(&init, array, names->arrays[param->array], initial);
        else
            emit_drawn(&init, array, names->arrays[param->array], param->name,
                       initial);
    }
    buffer_puts(out, draws ? "}\n" : "    (void)seed;\n}\n");
}
