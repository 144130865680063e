/* emit_c_expr.c: the nodes of a body as C expressions and locals. */
#include "emit_c_code.h"

#include <math.h>

enum {
    LONG_TEXT = 120,
    LARGEST_CONSTANT = 1 << 16,     /* of sums that are exact in float, too, */
    MOST_LEVELS = 4                 /* of so many levels */
};

/* -- texts -- */

static Text joined(Code *code, uint32_t count, const Text *pieces)
{
    return text_joined(code->scratch, count, pieces);
}

static Text cast(Code *code, const char *type, Text text, uint8_t tightness)
{
    text = bracketed(code, text, tightness, C_UNARY);
    return text_format(code->scratch, "(%s)%.*s", type, TEXT_ARGS(text));
}

/* Whether the whole number is chosen among small constants, or a sum of such. */
static bool is_of_constants(const Code *code, uint32_t at, int levels)
{
    const Node *node = &code->body.nodes.at[at];
    const Expr *expr = expr_at(&code->graph->exprs, node->id);
    bool sum = expr->kind == APPLY
            && (expr->function == F_ADD || expr->function == F_SUB);
    if (expr->kind == NUMBER)
        return fabs(expr->as.number) <= LARGEST_CONSTANT
            && !signbit(expr->as.number == 0 ? expr->as.number : 1);
    if (node->type != C_WHOLE || node->local || !levels
        || (expr->kind != CHOOSE && !sum))
        return false;
    for (uint32_t n = !sum; n < (sum ? 2u : 3u); n++)
        if (!is_of_constants(code, code->place[expr->as.operand[n]],
                             levels - 1))
            return false;
    return true;
}

/* It as a real number: no conversion stands between the choices and their users,
 * for which vectors would have to be of two widths. */
static Text constants_text(Code *code, uint32_t at, uint8_t needed)
{
    const Node *node = &code->body.nodes.at[at];
    const Expr *expr = expr_at(&code->graph->exprs, node->id);
    if (expr->kind == NUMBER)
        return node_text(code, at, C_REAL, needed);
    const ExprId *operand = expr->as.operand;
    if (expr->kind == APPLY) {
        Text a = constants_text(code, code->place[operand[0]], C_SUM);
        Text b = constants_text(code, code->place[operand[1]], C_PRODUCT);
        Text sum = text_format(code->scratch, "%.*s %c %.*s", TEXT_ARGS(a),
                               expr->function == F_ADD ? '+' : '-',
                               TEXT_ARGS(b));
        return bracketed(code, sum, C_SUM, needed);
    }
    Text c = node_text(code, code->place[operand[0]], C_CONDITION, C_OR);
    Text a = constants_text(code, code->place[operand[1]], C_OR);
    Text b = constants_text(code, code->place[operand[2]], C_CHOICE);
    Text choice = text_format(code->scratch, "%.*s ? %.*s : %.*s",
                              TEXT_ARGS(c), TEXT_ARGS(a), TEXT_ARGS(b));
    return bracketed(code, choice, C_CHOICE, needed);
}

/* The node as its users see it, in the wanted type. */
Text node_text(Code *code, uint32_t at, CType want, uint8_t needed)
{
    const Node *node = &code->body.nodes.at[at];
    const Expr *expr = expr_at(&code->graph->exprs, node->id);
    const char *real = code_real_type(code);
    if (want == C_REAL && expr->kind == NUMBER) {
        Text text = code_real(code, expr->as.number);
        return bracketed(code, text,
                         text.at[0] == '-' ? C_UNARY : C_PRIMARY, needed);
    }
    if (want == C_REAL && node->type == C_WHOLE
        && is_of_constants(code, at, MOST_LEVELS))
        return constants_text(code, at, needed);
    if (want == C_REAL && node->type == C_WHOLE)
        return bracketed(code, cast(code, real, node->text, node->tightness),
                         C_UNARY, needed);
    if (want == C_REAL && node->type == C_CONDITION)
        return text_format(code->scratch, "(%.*s ? %.*s : %.*s)",
                           TEXT_ARGS(node->text),
                           TEXT_ARGS(code_real(code, 1)),
                           TEXT_ARGS(code_real(code, 0)));
    if (want == C_CONDITION && node->type != C_CONDITION) {
        Text text = bracketed(code, node->text, node->tightness, C_COMPARE);
        text = text_format(code->scratch, "%.*s != %s", TEXT_ARGS(text),
                           node->type == C_WHOLE           ? "0"
                           : code->plan->real_double ? "0.0"
                                                           : "0.0f");
        return bracketed(code, text, C_EQUAL, needed);
    }
    return bracketed(code, node->text, node->tightness, needed);
}

static void access_text(Code *code, Node *node, const Expr *expr)
{
    Text subscripts[MAX_RANK];
    node->tightness = C_PRIMARY;
    if (blocks_rows(code, expr, &node->text))
        return;
    for (uint32_t i = 0; i < expr->as.access.rank; i++)
        subscripts[i] = body_subscript(code, expr->as.access.subscripts[i]);
    node->text = code_element(code, expr->as.access.array, subscripts,
                              &node->tightness);
    if (node->guarded) {
        node->text = text_format(code->scratch, "GG_GUARDED(%.*s)",
                                 TEXT_ARGS(node->text));
        node->tightness = C_PRIMARY;
    }
}

static void binary_text(Code *code, Node *node, const uint32_t *x, CType type,
                        const char *symbol, uint8_t own, uint8_t left,
                        uint8_t right)
{
    Text a = node_text(code, x[0], type, left);
    Text b = node_text(code, x[1], type, right);
    const Node *nodes = code->body.nodes.at;
    if (type == C_WHOLE && own >= C_SUM) {
        uint8_t wide = nodes[x[0]].width > nodes[x[1]].width
                         ? nodes[x[0]].width
                         : nodes[x[1]].width;
        if (node->width > wide)
            a = cast(code, width_type(node->width),
                     node_text(code, x[0], type, C_UNARY), C_UNARY);
    }
    node->text = joined(code, 5, (const Text[]){a, text_of(" "), text_of(symbol),
                                                text_of(" "), b});
    node->tightness = own;
}

static void call_text(Code *code, Node *node, const char *prefix,
                      const char *function, const char *suffix, const uint32_t *x, uint32_t count,
                      CType type)
{
    Text pieces[4 + 2 * 2] = {text_of(prefix), text_of(function),
                              text_of(suffix)};
    uint32_t pieces_count = 3;
    for (uint32_t i = 0; i < count; i++) {
        pieces[pieces_count++] = text_of(i ? ", " : "(");
        pieces[pieces_count++] = node_text(code, x[i], type, C_CHOICE);
    }
    pieces[pieces_count++] = text_of(")");
    node->text = joined(code, pieces_count, pieces);
    node->tightness = C_PRIMARY;
}

static void negate_text(Code *code, Node *node, const uint32_t *x, CType type)
{
    Text a = node_text(code, x[0], type, C_UNARY);
    if (a.at[0] == '-')
        a = bracketed(code, a, C_CHOICE, C_PRIMARY);
    node->text = text_format(code->scratch, "-%.*s", TEXT_ARGS(a));
    node->tightness = C_UNARY;
}

static void same_text(Code *code, Node *node, uint32_t x)
{
    const Node *from = &code->body.nodes.at[x];
    node->text = from->text;
    node->tightness = from->tightness;
}

static void whole_text(Code *code, Node *node, const Expr *expr,
                       const uint32_t *x)
{
    const Domain *box = &code->body.box;
    const char *suffix = node->width == WIDTH_64 ? "64" : "32";
    switch ((Function)expr->function) {
    case F_ADD:
        binary_text(code, node, x, C_WHOLE, "+", C_SUM, C_SUM, C_PRODUCT);
        return;
    case F_SUB:
        binary_text(code, node, x, C_WHOLE, "-", C_SUM, C_SUM, C_PRODUCT);
        return;
    case F_MUL:
        binary_text(code, node, x, C_WHOLE, "*", C_PRODUCT, C_PRODUCT,
                    C_UNARY);
        return;
    case F_NEG:
        negate_text(code, node, x, C_WHOLE);
        return;
    case F_FLOORDIV:
    case F_MOD: {
        bool divide = expr->function == F_FLOORDIV;
        Range a = domain_bounds_expr(box, code->graph, expr->as.operand[0]);
        Range b = domain_bounds_expr(box, code->graph, expr->as.operand[1]);
        if (a.low >= 0 && b.low > 0)
            binary_text(code, node, x, C_WHOLE, divide ? "/" : "%", C_PRODUCT,
                        C_PRODUCT, C_UNARY);
        else
            call_text(code, node, "gg_", divide ? "div" : "mod", suffix, x, 2,
                      C_WHOLE);
        return;
    }
    case F_MIN:
        call_text(code, node, "gg_", "min", suffix, x, 2, C_WHOLE);
        return;
    case F_MAX:
        call_text(code, node, "gg_", "max", suffix, x, 2, C_WHOLE);
        return;
    case F_ABS:
        call_text(code, node, "gg_", "abs", suffix, x, 1, C_WHOLE);
        return;
    case F_SIGN:
        call_text(code, node, "gg_", "sign", suffix, x, 1, C_WHOLE);
        return;
    default:
        same_text(code, node, x[0]);
    }
}

/* A power by an index, or by another whole number that is not constant. */
static void whole_power_text(Code *code, Node *node, const Expr *expr,
                             const uint32_t *x)
{
    Range n = domain_bounds_expr(&code->body.box, code->graph,
                                 expr->as.operand[1]);
    bool products = n.low < n.high && power_is_products((double)n.low)
                 && power_is_products((double)n.high - 1);
    bool wide = products && code->body.nodes.at[x[1]].width == WIDTH_64;
    node->text = text_format(
        code->scratch, "gg_inline_pow%s%s(%.*s, %s%.*s)", products ? "i" : "n",
        code->plan->real_double ? "" : "f",
        TEXT_ARGS(node_text(code, x[0], C_REAL, C_CHOICE)),
        wide ? "(int)" : "",
        TEXT_ARGS(node_text(code, x[1], C_WHOLE, wide ? C_UNARY : C_CHOICE)));
    code->tiles->inlines = true;
    node->tightness = C_PRIMARY;
}

static void power_text(Code *code, Node *node, const Expr *expr,
                       const uint32_t *x)
{
    const Expr *n = expr_at(&code->graph->exprs, expr->as.operand[1]);
    const char *suffix = code->plan->real_double ? "" : "f";
    double e = n->kind == NUMBER ? n->as.number : 0;
    if (e == 2) {
        Text a = node_text(code, x[0], C_REAL, C_UNARY);
        node->text = text_format(code->scratch, "%.*s * %.*s", TEXT_ARGS(a),
                                 TEXT_ARGS(a));
        node->tightness = C_PRODUCT;
    } else if (n->kind == NUMBER && (power_is_products(e) || power_is_root(e))) {
        Text a = node_text(code, x[0], C_REAL, C_CHOICE);
        bool halves = power_is_root(e);
        node->text = text_format(code->scratch, "gg_inline_pow%s%s(%.*s, %d)",
                                 halves ? "h" : "i", suffix, TEXT_ARGS(a),
                                 (int)(halves ? 2 * e : e));
        code->tiles->inlines = true;
        node->tightness = C_PRIMARY;
    } else if (n->kind != NUMBER && n->flags & EXPR_WHOLE) {
        whole_power_text(code, node, expr, x);
    } else {
        call_text(code, node, "gg_", "pow", suffix, x, 2, C_REAL);
    }
}

/* Whether a whole comparison is decided by the ranges of its sides, or because
 * they are one text: compilers warn of such. */
static bool is_decided(Code *code, const Expr *expr, const uint32_t *x,
                       bool *holds)
{
    const Domain *box = &code->body.box;
    const Node *nodes = code->body.nodes.at;
    Range a = domain_bounds_expr(box, code->graph, expr->as.operand[0]);
    Range b = domain_bounds_expr(box, code->graph, expr->as.operand[1]);
    bool same = text_equal(nodes[x[0]].text, nodes[x[1]].text);
    bool less = a.high <= b.low, more = b.high <= a.low;
    bool at_most = a.high <= b.low + 1, at_least = b.high <= a.low + 1;
    switch ((Function)expr->function) {
    case F_LT:
        *holds = less;
        return same || less || at_least;
    case F_LE:
        *holds = same || at_most;
        return same || at_most || more;
    case F_GT:
        *holds = more;
        return same || more || at_most;
    case F_GE:
        *holds = same || at_least;
        return same || at_least || less;
    case F_NE:
        *holds = less || more;
        return same || less || more;
    default:
        *holds = same;
        return same || less || more;
    }
}

static void condition_text(Code *code, Node *node, const Expr *expr,
                           const uint32_t *x)
{
    const FunctionRow *row = function_row((Function)expr->function);
    const Node *nodes = code->body.nodes.at;
    if (expr->function == F_NOT) {
        Text a = node_text(code, x[0], C_CONDITION, C_UNARY);
        node->text = text_format(code->scratch, "!%.*s", TEXT_ARGS(a));
        node->tightness = C_UNARY;
    } else if (expr->function == F_AND) {
        binary_text(code, node, x, C_CONDITION, "&&", C_AND, C_AND, C_EQUAL);
    } else if (expr->function == F_OR) {
        bool chain = nodes[x[0]].tightness == C_OR;
        binary_text(code, node, x, C_CONDITION, "||", C_OR,
                    chain ? C_OR : C_EQUAL, C_EQUAL);
    } else {
        bool whole = nodes[x[0]].type == C_WHOLE && nodes[x[1]].type == C_WHOLE;
        bool equal = expr->function == F_EQ || expr->function == F_NE;
        bool holds;
        if (whole && is_decided(code, expr, x, &holds)) {
            node->text = text_of(holds ? "1" : "0");
            node->tightness = C_PRIMARY;
            return;
        }
        binary_text(code, node, x, whole ? C_WHOLE : C_REAL, row->symbol,
                    equal ? C_EQUAL : C_COMPARE, C_SUM, C_SUM);
    }
}

/* A call; in the innermost loop, of the form that becomes part of the loop. */
static void function_text(Code *code, Node *node, const FunctionRow *row,
                          const uint32_t *x)
{
    const char *name = row->runtime ? row->runtime : row->name;
    const char *prefix = "gg_";
    uint32_t level = code->body.scopes.at[node->scope].level;
    if (row->flags & FUNCTION_INLINE && code->inline_level
        && level == code->inline_level) {
        prefix = "gg_inline_";
        code->tiles->inlines = true;
    }
    call_text(code, node, prefix, name, code->plan->real_double ? "" : "f", x,
              row->arity, C_REAL);
}

/* By a number by which others are divided, too. */
static void quotient_text(Code *code, Node *node, const Expr *expr,
                          const uint32_t *x)
{
    bool one = expr_is_number(&code->graph->exprs, expr->as.operand[0], 1);
    Text a = node_text(code, x[0], C_REAL, C_PRODUCT);
    Text b = node_text(code, x[1], C_REAL, C_UNARY);
    Text inverse = text_format(code->scratch, "%.*s / %.*s",
                               TEXT_ARGS(code_real(code, 1)), TEXT_ARGS(b));
    node->text = one ? inverse
                     : text_format(code->scratch, "%.*s * (%.*s)",
                                   TEXT_ARGS(a), TEXT_ARGS(inverse));
    node->tightness = C_PRODUCT;
}

static void real_text(Code *code, Node *node, const Expr *expr,
                      const uint32_t *x)
{
    const FunctionRow *row = function_row((Function)expr->function);
    switch ((Function)expr->function) {
    case F_ADD:
    case F_SUB:
        binary_text(code, node, x, C_REAL, row->symbol, C_SUM, C_SUM,
                    C_PRODUCT);
        return;
    case F_DIV:
        if (divisor_is_shared(code, expr->as.operand[1])) {
            quotient_text(code, node, expr, x);
            return;
        }
        binary_text(code, node, x, C_REAL, row->symbol, C_PRODUCT, C_PRODUCT,
                    C_UNARY);
        return;
    case F_MUL:
        binary_text(code, node, x, C_REAL, row->symbol, C_PRODUCT, C_PRODUCT,
                    C_UNARY);
        return;
    case F_NEG:
        negate_text(code, node, x, C_REAL);
        return;
    case F_POW:
        power_text(code, node, expr, x);
        return;
    default:
        function_text(code, node, row, x);
    }
}

/* -- locals -- */

static void make_local(Code *code, uint32_t at)
{
    Body *body = &code->body;
    Node *node = &body->nodes.at[at];
    node->local = true;
    node->value = node->text;
    node->text = text_format(code->scratch, "%.*s%u",
                             TEXT_ARGS(code->temporary), ++code->count);
    node->tightness = C_PRIMARY;
    list_push(code->scratch, &body->scopes.at[node->scope].locals, at);
}

static void choose_text(Code *code, uint32_t at, const uint32_t *x)
{
    Body *body = &code->body;
    Node *node = &body->nodes.at[at];
    CType type = (CType)node->type;
    if (node->masked) {
        node->text = text_format(
            code->scratch, "gg_only%s(%.*s, %.*s)",
            code->plan->real_double ? "" : "f",
            TEXT_ARGS(node_text(code, x[0], C_CONDITION, C_CHOICE)),
            TEXT_ARGS(node_text(code, x[1], type, C_CHOICE)));
        node->tightness = C_PRIMARY;
        return;
    }
    Text c = node_text(code, x[0], C_CONDITION, C_OR);
    Text a = node_text(code, x[1], type, C_OR);
    Text b = node_text(code, x[2], type, C_CHOICE);
    node->text = text_format(code->scratch, "%.*s ? %.*s : %.*s", TEXT_ARGS(c),
                             TEXT_ARGS(a), TEXT_ARGS(b));
    node->tightness = C_CHOICE;
    node->parts[0] = c;
    node->parts[1] = a;
    node->parts[2] = b;
    for (int i = 0; i < 2; i++)
        if (node->branches[i]
            && body->scopes.at[node->branches[i]].locals.count)
            node->statement = node->local = true;
}

static void compose(Code *code, uint32_t at)
{
    Node *node = &code->body.nodes.at[at];
    const Exprs *exprs = &code->graph->exprs;
    const Expr *expr = expr_at(exprs, node->id);
    uint32_t x[MAX_RANK];
    ExprId operands[MAX_RANK];
    node->tightness = C_PRIMARY;
    if (blocks_held(code, node->id, &node->text)
        || each_value(code, node->id, &node->text))
        return;
    for (uint32_t n = expr_operands(exprs, node->id, operands); n > 0; n--)
        x[n - 1] = code->place[operands[n - 1]];
    switch ((ExprKind)expr->kind) {
    case NUMBER:
        node->text = node->type == C_WHOLE
                       ? code_whole(code, (int64_t)expr->as.number)
                       : code_real(code, expr->as.number);
        node->tightness = node->text.at[0] == '-' ? C_UNARY : C_PRIMARY;
        return;
    case INDEX:
        node->text = code->names->indices[expr->as.index];
        node->tightness = C_PRIMARY;
        return;
    case ACCESS:
        access_text(code, node, expr);
        return;
    case CHOOSE:
        choose_text(code, at, x);
        return;
    case APPLY:
        break;
    }
    if (node->type == C_CONDITION)
        condition_text(code, node, expr, x);
    else if (node->type == C_WHOLE)
        whole_text(code, node, expr, x);
    else
        real_text(code, node, expr, x);
}

static bool is_word(char c)
{
    return (unsigned)(c | 32) - 'a' < 26 || (unsigned)c - '0' < 10 || c == '_';
}

/* How long the node's text is if each name and each number has three letters:
 * what becomes a local depends on neither. */
static size_t node_length(const Node *node)
{
    Text text = node->text;
    size_t length = 0;
    for (size_t i = 0; i < text.length;) {
        size_t end = i;
        while (end < text.length && is_word(text.at[end]))
            end++;
        length += end > i ? 3 : 1;
        i = end > i ? end : i + 1;
    }
    return length;
}

/* A letter counts for three at most. */
static bool is_long(const Node *node)
{
    return node->text.length > LONG_TEXT / 3 && node_length(node) > LONG_TEXT;
}

/* An operand that may become a local, the longest of the node's; false if
 * there is none. */
static bool shorten(Code *code, uint32_t at)
{
    const Exprs *exprs = &code->graph->exprs;
    Body *body = &code->body;
    ExprId operands[MAX_RANK];
    uint32_t best = UINT32_MAX;
    size_t longest = 24;
    for (uint32_t n = expr_operands(exprs, body->nodes.at[at].id, operands);
         n > 0; n--) {
        uint32_t x = code->place[operands[n - 1]];
        const Node *node = &body->nodes.at[x];
        const Expr *expr = expr_at(exprs, node->id);
        if ((expr->kind != APPLY && expr->kind != CHOOSE) || node->local
            || (!node_is_safe(body, node, node->scope)
                && (!node->uniform || node->shielded))
            || node_length(node) <= longest)
            continue;
        longest = node_length(node);
        best = x;
    }
    if (best == UINT32_MAX)
        return false;
    make_local(code, best);
    return true;
}

void node_write(Code *code, uint32_t at)
{
    compose(code, at);
    while (is_long(&code->body.nodes.at[at]) && shorten(code, at))
        compose(code, at);
    if (code->body.nodes.at[at].local)
        make_local(code, at);
}

static void declare_local(Code *code, uint32_t at)
{
    const Node *node = &code->body.nodes.at[at];
    const char *type = node->type == C_REAL        ? code_real_type(code)
                     : node->type == C_CONDITION   ? "bool"
                                                   : width_type(node->width);
    if (!node->statement) {
        code_line(code, "const %s %.*s = %.*s;", type, TEXT_ARGS(node->text),
                  TEXT_ARGS(node->value));
        return;
    }
    code_line(code, "%s %.*s;", type, TEXT_ARGS(node->text));
    code_line(code, "if (%.*s) {", TEXT_ARGS(node->parts[0]));
    for (int i = 0; i < 2; i++) {
        code_open(code);
        if (node->branches[i])
            body_locals(code, node->branches[i]);
        code_line(code, "%.*s = %.*s;", TEXT_ARGS(node->text),
                  TEXT_ARGS(node->parts[i + 1]));
        code->indent--;
        code_line(code, i ? "}" : "} else {");
    }
}

/* Nested branches are few: their scopes go DEEPEST_BRANCH deep. */
void body_locals(Code *code, uint32_t scope)
{
    for (uint32_t i = 0; i < code->body.scopes.at[scope].locals.count; i++)
        declare_local(code, code->body.scopes.at[scope].locals.at[i]);
}
