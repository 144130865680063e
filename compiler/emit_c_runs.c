/* emit_c_runs.c: the elements that a step of training updates.
 *
 * The trailing axes of a box that lie in one run go to one call of the
 * runtime; the axes before them are loops. The rows of a sparse param that were
 * read are visited at their first reads, or, where a caller says which they
 * are, in their order.
 */
#include "emit_c_training.h"

const char *update_suffix(const Update *u)
{
    return u->in_double ? "" : "f";
}

Text update_index(const Update *u)
{
    return u->code->names->indices[u->array->rank];
}

Update update_of(Code *code, uint32_t which)
{
    const Training *training = &code->graph->training;
    const Trained *trained = &training->trained.at[which];
    const Array *array = graph_array(code->graph, trained->param);
    Update u = {
        .code = code,
        .words = code->train_words,
        .training = training,
        .trained = trained,
        .array = array,
        .places = code->names->places[which],
        .rows = code->names->arrays[trained->rows],
        .name = code->names->arrays[trained->param],
        .lead = trained->rows ? trained->axis + 1 : 0,
        .run = 1,
        .in_double = code->plan->real_double,
    };
    for (uint32_t a = u.lead; a < array->rank; a++)
        if (trained->box[a].high - trained->box[a].low < array->shape[a])
            u.lead = a;
    for (uint32_t a = u.lead; a < array->rank; a++)
        u.run *= trained->box[a].high - trained->box[a].low;
    return u;
}

/* The argument that says which rows were read. */
Text update_reads(const Update *u)
{
    Code *code = u->code;
    ptrdiff_t which = u->trained - code->graph->training.trained.at;
    use_argument(code, code->uses.of_reads[which]);
    return code->names->reads[which];
}

/* -- loops -- */

void runs_open_axes(const Update *u)
{
    Code *code = u->code;
    for (uint32_t a = 0; a < u->lead; a++) {
        Range box = u->trained->box[a];
        if (u->trained->rows && a == u->trained->axis)
            continue;
        Text i = code->names->indices[a];
        code_line(code, "for (%s %.*s = 0; %.*s < %lld; %.*s++) {",
                  loop_type((Range){0, box.high}), TEXT_ARGS(i), TEXT_ARGS(i),
                  (long long)(box.high - box.low), TEXT_ARGS(i));
        code_open(code);
    }
}

/* The loop over reads, in which `row` is the row of the read. */
void runs_open_reads(const Update *u)
{
    Code *code = u->code;
    Text i = update_index(u);
    int64_t reads = graph_array(code->graph, u->trained->rows)->shape[0];
    code_line(code, "for (int32_t %.*s = 0; %.*s < %lld; %.*s++) {",
              TEXT_ARGS(i), TEXT_ARGS(i), (long long)reads, TEXT_ARGS(i));
    code_open(code);
    code_line(code, "const int32_t %.*s = %s%.*s[%.*s] - 1;",
              TEXT_ARGS(u->words->row), code->area, TEXT_ARGS(u->rows),
              TEXT_ARGS(i));
}

/* Each row that was read and is trained, at its first read. */
static void open_first_reads(const Update *u)
{
    Code *code = u->code;
    Text i = update_index(u), row = u->words->row;
    Range box = u->trained->box[u->trained->axis];
    runs_open_reads(u);
    code_line(code, "if (%.*s < 0 || %s%.*s[%.*s] != %.*s) {",
              TEXT_ARGS(row), code->area, TEXT_ARGS(u->places),
              TEXT_ARGS(row), TEXT_ARGS(i));
    code_skip(code);
    if (box.low || box.high < u->array->shape[u->trained->axis]) {
        code_line(code, "if (%.*s < %lld || %.*s >= %lld) {", TEXT_ARGS(row),
                  (long long)box.low, TEXT_ARGS(row), (long long)box.high);
        code_skip(code);
    }
}

/* Each row that some process has read, in ascending order. */
static void open_marked(const Update *u)
{
    Code *code = u->code;
    Text row = u->words->row, reads = update_reads(u);
    Range box = u->trained->box[u->trained->axis];
    code_line(code, "for (int32_t %.*s = %lld; %.*s < %lld; %.*s++) {",
              TEXT_ARGS(row), (long long)box.low, TEXT_ARGS(row),
              (long long)box.high, TEXT_ARGS(row));
    code_open(code);
    code_line(code, "if (!(%.*s[%.*s] > 0)) {", TEXT_ARGS(reads),
              TEXT_ARGS(row));
    code_skip(code);
}

void runs_open_rows(const Update *u)
{
    if (!u->trained->rows)
        return;
    if (u->code->updates)
        open_marked(u);
    else
        open_first_reads(u);
}

/* Every run that is updated: loops over them all. */
void runs_open(const Update *u)
{
    runs_open_rows(u);
    runs_open_axes(u);
}

/* -- elements -- */

static Text plus(const Update *u, Text index, int64_t offset)
{
    if (!offset)
        return index;
    return text_format(u->code->scratch, "%.*s %c %lld", TEXT_ARGS(index),
                       offset < 0 ? '-' : '+',
                       (long long)(offset < 0 ? -offset : offset));
}

/* The subscript on an axis where a run begins. */
Text run_subscript(const Update *u, uint32_t axis, Of of)
{
    const Trained *trained = u->trained;
    int64_t low = trained->box[axis].low;
    Text row = u->words->row;
    if (trained->rows && axis == trained->axis)
        return of == OF_PARAM      ? row
             : of == OF_MOMENT     ? plus(u, row, -low)
             : trained->gathered   ? row
                                   : update_index(u);
    if (axis < u->lead)
        return plus(u, u->code->names->indices[axis], of == OF_PARAM ? low : 0);
    return code_whole(u->code, of == OF_PARAM ? low : 0);
}

Text run_element(const Update *u, const char *before, Text name, Of of)
{
    Buffer out = buffer_create(u->code->scratch);
    buffer_print(&out, "&%s%.*s", before, TEXT_ARGS(name));
    for (uint32_t a = 0; a < u->array->rank; a++)
        buffer_print(&out, "[%.*s]", TEXT_ARGS(run_subscript(u, a, of)));
    return buffer_text(&out);
}

Text handed_run(const Update *u)
{
    use_argument(u->code, u->code->uses.gradients);
    return run_element(u, "d_p->", u->name, OF_PARAM);
}

Text gradient_run(const Update *u)
{
    if (u->code->updates)
        return handed_run(u);
    return run_element(u, u->code->area,
                       u->code->names->arrays[u->trained->gradient],
                       OF_GRADIENT);
}
