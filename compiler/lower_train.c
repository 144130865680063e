/* lower_train.c: what is minimised, and over which params.
 *
 * A param that the objective does not depend on is trained only if it is asked
 * for, which is an error.
 */
#include "lower_training.h"

#include <string.h>

/* -- params -- */

/* The place of a param in the list of those that are trained; or its count. */
static uint32_t trained_at(const Trainer *t, ArrayId param)
{
    uint32_t i = 0;
    while (i < t->graph->training.trained.count
           && t->graph->training.trained.at[i].param != param)
        i++;
    return i;
}

/* Whether a param is called so, or belongs to a layer that makes h1 = …, as
 * h1.W does. */
static bool is_called(Text param, Text name, bool whole)
{
    return text_equal(param, name)
        || (!whole && param.length > name.length
            && param.at[name.length] == '.'
            && !memcmp(param.at, name.at, name.length));
}

static void report_no_param(Trainer *t, const Tree *name)
{
    const Symbol *symbol = scope_find_here(t->file->scope, name->name);
    if (!symbol) {
        report_undefined(t->low, t->file->scope, name);
        return;
    }
    if (symbol->declared && symbol->declaration == STATEMENT_PARAM)
        return;                             /* it has been reported */
    const char *kind = symbol->kind == SYMBOL_FUNCTION   ? "a function"
                     : !symbol->declared                 ? "an equation"
                     : symbol->declaration == STATEMENT_INPUT ? "an input"
                     : symbol->declaration == STATEMENT_CONST ? "a const"
                                                              : "a dim";
    Diagnostic *error = lower_error(t->low, name->span,
                                    "%.*s is %s: params alone are trained",
                                    TEXT_ARGS(name->name), kind);
    diagnose_note(t->low->diagnostics, error, symbol->span,
                  "%.*s is defined here", TEXT_ARGS(name->name));
}

/* The params that a name stands for; none after an error. */
static ArrayIds params_named(Trainer *t, const Tree *name, bool whole)
{
    const Graph *graph = t->graph;
    ArrayIds found = {0};
    for (uint32_t i = 0; i < graph->params.count; i++) {
        const Definition *d = &graph->definitions.at[graph->params.at[i]];
        if (d->array && is_called(d->name, name->name, whole))
            list_push(t->low->arena, &found, d->array);
    }
    if (!found.count)
        report_no_param(t, name);
    return found;
}

static void train(Trainer *t, ArrayId param)
{
    const Array *array = graph_array(t->graph, param);
    Trained trained = {.param = param};
    for (uint32_t i = 0; i < array->rank; i++)
        trained.box[i] = (Range){0, array->shape[i]};
    list_push(t->low->arena, &t->graph->training.trained, trained);
}

static void add_param(Trainer *t, const Tree *name)
{
    ArrayIds params = params_named(t, name, false);
    for (uint32_t i = 0; i < params.count; i++) {
        ArrayId param = params.at[i];
        if (trained_at(t, param) < t->graph->training.trained.count)
            lower_error(t->low, name->span, "%.*s is named twice",
                        TEXT_ARGS(name->name));
        else if (t->needed && !t->needed[param])
            lower_error(t->low, name->span, "%.*s does not depend on %.*s",
                        TEXT_ARGS(t->minimize->heads[0]->name),
                        TEXT_ARGS(name->name));
        else
            train(t, param);
    }
}

static void add_params(Trainer *t)
{
    const Statement *s = t->minimize;
    const Graph *graph = t->graph;
    for (uint32_t i = 0; i < s->value_count; i++)
        add_param(t, s->values[i]);
    for (uint32_t i = 0; i < graph->params.count && !s->value_count; i++) {
        ArrayId param = graph->definitions.at[graph->params.at[i]].array;
        if (param && t->needed && t->needed[param])
            train(t, param);
    }
    if (t->needed && !s->value_count && !graph->training.trained.count)
        lower_error(t->low, s->heads[0]->span, "%.*s depends on no param",
                    TEXT_ARGS(s->heads[0]->name));
}

/* -- the objective -- */

/* needed[id] for all that the objective is computed from. */
static void find_needed(Trainer *t)
{
    Graph alone = *t->graph;
    alone.inputs.count = alone.params.count = alone.outputs.count = 0;
    alone.initials.count = alone.seeds.count = alone.gradients.count = 0;
    alone.training = (Training){.objective = t->graph->training.objective};
    t->needed = graph_reached(&alone, t->low->arena);
}

static void add_objective(Trainer *t)
{
    Lowering *low = t->low;
    const Tree *name = t->minimize->heads[0];
    const Symbol *symbol = scope_find_here(t->file->scope, name->name);
    if (!symbol || symbol->kind == SYMBOL_FUNCTION || !symbol->definition) {
        if (symbol && symbol->is_error)
            return;
        if (!symbol)
            report_undefined(low, t->file->scope, name);
        else
            lower_error(low, name->span, "%.*s is a %s: nothing to minimize",
                        TEXT_ARGS(name->name),
                        symbol->kind == SYMBOL_FUNCTION ? "function" : "dim");
        return;
    }
    ArrayId id = t->graph->definitions.at[symbol->definition].array;
    if (!symbol->value.known || !id)
        return;
    if (symbol->value.rank) {
        Diagnostic *error = lower_error(
            low, name->span, "%.*s is %.*s, and what is minimized is a number",
            TEXT_ARGS(name->name),
            TEXT_ARGS(shape_phrase(low, &symbol->value)));
        note_shape(low, error, &symbol->value);
        diagnose_hint(low->diagnostics, error,
                      "add it up: L = sum(%.*s), then `minimize L by …`",
                      TEXT_ARGS(name->name));
        return;
    }
    if (graph_array(t->graph, id)->type == WHOLE) {
        lower_error(low, name->span,
                    "%.*s is a whole number, and has no derivative",
                    TEXT_ARGS(name->name));
        return;
    }
    t->graph->training.objective = id;
    find_needed(t);
}

/* -- freeze and update -- */

static void stop_training(Trainer *t, ArrayId param)
{
    Training *training = &t->graph->training;
    uint32_t at = trained_at(t, param);
    if (at == training->trained.count)
        return;
    training->trained.count--;
    for (uint32_t i = at; i < training->trained.count; i++)
        training->trained.at[i] = training->trained.at[i + 1];
}

static void add_freeze(Trainer *t, const Tree *name)
{
    ArrayIds params = params_named(t, name, false);
    if (!params.count || !t->needed)
        return;
    for (uint32_t i = 0; i < t->minimize->value_count; i++)
        if (text_equal(t->minimize->values[i]->name, name->name)) {
            diagnose_note(t->low->diagnostics,
                          lower_error(t->low, name->span,
                                      "%.*s is trained, and cannot be frozen",
                                      TEXT_ARGS(name->name)),
                          t->minimize->values[i]->span, "it is trained here");
            return;
        }
    for (uint32_t i = 0; i < params.count; i++)
        stop_training(t, params.at[i]);
    if (!t->graph->training.trained.count)
        lower_error(t->low, name->span, "nothing is left to train");
}

/* The elements along an axis that a subscript chooses. */
static bool lower_box(Trainer *t, const Tree *tree, int64_t size, Range *box)
{
    bool slice = tree->kind == TREE_SLICE;
    const Tree *low = slice ? tree->operands[0] : tree;
    const Tree *high = slice ? tree->operands[1] : NULL;
    if (low && !lower_constant(t->low, t->file->scope, low, "a subscript",
                               &box->low))
        return false;
    if (high && !lower_constant(t->low, t->file->scope, high, "a subscript",
                                &box->high))
        return false;
    if (!slice)
        box->high = box->low + 1;
    if (box->low >= 0 && box->low < box->high && box->high <= size)
        return true;
    if (slice)
        lower_error(t->low, tree->span,
                    "the slice %lld:%lld is not within 0:%lld, or is empty",
                    (long long)box->low, (long long)box->high,
                    (long long)size);
    else
        lower_error(t->low, tree->span, "%lld is outside of the axis of %lld",
                    (long long)box->low, (long long)size);
    return false;
}

static void add_update(Trainer *t, const Tree *tree, bool *seen)
{
    const Tree *name = tree->operands[0];
    ArrayIds params = params_named(t, name, true);
    if (!params.count || !t->needed)
        return;
    uint32_t at = trained_at(t, params.at[0]);
    const Array *array = graph_array(t->graph, params.at[0]);
    if (at == t->graph->training.trained.count) {
        lower_error(t->low, name->span, "%.*s is not trained",
                    TEXT_ARGS(name->name));
        return;
    }
    if (tree->count - 1 > array->rank) {
        lower_error(t->low, tree->span, "%.*s has %u ax%s, and %u subscripts",
                    TEXT_ARGS(name->name), array->rank,
                    array->rank == 1 ? "is" : "es", tree->count - 1);
        return;
    }
    if (seen[at])
        lower_error(t->low, name->span, "%.*s is updated in two places",
                    TEXT_ARGS(name->name));
    seen[at] = true;
    Range *box = t->graph->training.trained.at[at].box;
    for (uint32_t i = 1; i < tree->count; i++)
        if (!lower_box(t, tree->operands[i], array->shape[i - 1], &box[i - 1]))
            return;
}

/* -- all of it -- */

static const Statement *find_minimize(File *file, const Program *program)
{
    const Statement *found = NULL;
    for (uint32_t i = 0; i < program->count; i++) {
        const Statement *s = program->statements[i];
        if (s->kind != STATEMENT_MINIMIZE)
            continue;
        if (found)
            diagnose_note(file->low->diagnostics,
                          lower_error(file->low, s->span,
                                      "a program minimizes one thing"),
                          found->span, "the first is here");
        else
            found = s;
    }
    return found;
}

static void restrict_training(Trainer *t, const Program *program, bool freeze)
{
    bool *seen =
        NEW_ARRAY(t->low->arena, bool, t->graph->training.trained.count + 1);
    for (uint32_t i = 0; i < program->count; i++) {
        const Statement *s = program->statements[i];
        if (s->kind != (freeze ? STATEMENT_FREEZE : STATEMENT_UPDATE))
            continue;
        if (!t->minimize)
            diagnose_hint(t->low->diagnostics,
                          lower_error(t->low, s->span, "nothing is trained"),
                          "say what: minimize J by adam(rate = 0.001)");
        for (uint32_t v = 0; v < s->value_count && t->minimize; v++)
            if (freeze)
                add_freeze(t, s->values[v]);
            else
                add_update(t, s->values[v], seen);
    }
}

void add_training(File *file, const Program *program)
{
    Trainer t = {.file = file, .low = file->low, .graph = file->low->graph,
                 .minimize = find_minimize(file, program),
                 .scope = scope_open(file->low, file->scope)};
    if (t.minimize) {
        add_objective(&t);
        add_params(&t);
        trainer_find_method(&t);
    }
    restrict_training(&t, program, true);
    restrict_training(&t, program, false);
    if (t.row)
        trainer_add_options(&t);
}
