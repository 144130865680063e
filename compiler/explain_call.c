/* explain_call.c: functions, and what is summed, in LaTeX and in MathML. */
#include "explain_notation.h"

void write_call(Writer *w, const Tree *tree)
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
        /* In brackets, or a factor behind it would be drawn into the sum. */
        bool broken = is_broken(w, body);
        open_bracket(w, "(", broken);
        put(w, "\\sum_{\\text{batch}} ",
            "<munder><mo>∑</mo><mtext>batch</mtext></munder>");
        if (body->kind == TREE_SUM || body->kind == TREE_CHOOSE)
            bracket(w, "(", body, ")");
        else
            write_tree(w, body);
        close_bracket(w, ")", broken);
        return;
    }
    if (text_is(tree->name, "eye") && tree->count == 1) {
        put(w, "I", "<mi>I</mi>");
        return;
    }
    if (text_is(tree->name, "ones") && tree->count == 1) {
        put(w, "\\mathbf{1}", "<mn>𝟏</mn>");
        return;
    }
    if (text_is(tree->name, "zeros")) {
        put(w, "0", "<mn>0</mn>");
        return;
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (text_is(tree->name, known[i][0]))
            latex = known[i][1];
    Text name = notation_escape(w->arena, EXPLAIN_LATEX, tree->name);
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
    bool broken = is_broken(w, tree);
    open_bracket(w, "(", broken);
    write_list(w, tree->count, tree->operands);
    close_bracket(w, ")", broken);
}

void write_binders(Writer *w, uint32_t count, const Binder *binders)
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

void write_reduction(Writer *w, const Tree *tree)
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
    w->closed++;
    write_binders(w, tree->binder_count, tree->binders);
    if (tree->condition) {
        put(w, ":\\, ", "<mo>:</mo>");
        write_tree(w, tree->condition);
    }
    w->closed--;
    put(w, "} ", "</mrow></munder>");
    const Tree *body = tree->operands[0];
    if (body->kind == TREE_SUM || body->kind == TREE_CHOOSE
        || !tree->binder_count)
        bracket(w, "(", body, ")");
    else
        write_tree(w, body);
}
