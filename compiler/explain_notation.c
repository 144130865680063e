/* explain_notation.c: the language in LaTeX and in MathML.
 *
 * The text is parsed, and its tree is written in the other notation: a power is
 * raised, a quotient is a fraction, an index stands below.
 */
#include "explain_page.h"
#include "letters.h"
#include "parse.h"

#include <string.h>

typedef struct Writer {
    Arena *arena;
    bool   mathml;
    Buffer out;
    const Tree *broken;         /* a chain with a line for each operand */
} Writer;

static void write_tree(Writer *w, const Tree *tree);

static void put(Writer *w, const char *latex, const char *mathml)
{
    buffer_puts(&w->out, w->mathml ? mathml : latex);
}

/* -- letters -- */

static const struct {
    const char *letter, *latex;
} letters[] = {
    {"α", "\\alpha "}, {"β", "\\beta "}, {"γ", "\\gamma "},
    {"δ", "\\delta "}, {"ε", "\\varepsilon "}, {"ζ", "\\zeta "},
    {"η", "\\eta "}, {"θ", "\\theta "}, {"ι", "\\iota "}, {"κ", "\\kappa "},
    {"λ", "\\lambda "}, {"μ", "\\mu "}, {"ν", "\\nu "}, {"ξ", "\\xi "},
    {"π", "\\pi "}, {"ρ", "\\rho "}, {"σ", "\\sigma "}, {"τ", "\\tau "},
    {"υ", "\\upsilon "}, {"φ", "\\varphi "}, {"χ", "\\chi "},
    {"ψ", "\\psi "}, {"ω", "\\omega "}, {"Γ", "\\Gamma "},
    {"Δ", "\\Delta "}, {"Θ", "\\Theta "}, {"Λ", "\\Lambda "},
    {"Ξ", "\\Xi "}, {"Π", "\\Pi "}, {"Σ", "\\Sigma "}, {"Φ", "\\Phi "},
    {"Ψ", "\\Psi "}, {"Ω", "\\Omega "}, {"∂", "\\partial "},
};

static const char *const low_digits[] = {"₀", "₁", "₂", "₃", "₄",
                                         "₅", "₆", "₇", "₈", "₉"};

/* The letter that begins here: its length. */
static size_t letter_length(Text text, size_t at)
{
    const char *from = text.at + at;
    text_decode(&from, text.at + text.length);
    return (size_t)(from - (text.at + at));
}

static int low_digit(Text letter)
{
    for (int i = 0; i < 10; i++)
        if (text_is(letter, low_digits[i]))
            return i;
    return -1;
}

/* Letters of a formula; what stands below apart. */
static Text split_name(Arena *arena, Text name, Text *below)
{
    Buffer stem = buffer_create(arena), low = buffer_create(arena);
    for (size_t at = 0; at < name.length;) {
        Text letter = {name.at + at, letter_length(name, at)};
        int digit = low_digit(letter);
        if (digit >= 0)
            buffer_print(&low, "%d", digit);
        else if (text_is(letter, "ₙ"))
            buffer_puts(&low, "n");
        else
            buffer_add(low.length ? &low : &stem, letter);
        at += letter.length;
    }
    Text text = buffer_text(&stem);
    for (size_t i = 1; !low.length && i + 1 < text.length; i++)
        if (text.at[i] == '_') {
            *below = (Text){text.at + i + 1, text.length - i - 1};
            return (Text){text.at, i};
        }
    *below = buffer_text(&low);
    return text;
}

/* What stands in ∂J/∂K. */
static bool split_derivative(Text name, Text *over, Text *under)
{
    const size_t sign = strlen("∂");
    if (name.length < sign || memcmp(name.at, "∂", sign))
        return false;
    for (size_t i = sign; i + 1 + sign < name.length; i++)
        if (name.at[i] == '/' && !memcmp(name.at + i + 1, "∂", sign)) {
            *over = (Text){name.at + sign, i - sign};
            *under = (Text){name.at + i + 1 + sign,
                            name.length - i - 1 - sign};
            return true;
        }
    return false;
}

static void put_name(Writer *w, Text name);

static void put_letters(Writer *w, Text text)
{
    size_t count = 0;
    for (size_t at = 0; at < text.length; at += letter_length(text, at))
        count++;
    if (w->mathml) {
        buffer_puts(&w->out, "<mi>");
        buffer_add(&w->out, notation_escape(w->arena, EXPLAIN_MATHML, text));
        buffer_puts(&w->out, "</mi>");
        return;
    }
    bool word = false;
    for (size_t i = 0; i < text.length && count > 1; i++)
        word |= (unsigned char)text.at[i] < 128;
    if (word)
        buffer_puts(&w->out, "\\mathrm{");
    for (size_t at = 0; at < text.length;) {
        Text letter = {text.at + at, letter_length(text, at)};
        const char *latex = NULL;
        for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
            if (text_is(letter, letters[i].letter))
                latex = letters[i].latex;
        if (text_is(letter, "_"))
            buffer_puts(&w->out, "\\_");
        else if (text_is(letter, "′"))
            buffer_puts(&w->out, "'");
        else if (latex)
            buffer_puts(&w->out, latex);
        else
            buffer_add(&w->out, letter);
        at += letter.length;
    }
    if (word)
        buffer_puts(&w->out, "}");
}

/* ∂J/∂K, as the name of what has indices. */
static bool put_derivative(Writer *w, Text name)
{
    Text over, under;
    if (!split_derivative(name, &over, &under))
        return false;
    put(w, "\\left(\\frac{\\partial ",
        "<mrow><mo>(</mo><mfrac><mrow><mo>∂</mo>");
    put_name(w, over);
    put(w, "}{\\partial ", "</mrow><mrow><mo>∂</mo>");
    put_name(w, under);
    put(w, "}\\right)", "</mrow></mfrac><mo>)</mo></mrow>");
    return true;
}

static void put_name(Writer *w, Text name)
{
    if (put_derivative(w, name))
        return;
    Text below, stem = split_name(w->arena, name, &below);
    if (!below.length) {
        put_letters(w, stem);
        return;
    }
    put(w, "", "<msub><mrow>");
    put_letters(w, stem);
    put(w, "_{", "</mrow><mrow>");
    put_letters(w, below);
    put(w, "}", "</mrow></msub>");
}

Text notation_of_name(Arena *arena, ExplainFormat format, Text name)
{
    Writer w = {.arena = arena, .mathml = format == EXPLAIN_MATHML,
                .out = buffer_create(arena)};
    put_name(&w, name);
    return buffer_text(&w.out);
}

Text notation_escape(Arena *arena, ExplainFormat format, Text text)
{
    Buffer out = buffer_create(arena);
    if (format == EXPLAIN_TEXT)
        return text;
    for (size_t at = 0; at < text.length;) {
        Text letter = {text.at + at, letter_length(text, at)};
        char c = *letter.at;
        at += letter.length;
        if (format == EXPLAIN_MATHML) {
            if (c == '<' || c == '>' || c == '&')
                buffer_puts(&out, c == '<' ? "&lt;" : c == '>' ? "&gt;"
                                                               : "&amp;");
            else
                buffer_add(&out, letter);
            continue;
        }
        bool special = letter.length == 1 && strchr("_#$%&{}*", c);
        if (special) {
            buffer_print(&out, "\\%c", c);
        } else if (format == EXPLAIN_LATEX && letter.length == 1
                   && strchr("^~\\<>|", c)) {
            buffer_print(&out, c == '^'  ? "\\^{}" : c == '~' ? "\\~{}"
                             : c == '\\' ? "\\textbackslash{}"
                                         : "\\(%c\\)", c);
        } else if (format == EXPLAIN_LATEX && letter.length > 1) {
            Writer w = {.arena = arena, .out = buffer_create(arena)};
            int digit = low_digit(letter);
            if (digit >= 0) {
                buffer_print(&out, "\\(_%d\\)", digit);
                continue;
            }
            static const char *const signs[][2] = {
                {"ᵀ", "^\\top"}, {"²", "^2"}, {"³", "^3"}, {"⁻", "^-"},
                {"¹", "^1"}, {"·", "\\cdot"}, {"⊙", "\\odot"},
                {"⊘", "\\oslash"}, {"⊗", "\\otimes"}, {"×", "\\times"},
                {"‖", "\\|"}, {"½", "\\tfrac12"}, {"¼", "\\tfrac14"},
                {"¾", "\\tfrac34"}, {"≤", "\\le"}, {"≥", "\\ge"},
                {"≠", "\\ne"}, {"∞", "\\infty"},
            };
            const char *sign = NULL;
            for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
                if (text_is(letter, signs[i][0]))
                    sign = signs[i][1];
            if (!sign)
                put_letters(&w, letter);
            buffer_print(&out, "\\(%s%.*s\\)", sign ? sign : "",
                         TEXT_ARGS(buffer_text(&w.out)));
        } else {
            buffer_add(&out, letter);
        }
    }
    return buffer_text(&out);
}

/* -- trees -- */

static void bracket(Writer *w, const char *open, const Tree *tree,
                    const char *close)
{
    if (w->mathml)
        buffer_print(&w->out, "<mrow><mo>%s</mo>", open);
    else
        buffer_print(&w->out, "\\left%s", open);
    write_tree(w, tree);
    if (w->mathml)
        buffer_print(&w->out, "<mo>%s</mo></mrow>", close);
    else
        buffer_print(&w->out, "\\right%s", close);
}

static void write_list(Writer *w, uint32_t count, Tree *const *operands)
{
    for (uint32_t i = 0; i < count; i++) {
        if (i)
            put(w, ", ", "<mo>,</mo>");
        write_tree(w, operands[i]);
    }
}

static void write_number(Writer *w, double number)
{
    put(w, "", "<mn>");
    if (number == 0.5 || number == 0.25 || number == 0.75)
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

static void fraction(Writer *w, const Tree *over, const Tree *under)
{
    put(w, "\\frac{", "<mfrac><mrow>");
    write_tree(w, over->kind == TREE_BRACKET ? over->operands[0] : over);
    put(w, "}{", "</mrow><mrow>");
    write_tree(w, under->kind == TREE_BRACKET ? under->operands[0] : under);
    put(w, "}", "</mrow></mfrac>");
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
        fraction(w, tree->operands[0], tree->operands[1]);
        return;
    }
    for (uint32_t i = 0; i < tree->count; i++) {
        if (i && tree == w->broken)
            buffer_puts(&w->out, " \\\\ &\\quad{}");
        if (i)
            write_operator(w, (TreeOp)tree->ops[i]);
        write_tree(w, tree->operands[i]);
    }
}

static void write_call(Writer *w, const Tree *tree)
{
    static const char *const known[][2] = {
        {"sigmoid", "\\sigma "}, {"exp", "\\exp "}, {"log", "\\log "},
        {"sin", "\\sin "}, {"cos", "\\cos "}, {"tan", "\\tan "},
        {"sinh", "\\sinh "}, {"cosh", "\\cosh "}, {"tanh", "\\tanh "},
        {"max", "\\max "}, {"min", "\\min "}, {"det", "\\det "},
        {"trace", "\\operatorname{tr} "}, {"logdet", "\\log\\det "},
    };
    const char *latex = NULL;
    if (text_is(tree->name, "sqrt") && tree->count == 1) {
        put(w, "\\sqrt{", "<msqrt>");
        write_tree(w, tree->operands[0]);
        put(w, "}", "</msqrt>");
        return;
    }
    if (text_is(tree->name, "norm") && tree->count == 1) {
        bracket(w, w->mathml ? "‖" : "\\|", tree->operands[0],
                w->mathml ? "‖" : "\\|");
        return;
    }
    if (text_is(tree->name, "batch_sum") && tree->count == 1) {
        const Tree *body = tree->operands[0];
        put(w, "\\sum_{\\text{batch}} ",
            "<munder><mo>∑</mo><mtext>batch</mtext></munder>");
        if (body->kind == TREE_SUM || body->kind == TREE_CHOOSE)
            bracket(w, "(", body, ")");
        else
            write_tree(w, body);
        return;
    }
    if (text_is(tree->name, "eye") && tree->count == 1) {
        put(w, "I", "<mi>I</mi>");
        return;
    }
    if (text_is(tree->name, "ones") && tree->count == 1) {
        put(w, "\\mathbf{1}", "<mn>1</mn>");
        return;
    }
    if (text_is(tree->name, "zeros")) {
        put(w, "0", "<mn>0</mn>");
        return;
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (text_is(tree->name, known[i][0]))
            latex = known[i][1];
    Text name = notation_escape(w->arena, EXPLAIN_MARKDOWN, tree->name);
    bool word = tree->name.length > 2;
    for (size_t i = 0; i < tree->name.length; i++)
        word &= (unsigned char)tree->name.at[i] < 128;
    if (w->mathml && text_is(tree->name, "sigmoid"))
        buffer_puts(&w->out, "<mi>σ</mi>");
    else if (!w->mathml && latex)
        buffer_puts(&w->out, latex);
    else if (!w->mathml && word)
        buffer_print(&w->out, "\\operatorname{%.*s}", TEXT_ARGS(name));
    else if (word)
        put_letters(w, tree->name);
    else
        put_name(w, tree->name);
    put(w, "\\left(", "<mrow><mo>(</mo>");
    write_list(w, tree->count, tree->operands);
    put(w, "\\right)", "<mo>)</mo></mrow>");
}

static void write_binders(Writer *w, uint32_t count, const Binder *binders)
{
    for (uint32_t i = 0; i < count; i++) {
        const Binder *b = &binders[i];
        if (i)
            put(w, ", ", "<mo>,</mo>");
        if (b->low) {
            write_tree(w, b->low);
            put(w, " \\le ", "<mo>≤</mo>");
        }
        put_name(w, b->name);
        if (b->high) {
            put(w, " < ", "<mo>&lt;</mo>");
            write_tree(w, b->high);
        }
    }
}

static void write_reduction(Writer *w, const Tree *tree)
{
    static const char *const latex[] = {"\\sum", "\\prod", "\\max", "\\min",
                                        "\\operatorname{mean}",
                                        "\\operatorname{argmax}",
                                        "\\operatorname{argmin}"};
    static const char *const mathml[] = {"∑", "∏", "max", "min", "mean",
                                         "argmax", "argmin"};
    if (w->mathml)
        buffer_print(&w->out, "<munder><mo>%s</mo><mrow>",
                     mathml[tree->reduction]);
    else
        buffer_print(&w->out, "%s_{", latex[tree->reduction]);
    write_binders(w, tree->binder_count, tree->binders);
    if (tree->condition) {
        put(w, ":\\, ", "<mo>:</mo>");
        write_tree(w, tree->condition);
    }
    put(w, "} ", "</mrow></munder>");
    const Tree *body = tree->operands[0];
    if (body->kind == TREE_SUM || body->kind == TREE_CHOOSE
        || !tree->binder_count)
        bracket(w, "(", body, ")");
    else
        write_tree(w, body);
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

static void write_tree(Writer *w, const Tree *tree)
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
        write_list(w, tree->count, tree->operands);
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
        for (uint32_t i = 0; i < tree->count; i++) {
            if (i)
                put(w, "\\, ", "<mo>⁢</mo>");
            write_tree(w, tree->operands[i]);
        }
        break;
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

/* -- statements -- */

static void write_statement(Writer *w, const Statement *s)
{
    write_list(w, s->head_count, s->heads);
    if (s->kind == STATEMENT_ACCUMULATE)
        put(w, " \\mathrel{+}= ", "<mo>+=</mo>");
    else
        put(w, " &= ", "<mo>=</mo>");
    write_list(w, s->value_count, s->values);
    if (s->binder_count) {
        write_word(w, "for");
        write_binders(w, s->binder_count, s->binders);
    }
    for (uint32_t i = 0; i < s->local_count; i++) {
        write_word(w, i ? "and" : "where");
        write_statement(w, s->locals[i]);
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

Text notation_of(Arena *arena, ExplainFormat format, Text statement)
{
    enum { LONG = 70 };
    Writer w = {.arena = arena, .mathml = format == EXPLAIN_MATHML,
                .out = buffer_create(arena)};
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
        if (!w.mathml && text_width(statement) > LONG)
            w.broken = program->statements[0]->values[0];
        Tree *left = program->statements[0]->heads[0];
        if (derived)
            (left->kind == TREE_INDEX ? left->operands[0] : left)->name = head;
        for (uint32_t i = 0; i < program->count; i++)
            write_statement(&w, program->statements[i]);
        return buffer_text(&w.out);
    }
    program = parsed(arena, text_format(arena, "x = %.*s",
                                        TEXT_ARGS(statement)), &fine);
    if (fine) {
        const Tree *tree = program->statements[0]->values[0];
        if (!w.mathml && text_width(statement) > LONG)
            w.broken = tree;
        write_tree(&w, tree);
    } else {
        buffer_print(&w.out, w.mathml ? "<mtext>%.*s</mtext>" : "\\text{%.*s}",
                     TEXT_ARGS(notation_escape(arena, format, statement)));
    }
    return buffer_text(&w.out);
}
