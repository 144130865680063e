/* emit_c_expr.c: the body of a part as C expressions and locals.
 *
 * Each node of the body has a scope: the innermost place, of the loops of the
 * part and the branches of its choices, that all users of the node see. A node
 * becomes a local there if it is shared, if its text has grown long, or, one
 * loop further out, if it calls a function and does not depend on that
 * loop. An access that is in bounds only under a condition never leaves the
 * branch that the condition guards: it stays in the expression, under ?:, or
 * becomes a local of the branch, and the choice an if.
 */
#include "emit_c_code.h"

enum { LONG_TEXT = 120, DEEPEST_BRANCH = 30, COSTLY = 4 };

/* -- scopes -- */

static uint32_t level_of(uint32_t depends)
{
    uint32_t level = 0;
    for (; depends; depends >>= 1)
        level++;
    return level;
}

static uint32_t scope_add(Code *code, uint32_t parent, uint32_t level,
                          bool branch)
{
    Body *body = &code->body;
    Scope scope = {
        .parent = parent,
        .depth = body->scopes.count ? body->scopes.at[parent].depth + 1 : 0,
        .level = level,
        .branch = branch,
    };
    list_push(code->arena, &body->scopes, scope);
    return body->scopes.count - 1;
}

static uint32_t scope_common(const Body *body, uint32_t a, uint32_t b)
{
    const Scope *scopes = body->scopes.at;
    while (a != b)
        if (scopes[a].depth >= scopes[b].depth)
            a = scopes[a].parent;
        else
            b = scopes[b].parent;
    return a;
}

uint32_t body_scope(const Body *body, uint32_t level)
{
    return level - body->base;
}

/* -- bounds -- */

static bool access_in_bounds(const Graph *graph, const Domain *domain,
                             const Expr *node)
{
    const Array *array = graph_array(graph, node->as.access.array);
    for (uint32_t i = 0; i < node->as.access.rank; i++) {
        Range range =
            domain_bounds(domain, graph, node->as.access.subscripts[i]);
        if (range.low < range.high
            && (range.low < 0 || range.high > array->shape[i]))
            return false;
    }
    return true;
}

static Width width_of(Range range)
{
    if (range.low >= -32767 && range.high <= 32768)
        return WIDTH_INT;
    if (range.low >= -INT32_MAX && range.high <= (int64_t)INT32_MAX + 1)
        return WIDTH_32;
    return WIDTH_64;
}

static Width node_width(Code *code, const Expr *node, ExprId id)
{
    const Graph *graph = code->graph;
    Body *body = &code->body;
    if (node->kind == ACCESS)
        return graph_array(graph, node->as.access.array)->limit
                       > (int64_t)1 << 31
                 ? WIDTH_64
                 : WIDTH_32;
    Width width = width_of(domain_bounds_expr(&body->box, graph, id));
    ExprId operands[MAX_RANK];
    for (uint32_t n = expr_operands(&graph->exprs, id, operands); n > 0; n--) {
        const Node *x = &body->nodes.at[code->place[operands[n - 1]]];
        if (x->type == C_WHOLE && x->width > width)
            width = x->width;
    }
    return width;
}

static void node_init(Code *code, ExprId id)
{
    const Exprs *exprs = &code->graph->exprs;
    Body *body = &code->body;
    const Expr *node = expr_at(exprs, id);
    Node made = {.id = id, .safe_box = true, .safe = true};
    made.type = node->flags & EXPR_CONDITION ? C_CONDITION
              : node->flags & EXPR_WHOLE     ? C_WHOLE
                                             : C_REAL;
    if (made.type == C_WHOLE)
        made.width = (uint8_t)node_width(code, node, id);
    if (node->kind == ACCESS) {
        made.safe_box = access_in_bounds(code->graph, &body->box, node);
        made.safe = made.safe_box
                 || access_in_bounds(code->graph, &body->domain, node);
    }
    ExprId operands[MAX_RANK];
    uint32_t count = expr_operands(exprs, id, operands);
    for (uint32_t i = 0; i < count; i++) {
        const Node *x = &body->nodes.at[code->place[operands[i]]];
        /* What a choice guards is in bounds when the choice is computed. */
        if (node->kind == CHOOSE && i > 0) {
            made.safe_box &= x->safe_box || !body->part->guard_count;
        } else {
            made.safe_box &= x->safe_box;
            made.safe &= x->safe;
        }
    }
    code->place[id] = body->nodes.count;
    list_push(code->arena, &body->nodes, made);
}

static bool safe_at(const Body *body, const Node *node, uint32_t scope)
{
    return node->safe_box
        || (node->safe && body->scopes.at[scope].level >= body->guard_level);
}

/* -- users and scopes, from the root down -- */

typedef struct Use {
    uint32_t scope, count;
    bool     uniform, shielded;
} Use;

static void use_node(Body *body, uint32_t at, Use use)
{
    Node *node = &body->nodes.at[at];
    if (!node->refs) {
        node->scope = use.scope;
        node->uniform = use.uniform;
    } else if (node->scope != use.scope) {
        node->scope = scope_common(body, node->scope, use.scope);
        node->uniform = false;
    }
    node->uniform &= use.uniform;
    node->shielded |= use.shielded;
    node->refs += use.count;
    if (node->refs > 1000)
        node->refs = 1000;
}

static bool is_leaf(const Code *code, ExprId id)
{
    const Exprs *exprs = &code->graph->exprs;
    const Expr *node = expr_at(exprs, id);
    ExprId operands[MAX_RANK];
    return node->kind == NUMBER || node->kind == INDEX
        || (node->kind == ACCESS && !expr_operands(exprs, id, operands));
}

/* Whether writing it twice reads better than a local. */
static bool is_small(const Code *code, const Node *at)
{
    const Exprs *exprs = &code->graph->exprs;
    const Expr *node = expr_at(exprs, at->id);
    ExprId operands[MAX_RANK];
    uint32_t count = expr_operands(exprs, at->id, operands);
    if (node->kind != APPLY)
        return node->kind != CHOOSE;
    if (node->function == F_STOP)
        return true;
    if (at->type == C_REAL && node->function != F_NEG)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!is_leaf(code, operands[i]))
            return false;
    return true;
}

static bool is_costly(const Expr *node)
{
    return node->kind == APPLY
        && function_row((Function)node->function)->cost >= COSTLY;
}

/* Whether the node is a local, and where. */
static void place_node(Code *code, Node *node)
{
    Body *body = &code->body;
    const Expr *expr = expr_at(&code->graph->exprs, node->id);
    if (expr->kind != APPLY && expr->kind != CHOOSE)
        return;
    uint32_t level = level_of(expr->depends);
    level = level < body->base ? body->base : level;
    uint32_t outer = node->scope;
    const Scope *scope = &body->scopes.at[node->scope];
    if (!scope->branch && level < scope->level)
        outer = body_scope(body, level);
    bool hoist = outer != node->scope && safe_at(body, node, outer);
    if (node->refs > 1 ? is_small(code, node) : !(hoist && is_costly(expr)))
        return;
    if (hoist)
        node->scope = outer;
    else if (!safe_at(body, node, node->scope)
             && (!node->uniform || node->shielded))
        return;
    node->local = true;
}

static void use_operands(Code *code, uint32_t at)
{
    Body *body = &code->body;
    const Exprs *exprs = &code->graph->exprs;
    const Node node = body->nodes.at[at];
    const Expr *expr = expr_at(exprs, node.id);
    Use use = {node.scope, 1, true, false};
    if (!node.local)
        use = (Use){node.scope, node.refs, node.uniform, node.shielded};
    ExprId operands[MAX_RANK];
    uint32_t count = expr_operands(exprs, node.id, operands);
    /* A choice that cannot become a statement gives its operands no scopes. */
    bool closed = !node.local && !safe_at(body, &node, node.scope)
               && (!node.uniform || node.shielded);
    bool deep = body->scopes.at[node.scope].depth
              > body->part->index_count - body->base + DEEPEST_BRANCH;
    for (uint32_t i = 0; i < count; i++) {
        Use inner = use;
        uint32_t operand = code->place[operands[i]];
        bool branch = expr->kind == CHOOSE && i > 0;
        if (expr->kind == APPLY && expr->function == F_POW && i == 0)
            inner.count *= 2;
        if (branch && (closed || deep)) {
            inner.shielded = true;
        } else if (branch) {
            uint32_t made = scope_add(code, node.scope,
                                      body->scopes.at[node.scope].level, true);
            body->nodes.at[at].branches[i - 1] = made;
            inner = (Use){made, node.local ? 1 : node.refs, true, false};
        }
        if (expr->kind == APPLY && i == 1
            && (expr->function == F_AND || expr->function == F_OR))
            inner.shielded = true;
        use_node(body, operand, inner);
    }
}

/* -- texts -- */

static Text bracketed(Code *code, Text text, uint8_t tightness, uint8_t needed)
{
    if (tightness >= needed)
        return text;
    return text_format(code->scratch, "(%.*s)", TEXT_ARGS(text));
}

static Text cast(Code *code, const char *type, Text text, uint8_t tightness)
{
    text = bracketed(code, text, tightness, C_UNARY);
    return text_format(code->scratch, "(%s)%.*s", type, TEXT_ARGS(text));
}

/* The node as its users see it, in the wanted type. */
static Text node_text(Code *code, uint32_t at, CType want, uint8_t needed)
{
    const Node *node = &code->body.nodes.at[at];
    const Expr *expr = expr_at(&code->graph->exprs, node->id);
    const char *real = code_real_type(code);
    if (want == C_REAL && expr->kind == NUMBER) {
        Text text = code_real(code, expr->as.number);
        return bracketed(code, text,
                         text.at[0] == '-' ? C_UNARY : C_PRIMARY, needed);
    }
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

static const char *width_type(uint8_t width)
{
    return width == WIDTH_INT ? "int"
         : width == WIDTH_32  ? "int32_t"
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

Text body_affine(Code *code, const Subscript *s)
{
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

static void access_text(Code *code, Node *node, const Expr *expr)
{
    Text subscripts[MAX_RANK];
    for (uint32_t i = 0; i < expr->as.access.rank; i++)
        subscripts[i] = body_subscript(code, expr->as.access.subscripts[i]);
    node->text = code_element(code, expr->as.access.array, subscripts,
                              &node->tightness);
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
    node->text = text_format(code->scratch, "%.*s %s %.*s", TEXT_ARGS(a), symbol,
                             TEXT_ARGS(b));
    node->tightness = own;
}

static void call_text(Code *code, Node *node, const char *function,
                      const char *suffix, const uint32_t *x, uint32_t count,
                      CType type)
{
    Buffer out = buffer_create(code->scratch);
    buffer_print(&out, "gg_%s%s(", function, suffix);
    for (uint32_t i = 0; i < count; i++)
        buffer_print(&out, "%s%.*s", i ? ", " : "",
                     TEXT_ARGS(node_text(code, x[i], type, C_CHOICE)));
    buffer_puts(&out, ")");
    node->text = buffer_text(&out);
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
            call_text(code, node, divide ? "div" : "mod", suffix, x, 2,
                      C_WHOLE);
        return;
    }
    case F_MIN:
        call_text(code, node, "min", suffix, x, 2, C_WHOLE);
        return;
    case F_MAX:
        call_text(code, node, "max", suffix, x, 2, C_WHOLE);
        return;
    case F_ABS:
        call_text(code, node, "abs", suffix, x, 1, C_WHOLE);
        return;
    case F_SIGN:
        call_text(code, node, "sign", suffix, x, 1, C_WHOLE);
        return;
    default:
        same_text(code, node, x[0]);
    }
}

static void power_text(Code *code, Node *node, const Expr *expr,
                       const uint32_t *x)
{
    const Expr *n = expr_at(&code->graph->exprs, expr->as.operand[1]);
    const char *suffix = code->plan->real_double ? "" : "f";
    double e = n->kind == NUMBER ? n->as.number : 0.5;
    if (e == 2) {
        Text a = node_text(code, x[0], C_REAL, C_UNARY);
        node->text = text_format(code->scratch, "%.*s * %.*s", TEXT_ARGS(a),
                                 TEXT_ARGS(a));
        node->tightness = C_PRODUCT;
    } else if (e >= -64 && e <= 64 && e == (double)(int)e) {
        Text a = node_text(code, x[0], C_REAL, C_CHOICE);
        node->text = text_format(code->scratch, "gg_powi%s(%.*s, %d)", suffix,
                                 TEXT_ARGS(a), (int)e);
        node->tightness = C_PRIMARY;
    } else {
        call_text(code, node, "pow", suffix, x, 2, C_REAL);
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
    case F_MUL:
    case F_DIV:
        binary_text(code, node, x, C_REAL, row->symbol, C_PRODUCT, C_PRODUCT,
                    C_UNARY);
        return;
    case F_NEG:
        negate_text(code, node, x, C_REAL);
        return;
    case F_STOP:
        same_text(code, node, x[0]);
        return;
    case F_POW:
        power_text(code, node, expr, x);
        return;
    default:
        call_text(code, node, row->runtime ? row->runtime : row->name,
                  code->plan->real_double ? "" : "f", x, row->arity, C_REAL);
    }
}

/* -- locals -- */

static void make_local(Code *code, uint32_t at)
{
    Body *body = &code->body;
    Node *node = &body->nodes.at[at];
    node->local = true;
    node->value = node->text;
    node->text = text_format(code->scratch, "%.*s%u", TEXT_ARGS(code->temporary),
                             ++code->count);
    node->tightness = C_PRIMARY;
    list_push(code->scratch, &body->scopes.at[node->scope].locals, at);
}

static void choose_text(Code *code, uint32_t at, const uint32_t *x)
{
    Body *body = &code->body;
    Node *node = &body->nodes.at[at];
    CType type = (CType)node->type;
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
            || (!safe_at(body, node, node->scope)
                && (!node->uniform || node->shielded))
            || node->text.length <= longest)
            continue;
        longest = node->text.length;
        best = x;
    }
    if (best == UINT32_MAX)
        return false;
    make_local(code, best);
    return true;
}

static void write_node(Code *code, uint32_t at)
{
    compose(code, at);
    while (code->body.nodes.at[at].text.length > LONG_TEXT
           && shorten(code, at))
        compose(code, at);
    if (code->body.nodes.at[at].local)
        make_local(code, at);
}

static void declare_local(Code *code, uint32_t at)
{
    const Node *node = &code->body.nodes.at[at];
    const char *type = node->type == C_REAL        ? code_real_type(code)
                     : node->type == C_CONDITION   ? "int"
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

/* -- the whole body -- */

static uint32_t target_level(const Exprs *exprs, const Array *array,
                             const Part *part)
{
    uint32_t set = 0;
    for (uint32_t i = 0; i < array->rank; i++)
        set |= subscript_depends(exprs, part->target[i]);
    return level_of(set);
}

void body_make(Code *code, const Array *array, const Part *part, uint32_t base,
               uint32_t guard_level)
{
    const Exprs *exprs = &code->graph->exprs;
    Body *body = &code->body;
    body->part = part;
    body->base = base;
    body->guard_level = guard_level;
    domain_of_part(&body->domain, code->scratch, part);
    body->box = body->domain;
    body->box.guards.count = 0;
    body->nodes.count = body->scopes.count = code->order.count = 0;
    expr_postorder(exprs, code->arena, &code->marks, true, part->body,
                   &code->order);
    for (uint32_t i = 0; i < array->rank; i++) {
        ExprId data = subscript_at(exprs, part->target[i])->data;
        if (data)
            expr_postorder(exprs, code->arena, &code->marks, false, data,
                           &code->order);
    }
    for (uint32_t i = 0; i < code->order.count; i++)
        node_init(code, code->order.at[i]);
    for (uint32_t level = base; level <= part->index_count; level++)
        scope_add(code, level == base ? 0 : body->scopes.count - 1, level,
                  false);
    body->root = code->place[part->body];
    use_node(body, body->root,
             (Use){body_scope(body, part->index_count), 1, true, false});
    uint32_t store = target_level(exprs, array, part);
    store = store < base ? base : store;
    for (uint32_t i = 0; i < array->rank; i++) {
        ExprId data = subscript_at(exprs, part->target[i])->data;
        if (data)
            use_node(body, code->place[data],
                     (Use){body_scope(body, store), 1, true, false});
    }
    for (uint32_t i = body->nodes.count; i > 0; i--) {
        place_node(code, &body->nodes.at[i - 1]);
        use_operands(code, i - 1);
    }
    for (uint32_t i = 0; i < body->nodes.count; i++)
        write_node(code, i);
}

Text body_value(Code *code, const Array *array)
{
    return node_text(code, code->body.root,
                     array && array->type == WHOLE ? C_WHOLE : C_REAL,
                     C_CHOICE);
}
