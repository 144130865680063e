/* lower_train_options.c: the methods of training and their options.
 *
 * Options are expressions of the file in which `step` counts the steps before
 * this one.
 */
#include "lower_training.h"

enum {
    RATE = 1 << OPTION_RATE, DECAY = 1 << OPTION_DECAY,
    CLIP = 1 << OPTION_CLIP, MOMENTUM = 1 << OPTION_MOMENTUM,
    RHO = 1 << OPTION_RHO, BETAS = 1 << OPTION_BETA1 | 1 << OPTION_BETA2,
    EPS = 1 << OPTION_EPS, COMMON = RATE | DECAY | CLIP
};

typedef struct MethodRow {
    const char *name;
    uint8_t     method;
    uint32_t    options;
    double      decay, eps;                 /* defaults */
} MethodRow;

static const MethodRow methods[] = {
    {"sgd", METHOD_SGD, COMMON | MOMENTUM, 0, 0},
    {"adagrad", METHOD_ADAGRAD, COMMON | EPS, 0, 1e-10},
    {"rmsprop", METHOD_RMSPROP, COMMON | RHO | EPS, 0, 1e-8},
    {"adam", METHOD_ADAM, COMMON | BETAS | EPS, 0, 1e-8},
    {"adamw", METHOD_ADAMW, COMMON | BETAS | EPS, 0.01, 1e-8},
};

/* What an option may be: above low, or from it on where `closed`; below
 * high. */
typedef struct OptionRow {
    const char *name;
    bool        closed;
    double      high;
    const char *range;
} OptionRow;

static const OptionRow options[OPTION_COUNT] = {
    [OPTION_RATE] = {"rate", false, 1e300, "positive"},
    [OPTION_DECAY] = {"decay", true, 1e300, "0 or positive"},
    [OPTION_CLIP] = {"clip", false, 1e300, "positive"},
    [OPTION_MOMENTUM] = {"momentum", true, 1, "from 0 to below 1"},
    [OPTION_RHO] = {"rho", true, 1, "from 0 to below 1"},
    [OPTION_BETA1] = {"beta1", true, 1, "from 0 to below 1"},
    [OPTION_BETA2] = {"beta2", true, 1, "from 0 to below 1"},
    [OPTION_EPS] = {"eps", false, 1e300, "positive"},
};

/* What others call the options. */
static const struct { const char *other, *name; } synonyms[] = {
    {"lr", "rate"}, {"learning_rate", "rate"}, {"alpha", "rate"},
    {"weight_decay", "decay"}, {"l2", "decay"}, {"mu", "momentum"},
    {"epsilon", "eps"}, {"ε", "eps"}, {"max_norm", "clip"},
    {"clip_norm", "clip"}, {"β₁", "beta1"}, {"β₂", "beta2"}, {"ρ", "rho"},
};

/* -- the method -- */

static Text option_list(Trainer *t)
{
    Buffer text = buffer_create(t->low->arena);
    for (uint32_t i = 0; i < OPTION_COUNT; i++)
        if (t->row->options >> i & 1)
            buffer_print(&text, "%s%s", text.length ? ", " : "",
                         options[i].name);
    if (t->row->options & MOMENTUM)
        buffer_puts(&text, ", nesterov");
    return buffer_text(&text);
}

void trainer_find_method(Trainer *t)
{
    const Tree *name = t->minimize->declared[0].head;
    const char *near = NULL;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (text_is(name->name, methods[i].name))
            t->row = &methods[i];
        if (text_distance(name->name, text_of(methods[i].name), 2) <= 2
            && !near)
            near = methods[i].name;
    }
    if (t->row)
        return;
    Diagnostic *error =
        lower_error(t->low, name->span, "%.*s is no method of training",
                    TEXT_ARGS(name->name));
    if (near)
        lower_suggest(t->low, error, name->name, text_of(near));
    else
        diagnose_hint(t->low->diagnostics, error, "the methods are sgd, "
                      "adagrad, rmsprop, adam and adamw");
}

/* -- options -- */

static void report_option(Trainer *t, const Tree *name)
{
    const char *near = NULL;
    for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms; i++)
        if (text_is(name->name, synonyms[i].other))
            near = synonyms[i].name;
    for (uint32_t i = 0; i < OPTION_COUNT && !near; i++)
        if (t->row->options >> i & 1
            && text_distance(name->name, text_of(options[i].name), 2) <= 2)
            near = options[i].name;
    Diagnostic *error =
        lower_error(t->low, name->span, "%s has no option %.*s", t->row->name,
                    TEXT_ARGS(name->name));
    if (near)
        lower_suggest(t->low, error, name->name, text_of(near));
    else
        diagnose_hint(t->low->diagnostics, error, "its options are %.*s",
                      TEXT_ARGS(option_list(t)));
}

static uint32_t option_named(const Trainer *t, Text name)
{
    uint32_t i = 0;
    while (i < OPTION_COUNT
           && !(t->row->options >> i & 1 && text_is(name, options[i].name)))
        i++;
    return i;
}

static ArrayId number_array(Graph *graph, double number)
{
    return graph_literal(graph, REAL, 0, 0, NULL, &number, 0);
}

static bool check_range(Trainer *t, const Tree *tree, const OptionRow *row,
                        double value)
{
    if ((value > 0 || (row->closed && value == 0)) && value < row->high)
        return true;
    Buffer text = buffer_create(t->low->arena);
    buffer_number(&text, value, true);
    lower_error(t->low, tree->span, "%s is %.*s: it must be %s", row->name,
                TEXT_ARGS(buffer_text(&text)), row->range);
    return false;
}

/* The array of rank 0 that an option's expression makes. */
static ArrayId lower_option(Trainer *t, uint32_t option, const Tree *tree)
{
    Lowering *low = t->low;
    const OptionRow *row = &options[option];
    low->depth = t->file->batch ? CONTEXT + 1 : CONTEXT;
    low->serves = graph_define(t->graph, text_of(row->name), tree->span, 0);
    Value value = value_as_number(low, lower_expr(low, t->scope, tree));
    if (!value.known)
        return 0;
    const Expr *node = expr_at(&t->graph->exprs, value.body);
    if (value.rank) {
        note_operand(low, lower_error(low, tree->span,
                                      "%s is a number, and this is %.*s",
                                      row->name,
                                      TEXT_ARGS(shape_phrase(low, &value))),
                     tree, &value);
        return 0;
    }
    if (node->depends) {
        diagnose_hint(low->diagnostics,
                      lower_error(low, tree->span,
                                  "%s must be one number for the whole batch",
                                  row->name),
                      "an `input shared` has no batch axis");
        return 0;
    }
    if (node->kind == NUMBER)
        return check_range(t, tree, row, node->as.number)
                 ? number_array(t->graph, node->as.number) : 0;
    Piece piece = {.combine = SET, .value = value};
    ArrayId id;
    if (!build_array(low, tree->span, 1, &piece, NULL, &id).known)
        return 0;
    t->graph->definitions.at[low->serves].array = id;
    return id;
}

/* `nesterov`, or `nesterov = 1` or 0. */
static bool lower_nesterov(Trainer *t, const Declared *option)
{
    int64_t value = 1;
    if (!option->head)
        return true;
    if (!lower_constant(t->low, t->scope, option->value, "nesterov", &value))
        return false;
    if (value != 0 && value != 1)
        lower_error(t->low, option->value->span, "nesterov is 1 or 0");
    return value == 1;
}

static void add_option(Trainer *t, const Declared *given, bool *nesterov,
                       bool *seen)
{
    const Tree *name = given->head ? given->head : given->value;
    uint32_t option = option_named(t, name->name);
    bool flag = t->row->options & MOMENTUM && text_is(name->name, "nesterov");
    if (!flag && option == OPTION_COUNT) {
        report_option(t, name);
        return;
    }
    if (seen[option]) {
        lower_error(t->low, name->span, "%.*s is given twice",
                    TEXT_ARGS(name->name));
        return;
    }
    seen[option] = true;
    if (flag)
        *nesterov = lower_nesterov(t, given);
    else if (!given->head)
        lower_error(t->low, name->span, "the option %s has no value",
                    options[option].name);
    else
        t->graph->training.options[option] =
            lower_option(t, option, given->value);
}

static void set_default(Trainer *t, uint32_t option, double value)
{
    ArrayId *id = &t->graph->training.options[option];
    if (t->row->options >> option & 1 && !*id)
        *id = number_array(t->graph, value);
}

void trainer_add_options(Trainer *t)
{
    const Statement *s = t->minimize;
    Training *training = &t->graph->training;
    bool seen[OPTION_COUNT + 1] = {false}, nesterov = false;
    Symbol *step = scope_add(t->low, t->scope, text_of("step"),
                             s->declared[0].head->span, SYMBOL_VALUE);
    training->step = graph_input(t->graph, INPUT, REAL, 0, 0, NULL, 0);
    step->value = value_scalar(graph_access_plain(t->graph, training->step));
    uint32_t errors = t->low->diagnostics->error_count;
    for (uint32_t i = 1; i < s->declared_count; i++)
        add_option(t, &s->declared[i], &nesterov, seen);
    if (!seen[OPTION_RATE] && errors == t->low->diagnostics->error_count)
        diagnose_hint(t->low->diagnostics,
                      lower_error(t->low, s->declared[0].head->span,
                                  "%s has no rate", t->row->name),
                      "say how far a step goes: %s(rate = 0.001)",
                      t->row->name);
    if (nesterov && !seen[OPTION_MOMENTUM])
        diagnose_hint(t->low->diagnostics,
                      lower_error(t->low, s->declared[0].head->span,
                                  "nesterov without momentum"),
                      "sgd(rate = 0.1, momentum = 0.9, nesterov)");
    training->method = t->row->method;
    training->span = t->minimize->span;
    if (training->method == METHOD_SGD && seen[OPTION_MOMENTUM])
        training->method = nesterov ? METHOD_NESTEROV : METHOD_MOMENTUM;
    set_default(t, OPTION_DECAY, t->row->decay);
    set_default(t, OPTION_RHO, 0.9);
    set_default(t, OPTION_BETA1, 0.9);
    set_default(t, OPTION_BETA2, 0.999);
    set_default(t, OPTION_EPS, t->row->eps);
}
