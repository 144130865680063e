/* emit_c_subscript.c: affine and data subscripts as whole expressions. */
#include "emit_c_code.h"

Width width_of(Range range)
{
    if (range.low >= -32767 && range.high <= 32768)
        return WIDTH_INT;
    if (range.low >= -INT32_MAX && range.high <= (int64_t)INT32_MAX + 1)
        return WIDTH_32;
    return WIDTH_64;
}

const char *width_type(uint8_t width)
{
    return width == WIDTH_INT ? "int"
         : width == WIDTH_32  ? "int32_t"
                              : "int64_t";
}

const char *loop_type(Range range)
{
    if (range.low >= -32767 && range.high <= 32767)
        return "int";
    return range.low >= -INT32_MAX && range.high <= INT32_MAX ? "int32_t"
                                                               : "int64_t";
}

/* scale·data + Σ factor·index + base, what is added before what is taken
 * away; its value fits `width`. */
typedef struct Sum {
    Buffer   out;
    uint32_t count;
} Sum;

static void sum_term(Code *code, Sum *sum, int64_t factor, Text text,
                     uint8_t tightness, bool plus, const char *type)
{
    if (!factor || (factor > 0) != plus)
        return;
    int64_t size = factor < 0 ? -factor : factor;
    buffer_puts(&sum->out, sum->count ? plus ? " + " : " - "
                           : plus     ? ""
                                      : "-");
    if (size != 1)
        buffer_print(&sum->out, "%s%.*s * ", type,
                     TEXT_ARGS(code_whole(code, size)));
    else if (*type)
        buffer_puts(&sum->out, type);
    buffer_add(&sum->out,
               bracketed(code, text, tightness,
                         size == 1 && !*type
                             ? plus         ? C_PRODUCT
                               : sum->count ? C_UNARY
                                            : C_PRIMARY
                             : C_UNARY));
    sum->count++;
}

/* The magnitude that no intermediate value passes, in any order. */
static Range sum_reach(const Code *code, const Subscript *s)
{
    const Body *body = &code->body;
    double reach = s->base < 0 ? -(double)s->base : (double)s->base;
    for (uint32_t i = 0; i < s->term_count; i++) {
        Range range = body->box.ranges[s->terms[i].index];
        double low = (double)range.low, high = (double)range.high;
        double most = -low > high ? -low : high;
        double factor = (double)s->terms[i].factor;
        reach += (factor < 0 ? -factor : factor) * most;
    }
    if (s->data) {
        Range range = domain_bounds_expr(&body->box, code->graph, s->data);
        double low = (double)range.low, high = (double)range.high;
        double scale = (double)s->scale;
        reach += (scale < 0 ? -scale : scale) * (-low > high ? -low : high);
    }
    if (reach > 0x1p62)
        reach = 0x1p62;
    return (Range){-(int64_t)reach, (int64_t)reach};
}

Text body_subscript(Code *code, SubscriptId id)
{
    return body_affine(code, subscript_at(&code->graph->exprs, id));
}

static bool is_literal(const Code *code, uint32_t index)
{
    return is_span(code, index) && code->span[index].literal;
}

/* The subscript where numbers stand for indices. */
static Subscript at_step(Code *code, const Subscript *s)
{
    Subscript at = *s;
    if (!is_literal(code, 0) && !is_literal(code, 1))
        return at;
    Term *terms = NEW_ARRAY(code->scratch, Term, s->term_count + 1u);
    at.term_count = 0;
    for (uint32_t i = 0; i < s->term_count; i++) {
        Term term = s->terms[i];
        if (is_literal(code, term.index))
            at.base += term.factor * code->span[term.index].turns.low;
        else
            terms[at.term_count++] = term;
    }
    at.terms = terms;
    return at;
}

Text body_affine(Code *code, const Subscript *subscript)
{
    const Subscript at = at_step(code, subscript), *s = &at;
    if (!s->data && !s->term_count)
        return code_whole(code, s->base);
    Width width = width_of(sum_reach(code, s));
    bool alone = s->term_count + (s->data != 0) == 1 && !s->base;
    Sum sum = {.out = buffer_create(code->scratch)};
    for (int plus = 1; plus >= 0; plus--) {
        const char *type = width == WIDTH_INT || alone ? ""
                         : width == WIDTH_32           ? "(int32_t)"
                                                       : "(int64_t)";
        if (s->data) {
            Text text = node_text(code, code->place[s->data], C_WHOLE,
                                  C_CHOICE);
            uint8_t tight = code->body.nodes.at[code->place[s->data]].tightness;
            sum_term(code, &sum, s->scale, text, tight, plus != 0,
                     width == WIDTH_64 && !alone ? type : "");
        }
        for (uint32_t i = 0; i < s->term_count; i++)
            sum_term(code, &sum, s->terms[i].factor,
                     code->names->indices[s->terms[i].index], C_PRIMARY,
                     plus != 0, type);
        if (s->base && (s->base > 0) == (plus != 0)) {
            int64_t size = s->base < 0 ? -s->base : s->base;
            buffer_puts(&sum.out, sum.count ? plus ? " + " : " - "
                                  : plus    ? ""
                                            : "-");
            buffer_add(&sum.out, code_whole(code, size));
            sum.count++;
        }
    }
    return buffer_text(&sum.out);
}
