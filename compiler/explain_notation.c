/* explain_notation.c: the language in LaTeX and in MathML.
 *
 * The text is parsed, and its tree is written in the other notation: a power is
 * raised, a quotient is a fraction, an index stands below.
 */
#include "explain_notation.h"

#include "parse.h"

#include <string.h>

/* -- lines -- */

enum { LONG = 70 };

static size_t width_of(const Tree *tree)
{
    return tree->span.end - tree->span.start;
}

/* A chain of which no operand has a place of its own, as a fraction has. */
static bool is_chain(const Tree *tree)
{
    bool fraction = tree->kind == TREE_TERM && tree->count == 2
                 && tree->ops[1] == OP_DIVIDE;
    return tree->kind == TREE_SUM || tree->kind == TREE_PRODUCT
        || (tree->kind == TREE_TERM && !fraction);
}

/* Whether a line may break in operands of it. */
static bool is_open(const Tree *tree)
{
    return is_chain(tree) || tree->kind == TREE_BRACKET
        || tree->kind == TREE_NEGATE || tree->kind == TREE_CHOOSE
        || tree->kind == TREE_REDUCE
        || (tree->kind == TREE_CALL && !text_is(tree->name, "sqrt")
            && !text_is(tree->name, "norm"));
}

bool is_broken(const Writer *w, const Tree *tree)
{
    if (w->closed || width_of(tree) <= LONG || !is_open(tree))
        return false;
    if (is_chain(tree))
        return true;
    for (uint32_t i = 0; i < tree->count; i++)
        if (is_broken(w, tree->operands[i]))
            return true;
    return false;
}

static void break_line(Writer *w)
{
    if (w->closed)
        return;
    put(w, " \\\\ &", MATHML_ROW);
    for (uint32_t i = 0; i < w->depth; i++)
        put(w, "\\quad ", "<mspace width=\"1.5em\"/>");
    put(w, "{}", "");
    w->column = 4 * w->depth;
}

/* Before an operand of a chain that does not fit in the line. */
static void break_before(Writer *w, const Tree *operand)
{
    if (w->column + 3 + width_of(operand) > LONG)
        break_line(w);
}

void open_bracket(Writer *w, const char *open, bool broken)
{
    if (w->mathml)
        buffer_print(&w->out, broken ? "<mo stretchy=\"false\">%s</mo>"
                                     : "<mrow><mo>%s</mo>", open);
    else
        buffer_print(&w->out, "\\%s%s", broken ? "bigl" : "left", open);
}

void close_bracket(Writer *w, const char *close, bool broken)
{
    if (w->mathml)
        buffer_print(&w->out, broken ? "<mo stretchy=\"false\">%s</mo>"
                                     : "<mo>%s</mo></mrow>", close);
    else
        buffer_print(&w->out, "\\%s%s", broken ? "bigr" : "right", close);
}

void bracket(Writer *w, const char *open, const Tree *tree, const char *close)
{
    bool broken = is_broken(w, tree);
    open_bracket(w, open, broken);
    write_tree(w, tree);
    close_bracket(w, close, broken);
}

/* -- trees -- */

static void write_parted(Writer *w, uint32_t count, Tree *const *operands,
                         const char *sign)
{
    for (uint32_t i = 0; i < count; i++) {
        if (i)
            buffer_print(&w->out, w->mathml ? "<mo>%s</mo>" : "%s ", sign);
        write_tree(w, operands[i]);
    }
}

void write_list(Writer *w, uint32_t count, Tree *const *operands)
{
    write_parted(w, count, operands, ",");
}

static void write_number(Writer *w, double number)
{
    const double pi = 3.14159265358979323846;
    put(w, "", "<mn>");
    if (number == pi)
        put(w, "\\pi ", "π");
    else if (number == 0.5 || number == 0.25 || number == 0.75)
        buffer_puts(&w->out,
                    w->mathml ? number == 0.5 ? "½" : number < 0.5 ? "¼" : "¾"
                              : number == 0.5  ? "\\tfrac12"
                                : number < 0.5 ? "\\tfrac14" : "\\tfrac34");
    else
        buffer_number(&w->out, number, true);
    put(w, "", "</mn>");
}

static void raised(Writer *w, const Tree *base, const char *latex,
                   const char *mathml, const Tree *exponent)
{
    put(w, "{", "<msup><mrow>");
    write_tree(w, base);
    put(w, "}^{", "</mrow><mrow>");
    if (exponent)
        write_tree(w, exponent);
    else
        put(w, latex, mathml);
    put(w, "}", "</mrow></msup>");
}

static void write_operator(Writer *w, TreeOp op)
{
    static const char *const signs[][2] = {
        [OP_ADD] = {" + ", "+"}, [OP_SUBTRACT] = {" - ", "−"},
        [OP_TIMES] = {" \\cdot ", "·"}, [OP_DIVIDE] = {" / ", "/"},
        [OP_DOT] = {" \\cdot ", "·"}, [OP_HADAMARD] = {" \\odot ", "⊙"},
        [OP_QUOTIENT] = {" \\oslash ", "⊘"}, [OP_CROSS] = {" \\times ", "×"},
        [OP_OUTER] = {" \\otimes ", "⊗"},
        [OP_DIV] = {" \\mathbin{\\mathrm{div}} ", "div"},
        [OP_MOD] = {" \\bmod ", "mod"}, [OP_EQUAL] = {" = ", "="},
        [OP_NOT_EQUAL] = {" \\ne ", "≠"}, [OP_LESS] = {" < ", "&lt;"},
        [OP_LESS_EQUAL] = {" \\le ", "≤"}, [OP_GREATER] = {" > ", "&gt;"},
        [OP_GREATER_EQUAL] = {" \\ge ", "≥"},
    };
    if (w->mathml)
        buffer_print(&w->out, "<mo>%s</mo>", signs[op][1]);
    else
        buffer_puts(&w->out, signs[op][0]);
}

/* a / b is a fraction where it is alone. */
static void write_chain(Writer *w, const Tree *tree)
{
    bool quotient = tree->kind == TREE_TERM && tree->count == 2
                 && (tree->ops[1] == OP_DIVIDE || tree->ops[1] == OP_QUOTIENT);
    if (quotient && tree->ops[1] == OP_DIVIDE) {
        write_fraction(w, tree->operands[0], tree->operands[1]);
        return;
    }
    bool broken = is_broken(w, tree);
    w->depth += broken;
    for (uint32_t i = 0; i < tree->count; i++) {
        if (i && broken)
            break_before(w, tree->operands[i]);
        if (i && tree->kind == TREE_PRODUCT)
            put(w, "\\, ", "<mo>\u2062</mo>");
        else if (i)
            write_operator(w, (TreeOp)tree->ops[i]);
        write_tree(w, tree->operands[i]);
    }
    w->depth -= broken;
}

static void write_index(Writer *w, const Tree *tree)
{
    put(w, "{", "<msub><mrow>");
    write_tree(w, tree->operands[0]);
    put(w, "}_{", "</mrow><mrow>");
    write_list(w, tree->count - 1, tree->operands + 1);
    put(w, "}", "</mrow></msub>");
}

static void write_word(Writer *w, const char *word)
{
    if (w->mathml)
        buffer_print(&w->out, "<mspace width=\"0.5em\"/><mtext>%s</mtext>"
                     "<mspace width=\"0.5em\"/>", word);
    else
        buffer_print(&w->out, " \\text{ %s } ", word);
}

static void write_words(Writer *w, const Tree *tree, const char *word)
{
    for (uint32_t i = 0; i < tree->count; i++) {
        if (i)
            write_word(w, word);
        write_tree(w, tree->operands[i]);
    }
}

static void write_kind(Writer *w, const Tree *tree)
{
    switch ((TreeKind)tree->kind) {
    case TREE_NUMBER:
        write_number(w, tree->number);
        break;
    case TREE_NAME:
        put_name(w, tree->name);
        break;
    case TREE_CALL:
        write_call(w, tree);
        break;
    case TREE_BRACKET:
        bracket(w, "(", tree->operands[0], ")");
        break;
    case TREE_NORM:
        bracket(w, w->mathml ? "‖" : "\\|", tree->operands[0],
                w->mathml ? "‖" : "\\|");
        break;
    case TREE_LIST:
    case TREE_STACK:
        put(w, "\\left[", "<mrow><mo>[</mo>");
        write_parted(w, tree->count, tree->operands,
                     tree->kind == TREE_LIST ? "," : ";");
        put(w, "\\right]", "<mo>]</mo></mrow>");
        break;
    case TREE_REDUCE:
        write_reduction(w, tree);
        break;
    case TREE_INDEX:
        write_index(w, tree);
        break;
    case TREE_SLICE:
        if (tree->operands[0])
            write_tree(w, tree->operands[0]);
        put(w, ":", "<mo>:</mo>");
        if (tree->operands[1])
            write_tree(w, tree->operands[1]);
        break;
    case TREE_TRANSPOSE: {
        const Tree *base = tree->operands[0];
        if (base->kind == TREE_POWER && base->superscript
            && base->operands[1]->kind != TREE_NUMBER)
            raised(w, base->operands[0], "-\\top", "<mo>−</mo><mo>⊤</mo>",
                   NULL);
        else
            raised(w, base, "\\top", "<mo>⊤</mo>", NULL);
        break;
    }
    case TREE_POWER:
        raised(w, tree->operands[0], "", "", tree->operands[1]);
        break;
    case TREE_PRODUCT:
    case TREE_TERM:
    case TREE_SUM:
    case TREE_COMPARE:
        write_chain(w, tree);
        break;
    case TREE_NEGATE:
        put(w, "-", "<mo>−</mo>");
        write_tree(w, tree->operands[0]);
        break;
    case TREE_NOT:
        put(w, "\\lnot ", "<mo>¬</mo>");
        write_tree(w, tree->operands[0]);
        break;
    case TREE_AND:
        write_words(w, tree, "and");
        break;
    case TREE_OR:
        write_words(w, tree, "or");
        break;
    case TREE_CHOOSE:
        write_tree(w, tree->operands[0]);
        write_word(w, "if");
        write_tree(w, tree->operands[1]);
        write_word(w, "else");
        write_tree(w, tree->operands[2]);
        break;
    case TREE_APPLY:
        write_tree(w, tree->operands[0]);
        put(w, "\\left(", "<mrow><mo>(</mo>");
        write_list(w, tree->count - 1, tree->operands + 1);
        put(w, "\\right)", "<mo>)</mo></mrow>");
        break;
    }
}

void write_tree(Writer *w, const Tree *tree)
{
    bool broken = is_broken(w, tree);
    size_t column = w->column;
    w->closed += !is_open(tree);
    write_kind(w, tree);
    w->closed -= !is_open(tree);
    if (!broken)
        w->column = column + width_of(tree);
}

/* -- statements -- */

static void write_statement(Writer *w, const Statement *s, bool aligned)
{
    write_list(w, s->head_count, s->heads);
    put(w, aligned ? " &" : " ", aligned ? MATHML_CELL : "");
    if (s->kind == STATEMENT_ACCUMULATE)
        put(w, "\\mathrel{+}= ", "<mo>+=</mo>");
    else
        put(w, "= ", "<mo>=</mo>");
    write_list(w, s->value_count, s->values);
    if (s->binder_count) {
        if (w->column > LONG)
            break_line(w);
        write_word(w, "for");
        write_binders(w, s->binder_count, s->binders);
    }
    for (uint32_t i = 0; i < s->local_count; i++) {
        break_line(w);
        write_word(w, i ? "and" : "where");
        write_statement(w, s->locals[i], false);
    }
}

static const Program *parsed(Arena *arena, Text text, bool *fine)
{
    Sources *sources = NEW(arena, Sources);
    *sources = (Sources){.arena = arena, .end = 1};
    Diagnostics *diagnostics = NEW(arena, Diagnostics);
    diagnostics_init(diagnostics, arena, sources);
    const Source *source = source_add(sources, text_of("formula"), text, false);
    const Program *program = parse(arena, source, diagnostics);
    *fine = program && program->count && !diagnostics->error_count;
    return program;
}

bool notation_binds(Arena *arena, Text side)
{
    bool fine;
    const Program *program = parsed(arena, text_format(arena, "x = %.*s",
                                                       TEXT_ARGS(side)), &fine);
    uint8_t kind = fine && program->statements[0]->value_count
                 ? program->statements[0]->values[0]->kind : TREE_NAME;
    return kind != TREE_COMPARE && kind != TREE_CHOOSE && kind != TREE_NOT
        && kind != TREE_AND && kind != TREE_OR;
}

Text notation_within(Arena *arena, Text statement)
{
    Writer w = {.arena = arena, .out = buffer_create(arena), .closed = 1};
    bool fine;
    const Program *program = parsed(arena, statement, &fine);
    if (!fine || program->count != 1
        || program->statements[0]->kind > STATEMENT_ACCUMULATE)
        return (Text){0};
    write_statement(&w, program->statements[0], false);
    return buffer_text(&w.out);
}

Text notation_of(Arena *arena, ExplainFormat format, Text statement)
{
    Writer w = {.arena = arena, .mathml = format == EXPLAIN_MATHML,
                .out = buffer_create(arena),
                .depth = 1};
    bool fine;
    Text head = {statement.at, 0}, over, under;
    while (head.length < statement.length
           && !memchr("[ ", statement.at[head.length], 2))
        head.length++;
    bool derived = split_derivative(head, &over, &under);
    if (derived)
        statement = text_format(arena, "D%.*s",
                                (int)(statement.length - head.length),
                                statement.at + head.length);
    const Program *program = parsed(arena, statement, &fine);
    if (fine && program->statements[0]->kind <= STATEMENT_ACCUMULATE) {
        Tree *left = program->statements[0]->heads[0];
        if (derived)
            (left->kind == TREE_INDEX ? left->operands[0] : left)->name = head;
        for (uint32_t i = 0; i < program->count; i++)
            write_statement(&w, program->statements[i], true);
        return buffer_text(&w.out);
    }
    program = parsed(arena, text_format(arena, "x = %.*s",
                                        TEXT_ARGS(statement)), &fine);
    if (fine) {
        const Tree *tree = program->statements[0]->values[0];
        write_tree(&w, tree);
    } else {
        buffer_print(&w.out, w.mathml ? "<mtext>%.*s</mtext>" : "\\text{%.*s}",
                     TEXT_ARGS(notation_escape_within(arena, format,
                                                      statement)));
    }
    return buffer_text(&w.out);
}
