/* lower_error.c: errors at the author's own text.
 *
 * What goes wrong within a function of the prelude is shown at the call; where
 * it is the fault of one argument, at that argument.
 */
#include "lowering.h"

#include "letters.h"

bool span_is_builtin(const Lowering *low, Span span)
{
    const Source *source = source_of(low->diagnostics->sources, span.start);
    return source && source->builtin;
}

/* The argument of a call for the parameter of that name; or NULL. */
static const Tree *argument_named(const Expansion *call, Text name)
{
    for (uint32_t i = 0; i < call->head->count; i++) {
        const Tree *parameter = call->head->operands[i];
        if (parameter->kind == TREE_INDEX)
            parameter = parameter->operands[0];
        if (text_equal(parameter->name, name))
            return call->tree->operands[i];
    }
    return NULL;
}

/* What the author has given for the parameter that stands at the span, perhaps
 * handed on by functions in between; and in which call. NULL if it is none. */
static const Tree *argument_at(const Lowering *low, Span span,
                               const Expansion **call)
{
    Text name = source_text(low->diagnostics->sources, span);
    for (*call = low->expansion; *call; *call = (*call)->outer) {
        const Tree *argument = argument_named(*call, name);
        if (!argument || !span_is_builtin(low, argument->span))
            return argument;
        name = argument->name;
    }
    return NULL;
}

static void hint_argument(Lowering *low, Diagnostic *error,
                          const Expansion *call, const Tree *argument)
{
    uint32_t which = 0;
    while (call->tree->operands[which] != argument)
        which++;
    diagnose_hint(low->diagnostics, error, "%.*s is given for %.*s of %.*s",
                  TEXT_ARGS(operand_text(low, argument)),
                  TEXT_ARGS(operand_text(low, call->head->operands[which])),
                  TEXT_ARGS(operand_text(low, call->head)));
}

Diagnostic *lower_error(Lowering *low, Span span, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    Buffer text = buffer_create(low->arena);
    buffer_vprint(&text, format, args);
    va_end(args);
    const Expansion *at = low->expansion, *giver = NULL;
    Span place = span;
    Text within = {0};
    for (; at && span_is_builtin(low, place); at = at->outer) {
        within = at->name;
        place = at->call;
    }
    const Tree *argument = within.length ? argument_at(low, span, &giver)
                                         : NULL;
    Span shown = argument ? argument->span : place;
    Diagnostic *error =
        within.length
            ? diagnose_error(low->diagnostics, shown, "in %.*s: %.*s",
                             TEXT_ARGS(within), TEXT_ARGS(buffer_text(&text)))
            : diagnose_error(low->diagnostics, shown, "%.*s",
                             TEXT_ARGS(buffer_text(&text)));
    if (argument)
        hint_argument(low, error, giver, argument);
    for (int count = 0; at && count < 8; at = at->outer, count++)
        if (at->call.start != place.start || at->call.end != place.end)
            diagnose_note(low->diagnostics, error, at->call,
                          "in this call of %.*s", TEXT_ARGS(at->name));
    return error;
}

void lower_suggest(Lowering *low, Diagnostic *error, Text name, Text near)
{
    Text there = error ? source_text(low->diagnostics->sources, error->span)
                       : (Text){0};
    if (text_equal(name_fold(low->arena, there), name))
        diagnose_fix(low->diagnostics, error, error->span, near,
                     "did you mean %.*s?", TEXT_ARGS(near));
    else
        diagnose_hint(low->diagnostics, error, "did you mean %.*s?",
                      TEXT_ARGS(near));
}
