/* emit_selftest_point.c: the lines that draw a point, or set what is given. */
#include "emit_selftest_parts.h"

/* -- lines -- */

void test_call(const Test *t, uint32_t indent, Text start,
               const TextList *arguments, const char *end)
{
    Buffer *out = t->out;
    size_t column = 4 * indent + text_width(start) + 1;
    buffer_print(out, "%*s%.*s(", (int)(4 * indent), "", TEXT_ARGS(start));
    for (uint32_t i = 0; i < arguments->count; i++) {
        Text a = arguments->at[i];
        size_t width = text_width(a) + (i ? 1 : 0) + 2;
        if (i && column + width > 78) {
            buffer_print(out, ",\n%*s", (int)(4 * indent + 4), "");
            column = 4 * indent + 4;
        } else if (i) {
            buffer_puts(out, ", ");
        }
        buffer_add(out, a);
        column += width;
    }
    buffer_print(out, ")%s\n", end);
}

Text test_real(const Test *t, double value)
{
    Buffer text = buffer_create(t->arena);
    emit_real(value, t->plan->real_double, &text);
    return buffer_text(&text);
}

Text test_first(const Test *t, ArrayId like, const char *before, Text name)
{
    const Array *array = graph_array(t->graph, like);
    const char *type = element_type(array, t->plan->real_double);
    if (array->rank > 1)
        return text_format(t->arena, "(%s *)work->%s%.*s", type, before,
                           TEXT_ARGS(name));
    return text_format(t->arena, "%swork->%s%.*s", array->rank ? "" : "&",
                       before, TEXT_ARGS(name));
}

Text test_size(const Test *t, ArrayId like)
{
    return text_format(t->arena, "%lld",
                       (long long)array_size(graph_array(t->graph, like)));
}

void test_add(const Test *t, TextList *list, Text text)
{
    list_push(t->arena, list, text);
}

Text test_stream(const Test *t, SelftestStream kind, uint32_t at)
{
    return text_format(t->arena, "0x%lxu",
                       (unsigned long)selftest_stream(kind, at));
}

void test_fill(const Test *t, ArrayId like, Text to, Text stream, double low,
               double high)
{
    TextList list = {0};
    test_add(t, &list, to);
    test_add(t, &list, test_size(t, like));
    test_add(t, &list, text_of("seed"));
    test_add(t, &list, stream);
    test_add(t, &list, test_real(t, low));
    test_add(t, &list, test_real(t, high));
    test_call(t, 2, text_format(t->arena, "gg_fill_uniform%s", t->f), &list,
              ";");
}

static void move(const Test *t, ArrayId like, Text to, Text stream, double by)
{
    TextList list = {0};
    test_add(t, &list, test_size(t, like));
    test_add(t, &list, to);
    test_add(t, &list, text_of("seed"));
    test_add(t, &list, stream);
    test_add(t, &list, test_real(t, by));
    test_call(t, 2, text_format(t->arena, "gg_move%s", t->f), &list, ";");
}

/* -- the point -- */

/* Index data, and what the author gives: a table. */
static void fixed(Test *t, ArrayId id, Text to, const double *values)
{
    const Array *array = graph_array(t->graph, id);
    int64_t size = array_size(array);
    int row = array->type == WHOLE ? 10 : 3;
    Buffer *out = t->out;
    if (!size)
        return;
    buffer_print(out, "        {\n            static const %s at[%lld] = {",
                 element_type(array, t->plan->real_double), (long long)size);
    for (int64_t i = 0; i < size; i++) {
        buffer_puts(out, i % row ? " " : "\n                ");
        if (array->type == WHOLE)
            buffer_print(out, "%lld", (long long)values[i]);
        else
            emit_real(values[i], t->plan->real_double, out);
        buffer_puts(out, i + 1 < size ? "," : "");
    }
    buffer_print(out, "\n            };\n\n            GG_COPY(%.*s, at, "
                      "sizeof at);\n        }\n", TEXT_ARGS(to));
    t->bytes += size * element_bytes(array, t->plan->real_double);
}

static void dominate(const Test *t, ArrayId like, Text to)
{
    const Array *array = graph_array(t->graph, like);
    long long n = (long long)array->shape[array->rank - 1];
    TextList list = {0};
    test_add(t, &list, text_format(t->arena, "%lld", (long
                                                      long)array_size(array) /
                                   (n * n)));
    test_add(t, &list, text_format(t->arena, "%lld", n));
    test_add(t, &list, to);
    test_call(t, 2, text_format(t->arena, "gg_dominate%s", t->f), &list, ";");
}

static void emit_params(Test *t)
{
    const Graph *graph = t->graph;
    const Selftest *s = t->selftest;
    if (graph->params.count)
        buffer_print(t->out, "        %.*s(&work->p, seed);\n",
                     TEXT_ARGS(names_public(t->names, "init")));
    for (uint32_t i = 0; i < graph->params.count; i++) {
        ArrayId id = test_defined(graph, graph->params.at[i]);
        Text to = test_first(t, id, "p.", t->names->arrays[id]);
        Text stream = test_stream(t, SELFTEST_PARAM, i);
        if (s->params[i])
            fixed(t, id, to, s->params[i]);
        else if (s->near > 0)
            move(t, id, to, stream, s->near);
        else
            test_fill(t, id, to, stream, s->low, s->high);
        if (s->definite_params[i])
            dominate(t, id, to);
    }
    if (graph_has_state(graph))
        buffer_print(t->out, "        %.*s(&work->state, seed);\n",
                     TEXT_ARGS(names_public(t->names, "state_init")));
    for (uint32_t i = 0; i < graph->states.count; i++) {
        ArrayId id = test_defined(graph, graph->states.at[i]);
        Text to = test_first(t, id, "state.", t->names->arrays[id]);
        if (s->states[i])
            fixed(t, id, to, s->states[i]);
        else
            move(t, id, to, test_stream(t, SELFTEST_STATE, i), SELFTEST_MOVE);
    }
}

void test_point(Test *t)
{
    const Graph *graph = t->graph;
    const Selftest *s = t->selftest;
    emit_params(t);
    for (uint32_t i = 0; i < graph->inputs.count; i++) {
        ArrayId id = test_defined(graph, graph->inputs.at[i]);
        Text to = test_first(t, id, "", t->names->arrays[id]);
        if (s->inputs[i])
            fixed(t, id, to, s->inputs[i]);
        else
            test_fill(t, id, to, test_stream(t, SELFTEST_INPUT, i), s->low,
                      s->high);
        if (s->definite_inputs[i])
            dominate(t, id, to);
    }
    for (uint32_t g = 0; g < graph->gradients.count; g++) {
        const Gradient *gradient = &graph->gradients.at[g];
        test_fill(t, gradient->by, test_first(t, gradient->by, "",
                                              t->own->directions[g]),
                  test_stream(t, SELFTEST_DIRECTION, g), -s->reach[g],
                  s->reach[g]);
    }
    for (uint32_t k = 0; k < graph->seeds.count; k++) {
        ArrayId seed = graph->seeds.at[k].array;
        test_fill(t, seed, test_first(t, seed, "", t->names->arrays[seed]),
                  test_stream(t, SELFTEST_SEED, k), SELFTEST_WEIGHT_LOW,
                  SELFTEST_WEIGHT_HIGH);
    }
}
