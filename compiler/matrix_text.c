/* matrix_text.c: a term in the language. */
#include "matrix_term.h"

#include <math.h>

/* Aᵀ - Bᵀ, which is written (A - B)ᵀ. */
static bool is_turned(const MatrixTerm *t)
{
    bool turned = t->rank == RANK_MATRIX;
    for (uint32_t i = 0; i < t->count; i++)
        turned &= t->of[i]->kind == TERM_TRANSPOSE
               && t->of[i]->of[0]->kind != TERM_INVERSE;
    return turned;
}

static void write_sum(Arena *arena, MatrixTerm *t)
{
    bool turned = is_turned(t);
    Buffer out = buffer_create(arena);
    for (uint32_t i = 0; i < t->count; i++) {
        bool minus = t->weights[i] < 0;
        TermRef part = term_times(
            arena, term_number_as(arena, fabs(t->weights[i]), t->quotients[i]),
            turned ? t->of[i]->of[0] : t->of[i]);
        if (i)
            buffer_puts(&out, minus ? " - " : " + ");
        else if (minus)
            buffer_puts(&out, "-");
        buffer_add(&out, term_bracketed(arena, part, BIND_TERM));
    }
    t->text = buffer_text(&out);
    t->level = BIND_SUM;
    if (turned) {
        t->text = text_format(arena, "(%.*s)ᵀ", TEXT_ARGS(t->text));
        t->level = BIND_CALL;
    }
}

static void write_chain(Arena *arena, MatrixTerm *t)
{
    Buffer out = buffer_create(arena);
    for (uint32_t i = 0; i < t->count; i++) {
        if (i)
            buffer_puts(&out, " ");
        buffer_add(&out, term_bracketed(arena, t->of[i], BIND_POWER));
    }
    t->text = buffer_text(&out);
    t->level = BIND_PRODUCT;
}

static void write_call(Arena *arena, MatrixTerm *t, Text name)
{
    Buffer out = buffer_create(arena);
    bool norm = text_is(name, "norm") && !term_uses(t->of[0], text_of("‖"));
    for (uint32_t i = 0; norm && i + 2 < t->of[0]->text.length; i++)
        norm = !text_is((Text){t->of[0]->text.at + i, 3}, "‖");
    if (!norm)
        buffer_print(&out, "%.*s(", TEXT_ARGS(name));
    for (uint32_t i = 0; i < t->count; i++) {
        buffer_puts(&out, i ? ", " : norm ? "‖" : "");
        buffer_add(&out, t->of[i]->text);
    }
    buffer_puts(&out, norm ? "‖" : ")");
    t->text = buffer_text(&out);
    t->level = BIND_CALL;
}

/* x[1:4], E[k]: each % in the name is one more operand. */
static void write_slice(Arena *arena, MatrixTerm *t)
{
    Buffer out = buffer_create(arena);
    uint32_t next = 1;
    buffer_add(&out, term_bracketed(arena, t->of[0], BIND_CALL));
    for (size_t i = 0; i < t->name.length; i++)
        if (t->name.at[i] == '%')
            buffer_add(&out, t->of[next++]->text);
        else
            buffer_add(&out, (Text){t->name.at + i, 1});
    t->text = buffer_text(&out);
    t->level = BIND_CALL;
}

/* [a, b], [[a, b], [c, d]]. */
static void write_list(Arena *arena, MatrixTerm *t)
{
    Buffer out = buffer_create(arena);
    uint32_t cols = t->rank == RANK_MATRIX ? (uint32_t)t->cols : t->count;
    for (uint32_t i = 0; i < t->count; i++) {
        bool first = i % cols == 0;
        buffer_puts(&out, i == 0 ? "[" : first ? "], " : ", ");
        if (first && t->rank == RANK_MATRIX)
            buffer_puts(&out, "[");
        buffer_add(&out, t->of[i]->text);
    }
    buffer_puts(&out, t->rank == RANK_MATRIX ? "]]" : "]");
    t->text = buffer_text(&out);
    t->level = BIND_CALL;
}

/* [u; v]. */
static void write_stack(Arena *arena, MatrixTerm *t)
{
    Buffer out = buffer_create(arena);
    for (uint32_t i = 0; i < t->count; i++)
        buffer_print(&out, "%s%.*s", i ? "; " : "[",
                     TEXT_ARGS(t->of[i]->text));
    buffer_puts(&out, "]");
    t->text = buffer_text(&out);
    t->level = BIND_CALL;
}

static void write_cross(Arena *arena, MatrixTerm *t)
{
    t->text = text_format(arena, "%.*s × %.*s",
                          TEXT_ARGS(term_bracketed(arena, t->of[0], BIND_NEGATE)),
                          TEXT_ARGS(term_bracketed(arena, t->of[1], BIND_NEGATE)));
    t->level = BIND_TERM;
}

static void write_apply(Arena *arena, MatrixTerm *t)
{
    const FunctionRow *row = function_row((Function)t->function);
    if (!row->symbol || row->arity != 2) {
        if (row->symbol && t->function == F_NOT) {
            t->text = text_format(arena, "not %.*s", TEXT_ARGS(term_bracketed(
                                      arena, t->of[0], BIND_COMPARE)));
            t->level = BIND_NOT;
            return;
        }
        write_call(arena, t, text_of(row->name));
        return;
    }
    if (t->function == F_POW) {
        t->text = text_format(
            arena, t->of[0]->kind == TERM_NUMBER ? "(%.*s%s%.*s)"
                                                 : "%.*s%s%.*s",
            TEXT_ARGS(term_bracketed(arena, t->of[0], BIND_CALL)),
            t->rank == RANK_NUMBER ? "^" : " .^ ",
            TEXT_ARGS(term_bracketed(arena, t->of[1], BIND_CALL)));
        t->level = t->of[0]->kind == TERM_NUMBER ? BIND_CALL : BIND_POWER;
        return;
    }
    Binding level = (Binding)row->binding;
    t->text = text_format(
        arena, "%.*s %s %.*s",
        TEXT_ARGS(term_bracketed(arena, t->of[0], (Binding)(level + 1))),
        row->symbol,
        TEXT_ARGS(term_bracketed(arena, t->of[1], (Binding)(level + 1))));
    t->level = row->binding;
}

void term_write(Arena *arena, MatrixTerm *t)
{
    switch ((TermKind)t->kind) {
    case TERM_NUMBER:
        write_number(arena, t);
        break;
    case TERM_NAME:
        t->text = t->name;
        t->level = BIND_CALL;
        break;
    case TERM_EYE:
        t->text = text_format(arena, "eye(%lld)", (long long)t->rows);
        t->level = BIND_CALL;
        break;
    case TERM_ONES:
        t->text = text_format(arena, "ones(%lld)", (long long)t->rows);
        t->level = BIND_CALL;
        break;
    case TERM_SUM:
        write_sum(arena, t);
        break;
    case TERM_PRODUCT:
        write_product(arena, t);
        break;
    case TERM_CHAIN:
        write_chain(arena, t);
        break;
    case TERM_TRANSPOSE:
        if (t->of[0]->kind == TERM_INVERSE)
            t->text = text_format(
                arena, "%.*s⁻ᵀ",
                TEXT_ARGS(term_bracketed(arena, t->of[0]->of[0], BIND_CALL)));
        else
            t->text = text_format(
                arena, "%.*sᵀ",
                TEXT_ARGS(term_bracketed(arena, t->of[0], BIND_CALL)));
        t->level = BIND_CALL;
        break;
    case TERM_INVERSE:
        t->text = text_format(
            arena, "%.*s⁻¹", TEXT_ARGS(term_bracketed(arena, t->of[0], BIND_CALL)));
        t->level = BIND_CALL;
        break;
    case TERM_APPLY:
        write_apply(arena, t);
        break;
    case TERM_CHOOSE:
        t->text = text_format(
            arena, "%.*s if %.*s else %.*s",
            TEXT_ARGS(term_bracketed(arena, t->of[1], BIND_OR)),
            TEXT_ARGS(term_bracketed(arena, t->of[0], BIND_OR)),
            TEXT_ARGS(term_bracketed(arena, t->of[2], BIND_CHOOSE)));
        t->level = BIND_CHOOSE;
        break;
    case TERM_CALL:
        if (t->name.at[0] == '[')
            write_slice(arena, t);
        else if (text_is(t->name, "list"))
            write_list(arena, t);
        else if (text_is(t->name, "stack"))
            write_stack(arena, t);
        else if (text_is(t->name, "×"))
            write_cross(arena, t);
        else
            write_call(arena, t, t->name);
        break;
    }
}
