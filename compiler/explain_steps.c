/* explain_steps.c: one equation as several, with a name for what stands within.
 *
 * Of J = ½ ‖A x - b‖² a lecturer says u₁ = A x - b, J = ½ ‖u₁‖², and derives
 * that. The equation is taken apart as text, which is a program again.
 */
#include "explain.h"

#include "letters.h"
#include "parse.h"

typedef struct Inner {
    Span span;                  /* what the name stands for, with its brackets */
    Text name, text;
} Inner;

typedef struct Steps {
    Explain *e;
    LIST(Inner) list;            /* what is within comes first */
    TextList equations;
} Steps;

static bool is_simple(const Tree *t)
{
    bool simple = true;
    switch ((TreeKind)t->kind) {
    case TREE_NUMBER:
    case TREE_NAME:
        return true;
    case TREE_BRACKET:
    case TREE_TRANSPOSE:
    case TREE_NEGATE:
    case TREE_INDEX:
        return is_simple(t->operands[0]);
    case TREE_LIST:
        for (uint32_t i = 0; i < t->count; i++)
            simple &= is_simple(t->operands[i]);
        return simple;
    default:
        return false;
    }
}

/* -- text -- */

static const Inner *step_at(const Steps *s, Span within, uint32_t at)
{
    const Inner *found = NULL;
    for (uint32_t i = 0; i < s->list.count; i++) {
        const Inner *step = &s->list.at[i];
        bool whole = step->span.start == within.start
                  && step->span.end == within.end;
        if (step->span.start == at && step->span.end <= within.end && !whole
            && (!found || step->span.end > found->span.end))
            found = step;
    }
    return found;
}

/* What stands there, with the names of steps; apart from words beside them. */
static Text rendered(const Steps *s, Span span)
{
    const Text whole = source_text(s->e->compilation->sources, span);
    const char *end = whole.at + whole.length;
    Buffer out = buffer_create(s->e->arena);
    int32_t last = ' ';
    for (const char *at = whole.at; at < end;) {
        const char *next = at;
        const Inner *step =
            step_at(s, span, span.start + (uint32_t)(at - whole.at));
        if (!step) {
            last = text_decode(&next, end);
            buffer_add(&out, (Text){at, (size_t)(next - at)});
            at = next;
            continue;
        }
        bool apart = letter_continues(last) || last == ')';
        buffer_print(&out, "%s%.*s", apart ? " " : "", TEXT_ARGS(step->name));
        at += step->span.end - step->span.start;
        next = at;
        last = at < end ? text_decode(&next, end) : ' ';
        if (last == '(' || letter_continues(last))
            buffer_puts(&out, " ");
        last = ' ';
    }
    return explain_folded(s->e, buffer_text(&out));
}

/* Whether it reads anything that is not the same in all calls. */
static bool is_constant(const Explain *e, const Tree *t)
{
    Text text = explain_source(e, t->span);
    bool constant = true;
    for (uint32_t n = 0; n < e->nodes.count && constant; n++) {
        uint8_t kind = graph_array(e->forward, e->nodes.at[n].array)->kind;
        bool fixed = e->nodes.at[n].given && kind != INPUT && kind != PARAM;
        constant = fixed || !text_has_word(text, node_name(e, n));
    }
    return constant;
}

static void add_step(Steps *s, const Tree *t)
{
    static const char *const digits[] = {"₀", "₁", "₂", "₃", "₄",
                                         "₅", "₆", "₇", "₈", "₉"};
    Arena *arena = s->e->arena;
    const Tree *inner = t->kind == TREE_BRACKET ? t->operands[0] : t;
    Inner step = {.span = t->span, .text = rendered(s, inner->span)};
    for (uint32_t i = 0; i < s->list.count; i++)
        if (text_equal(s->list.at[i].text, step.text))
            step.name = s->list.at[i].name;
    for (int i = 1; i < 10 && !step.name.length; i++) {
        Text name = text_format(arena, "u%s", digits[i]);
        bool taken = word_set_has(s->e->taken, name);
        for (uint32_t k = 0; k < s->list.count; k++)
            taken |= text_equal(s->list.at[k].name, name);
        if (taken)
            continue;
        step.name = name;
        list_push(arena, &s->equations,
                  text_format(arena, "%.*s = %.*s", TEXT_ARGS(name),
                              TEXT_ARGS(step.text)));
    }
    if (step.name.length)
        list_push(arena, &s->list, step);
}

/* -- what gets a name -- */

static void visit(Steps *s, const Tree *t);

static void name_operand(Steps *s, const Tree *t)
{
    visit(s, t);
    if (!is_simple(t) && !is_constant(s->e, t))
        add_step(s, t);
}

static void name_bracket(Steps *s, const Tree *t)
{
    if (t->kind == TREE_BRACKET)
        name_operand(s, t);
    else
        visit(s, t);
}

static void visit(Steps *s, const Tree *t)
{
    static const char *const derivatives[] = {"grad", "jvp", "vjp", "jacobian",
                                              "hessian"};
    switch ((TreeKind)t->kind) {
    case TREE_CALL:
        for (size_t i = 0; i < sizeof derivatives / sizeof *derivatives; i++)
            if (text_is(t->name, derivatives[i]))
                return;
        for (uint32_t i = 0; i < t->count; i++)
            name_operand(s, t->operands[i]);
        return;
    case TREE_NORM:
        name_operand(s, t->operands[0]);
        return;
    case TREE_REDUCE:
        if (!t->binder_count && t->count == 1)
            name_operand(s, t->operands[0]);
        return;
    case TREE_POWER:
    case TREE_TRANSPOSE:
    case TREE_INDEX:
        name_bracket(s, t->operands[0]);
        return;
    case TREE_PRODUCT:
    case TREE_TERM:
        for (uint32_t i = 0; i < t->count; i++)
            name_bracket(s, t->operands[i]);
        return;
    case TREE_BRACKET:
    case TREE_NEGATE:
    case TREE_SUM:
    case TREE_CHOOSE:
        for (uint32_t i = 0; i < t->count; i++)
            visit(s, t->operands[i]);
        return;
    default:
        return;
    }
}

/* -- the program -- */

static const Statement *equation_of(const Explain *e, uint32_t n)
{
    const Definition *d =
        &e->forward->definitions.at[e->nodes.at[n].definition];
    if (!d->span.end || d->last != d->span.start)
        return NULL;
    const Source *source = source_of(e->compilation->sources, d->span.start);
    Diagnostics unheard;
    diagnostics_init(&unheard, e->arena, e->compilation->sources);
    const Program *program = parse(e->arena, source, &unheard);
    for (uint32_t i = 0; i < program->count; i++) {
        const Statement *s = program->statements[i];
        bool plain = s->kind == STATEMENT_EQUATION && s->head_count == 1
                  && s->value_count == 1 && !s->binder_count && !s->local_count
                  && !s->next && s->heads[0]->kind == TREE_NAME;
        if (s->span.start == d->span.start && plain)
            return s;
    }
    return NULL;
}

Text explain_steps(Explain *e)
{
    const Statement *statement = equation_of(e, e->output);
    Steps s = {.e = e};
    if (!statement)
        return (Text){0};
    visit(&s, statement->values[0]);
    if (!s.equations.count)
        return (Text){0};
    const Source *source = source_of(e->compilation->sources,
                                     statement->span.start);
    uint32_t begin = statement->span.start - source->start;
    uint32_t end = statement->span.end - source->start;
    Buffer out = buffer_create(e->arena);
    buffer_add(&out, (Text){source->bytes.at, begin});
    for (uint32_t i = 0; i < s.equations.count; i++)
        buffer_print(&out, "%.*s; ", TEXT_ARGS(s.equations.at[i]));
    buffer_add(&out, rendered(&s, statement->span));
    buffer_add(&out, (Text){source->bytes.at + end,
                            source->bytes.length - end});
    return buffer_text(&out);
}
