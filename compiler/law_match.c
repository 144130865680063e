/* law_match.c: finding the law that applies to a node.
 *
 * A pattern is matched by goals, each a node of the pattern and an expression;
 * operands of + and * that commute are tried in both orders, with everything
 * that is still to be matched, so the search is complete. Its depth is the
 * size of the pattern.
 *
 * A law may not cost operations. Both sides are counted with each operation
 * weighed by how many indices it depends on, so that `x[i,j] (-y[j])` keeps
 * its sign with y, where it costs less. What stands in the equation of another
 * array counts as new if the right side needs it here.
 */
#include "rewrite.h"

#include <math.h>

/* What is still to be matched, as a list: the operands of a node stand before
 * what there was. */
typedef struct Goal {
    uint16_t pattern;
    bool     below;                 /* seen through an access */
    ExprId   expr;
    const struct Goal *rest;
} Goal;

/* What has been matched so far, which a search that fails takes back. */
typedef struct Matched {
    uint32_t letters;               /* those that have a value */
    uint32_t seen;                  /* letters below an access */
    uint32_t here;                  /* pattern nodes not below an access */
} Matched;

typedef struct Match {
    Rewriter      *rewriter;
    const Law     *law;
    Matched        so_far;
    ExprId         value[26];       /* of each letter that has one */
} Match;

static unsigned letter_of(const FormulaNode *n)
{
    return (unsigned)(n->variable - 'a') % 26;
}

static bool formula_constant(const Formula *formula, uint16_t at,
                             double *value)
{
    const FormulaNode *n = &formula->nodes.at[at];
    if (n->kind == FORMULA_NUMBER) {
        *value = n->number;
        return true;
    }
    if (n->kind != FORMULA_APPLY)
        return false;
    const FunctionRow *row = function_row((Function)n->function);
    double a, b = 0;
    if (!formula_constant(formula, n->operand[0], &a)
        || (row->arity == 2 && !formula_constant(formula, n->operand[1], &b)))
        return false;
    *value = row->value(a, b);
    return true;
}

/* Whether nothing proves that the expression is at most 0; `-x if x > 0 else
 * x`, as laws make it, is. */
static bool may_be_large(Rewriter *rewriter, ExprId expr)
{
    if (expr_interval(rewriter, expr).high <= 0)
        return false;
    const Expr e = *expr_at(&rewriter->graph->exprs, expr);
    return e.kind != CHOOSE
        || rewrite_apply(rewriter, F_NEG, e.as.operand[2], 0)
               != e.as.operand[1];
}

static bool letter_fits(const Match *match, char letter, ExprId expr)
{
    const Expr *e = expr_at(&match->rewriter->graph->exprs, expr);
    switch (law_letter(letter)) {
    case LETTER_NUMBER:
        return e->kind == NUMBER;
    case LETTER_WHOLE:
        return e->flags & EXPR_WHOLE;
    case LETTER_LARGE:
        return may_be_large(match->rewriter, expr);
    case LETTER_CONDITION:
    case LETTER_ANY:
        break;
    }
    return true;
}

static bool match_goals(Match *match, const Goal *goal);

static bool has_value(const Match *match, unsigned letter)
{
    return match->so_far.letters >> letter & 1;
}

/* A quick look: false if the pattern is of another head, another number, or a
 * letter that stands for something else. */
static bool may_match(const Match *match, uint16_t pattern, ExprId expr)
{
    const FormulaNode *n = &match->law->left->nodes.at[pattern];
    const Expr *e = expr_at(&match->rewriter->graph->exprs, expr);
    if (!(match->law->heads[pattern] & expr_head(e)))
        return false;
    if (n->kind == FORMULA_NUMBER)
        return e->as.number == n->number;
    return n->kind != FORMULA_VARIABLE || !has_value(match, letter_of(n))
        || match->value[letter_of(n)] == expr;
}

/* The operands of a node, in the order given, and then the rest. */
static bool match_operands(Match *match, const Goal *rest,
                           const FormulaNode *pattern, const Expr *e,
                           uint32_t arity, bool swap, bool below)
{
    Goal goals[3];
    for (uint32_t i = arity; i > 0; i--) {
        ExprId operand = e->as.operand[swap ? arity - i : i - 1];
        if (!may_match(match, pattern->operand[i - 1], operand))
            return false;
        goals[i - 1] = (Goal){pattern->operand[i - 1], below, operand, rest};
        rest = &goals[i - 1];
    }
    const Matched before = match->so_far;
    if (match_goals(match, rest))
        return true;
    match->so_far = before;
    return false;
}

/* The node that an access to a pointwise array stands for, if its root is
 * what the pattern looks for and it is short. */
static ExprId see(Match *match, const Expr *access, const FormulaNode *pattern,
                  ExprId id)
{
    Rewriter *rewriter = match->rewriter;
    const Graph *graph = rewriter->graph;
    if (!(match->law->row->flags & LAW_THROUGH))
        return 0;
    const Part *part = array_pointwise(graph, access->as.access.array);
    if (!part)
        return 0;
    const Expr *body = expr_at(&graph->exprs, part->body);
    bool sought = pattern->kind == FORMULA_CHOOSE
                    ? body->kind == CHOOSE
                    : body->kind == APPLY && body->function == pattern->function;
    if (!sought
        || cost_expr(&rewriter->cost, graph, part->body) > 24)
        return 0;
    return rewrite_through(rewriter, id);
}

/* The expression of a goal, or what it is seen to be through an access. */
static Expr goal_expr(Match *match, const Goal *goal, bool *below)
{
    const Exprs *exprs = &match->rewriter->graph->exprs;
    const Expr e = *expr_at(exprs, goal->expr);
    ExprId seen = 0;
    *below = goal->below;
    if (e.kind == ACCESS && goal->pattern != match->law->left->root)
        seen = see(match, &e, &match->law->left->nodes.at[goal->pattern],
                   goal->expr);
    if (!seen)
        return e;
    *below = true;
    return *expr_at(exprs, seen);
}

static bool match_choose(Match *match, const Goal *goal)
{
    bool below;
    const Expr e = goal_expr(match, goal, &below);
    if (e.kind != CHOOSE)
        return false;
    if (!below)
        match->so_far.here |= UINT32_C(1) << goal->pattern;
    return match_operands(match, goal->rest,
                          &match->law->left->nodes.at[goal->pattern], &e, 3,
                          false, below);
}

static bool match_apply(Match *match, const Goal *goal)
{
    const FormulaNode *pattern =
        &match->law->left->nodes.at[goal->pattern];
    bool below;
    const Expr e = goal_expr(match, goal, &below);
    double number;
    if (e.kind == NUMBER)
        return formula_constant(match->law->left, goal->pattern, &number)
            && number == e.as.number && match_goals(match, goal->rest);
    if (e.kind != APPLY || e.function != pattern->function)
        return false;
    if (!below)
        match->so_far.here |= UINT32_C(1) << goal->pattern;
    const FunctionRow *row = function_row((Function)e.function);
    if (match_operands(match, goal->rest, pattern, &e, row->arity, false,
                       below))
        return true;
    return (row->flags & FUNCTION_COMMUTES)
        && match_operands(match, goal->rest, pattern, &e, row->arity, true,
                          below);
}

static bool match_letter(Match *match, const Goal *goal, const FormulaNode *n)
{
    unsigned letter = letter_of(n);
    if (has_value(match, letter))
        return match->value[letter] == goal->expr;
    if (!letter_fits(match, n->variable, goal->expr))
        return false;
    match->value[letter] = goal->expr;
    match->so_far.letters |= UINT32_C(1) << letter;
    match->so_far.seen |= (uint32_t)goal->below << letter;
    return true;
}

static bool match_goals(Match *match, const Goal *goal)
{
    for (; goal; goal = goal->rest) {
        const FormulaNode *n = &match->law->left->nodes.at[goal->pattern];
        if (n->kind == FORMULA_APPLY)
            return match_apply(match, goal);
        if (n->kind == FORMULA_CHOOSE)
            return match_choose(match, goal);
        const Expr e = *expr_at(&match->rewriter->graph->exprs, goal->expr);
        if (n->kind == FORMULA_NUMBER
                ? e.kind != NUMBER || e.as.number != n->number
                : !match_letter(match, goal, n))
            return false;
    }
    return true;
}

/* -- what a law needs -- */

/* The value of a formula whose letters stand for numbers. */
static bool formula_number(const Match *match, const Formula *formula,
                           uint16_t at, double *value)
{
    const FormulaNode *n = &formula->nodes.at[at];
    if (n->kind == FORMULA_NUMBER) {
        *value = n->number;
        return true;
    }
    if (n->kind == FORMULA_VARIABLE) {
        const Expr *e = expr_at(&match->rewriter->graph->exprs,
                                match->value[letter_of(n)]);
        *value = e->as.number;
        return e->kind == NUMBER;
    }
    if (n->kind != FORMULA_APPLY)
        return false;
    const FunctionRow *row = function_row((Function)n->function);
    double a, b = 0;
    if (!formula_number(match, formula, n->operand[0], &a)
        || (row->arity == 2
            && !formula_number(match, formula, n->operand[1], &b)))
        return false;
    *value = row->value(a, b);
    return true;
}

static Interval formula_interval(Match *match, const Formula *formula,
                                 uint16_t at)
{
    const FormulaNode *n = &formula->nodes.at[at];
    double number;
    if (formula_number(match, formula, at, &number))
        return (Interval){number, number};
    if (n->kind == FORMULA_VARIABLE)
        return expr_interval(match->rewriter, match->value[letter_of(n)]);
    return (Interval){-INFINITY, INFINITY};
}

/* Whether the comparison is proved by the bounds of its sides. */
static bool law_holds(Match *match)
{
    const Formula *needs = match->law->needs;
    if (!needs)
        return true;
    const FormulaNode *root = &needs->nodes.at[needs->root];
    Interval a = formula_interval(match, needs, root->operand[0]);
    Interval b = formula_interval(match, needs, root->operand[1]);
    switch ((Function)root->function) {
    case F_GE:
        return a.low >= b.high;
    case F_GT:
        return a.low > b.high;
    case F_LE:
        return a.high <= b.low;
    case F_LT:
        return a.high < b.low;
    default:
        return false;
    }
}

/* -- what a law costs -- */

uint32_t set_size(uint32_t set)
{
    uint32_t size = 0;
    for (; set; set &= set - 1)
        size++;
    return size;
}

/* Σ over the operations of the formula that are in the set, of
 * flops · 16^(number of indices it depends on). */
static double formula_work(const Match *match, const Formula *formula,
                           uint32_t set)
{
    const Exprs *exprs = &match->rewriter->graph->exprs;
    uint32_t depends[32] = {0};
    double work = 0;
    for (uint32_t i = 0; i < formula->nodes.count && i < 32; i++) {
        const FormulaNode *n = &formula->nodes.at[i];
        if (n->kind == FORMULA_VARIABLE)
            depends[i] =
                expr_at(exprs, match->value[letter_of(n)])
                    ->depends;
        if (n->kind != FORMULA_APPLY && n->kind != FORMULA_CHOOSE)
            continue;
        const FunctionRow *row = function_row((Function)n->function);
        uint32_t arity = n->kind == FORMULA_CHOOSE ? 3 : row->arity;
        for (uint32_t k = 0; k < arity; k++)
            depends[i] |= depends[n->operand[k]];
        double number, flops = n->kind == FORMULA_CHOOSE ? 1 : row->cost;
        const Formula *f = formula;
        if (n->function == F_POW && formula_constant(f, n->operand[1], &number)
            && number == 2)
            flops = 1;
        if (!(set >> i & 1) || formula_number(match, f, (uint16_t)i, &number))
            continue;
        work += ldexp(flops, 4 * (int)set_size(depends[i]));
    }
    return work;
}

static bool law_pays(Match *match)
{
    Rewriter *rewriter = match->rewriter;
    const Law *law = match->law;
    const Formula *right = law->right;
    double more = 0, copied = 0;
    for (uint32_t i = 0; i < right->nodes.count; i++) {
        const FormulaNode *n = &right->nodes.at[i];
        unsigned letter = letter_of(n);
        if (n->kind != FORMULA_VARIABLE || !(match->so_far.seen >> letter & 1))
            continue;
        ExprId value = match->value[letter];
        double work = cost_expr(&rewriter->cost, rewriter->graph, value);
        copied += work;
        more += ldexp(work, 4 * (int)set_size(
                                    expr_at(&rewriter->graph->exprs, value)
                                        ->depends));
    }
    if (law->row->flags & LAW_STABLE)
        return copied <= 16;
    double had = formula_work(match, law->left, match->so_far.here);
    double has = formula_work(match, right, UINT32_MAX) + more;
    return law->row->flags & LAW_STRICT ? has < had : has <= had;
}

/* -- the right side -- */

static ExprId law_build(Match *match)
{
    Rewriter *rewriter = match->rewriter;
    Exprs *exprs = &rewriter->graph->exprs;
    const Formula *right = match->law->right;
    ExprId built[64];
    for (uint32_t i = 0; i < right->nodes.count; i++) {
        const FormulaNode *n = &right->nodes.at[i];
        switch ((FormulaKind)n->kind) {
        case FORMULA_NUMBER:
            built[i] = expr_number(exprs, n->number);
            break;
        case FORMULA_VARIABLE:
            built[i] = match->value[letter_of(n)];
            break;
        case FORMULA_APPLY:
            built[i] = rewrite_apply(
                rewriter, (Function)n->function, built[n->operand[0]],
                function_row((Function)n->function)->arity == 2
                    ? built[n->operand[1]]
                    : 0);
            break;
        case FORMULA_CHOOSE:
            built[i] = rewrite_choose(rewriter, built[n->operand[0]],
                                      built[n->operand[1]],
                                      built[n->operand[2]]);
            break;
        }
    }
    return built[right->root];
}

/* A quick look: whether operands with these heads may match the pattern. */
static bool heads_fit(const Law *law, const Heads heads[3], bool commutes)
{
    const Heads *wanted = law->operands;
    return (wanted[2] & heads[2])
        && (((wanted[0] & heads[0]) && (wanted[1] & heads[1]))
            || (commutes && (wanted[0] & heads[1]) && (wanted[1] & heads[0])));
}

/* Another: whether both sides of the node have an operand in common, as they
 * must where a letter stands on both. */
static bool sides_fit(const Exprs *exprs, const Law *law, const Expr *e)
{
    if (!law->common || e->kind != APPLY)
        return true;
    const Expr *a = expr_at(exprs, e->as.operand[0]);
    const Expr *b = expr_at(exprs, e->as.operand[1]);
    if (a->kind != APPLY || b->kind != APPLY)
        return true;
    const ExprId *x = a->as.operand, *y = b->as.operand;
    return x[0] == y[0] || x[0] == y[1] || (x[1] && x[1] == y[0])
        || (x[1] && x[1] == y[1]);
}

ExprId law_apply(Rewriter *rewriter, ExprId node)
{
    const Expr e = *expr_at(&rewriter->graph->exprs, node);
    uint32_t root = e.kind == APPLY ? e.function : (uint32_t)F_NONE;
    const Laws *laws = rewriter->laws;
    bool commutes = function_row((Function)root)->flags & FUNCTION_COMMUTES;
    Heads heads[3];
    for (uint32_t i = 0; i < 3; i++)
        heads[i] = e.as.operand[i] ? expr_head(expr_at(&rewriter->graph->exprs,
                                                       e.as.operand[i]))
                                   : ~(Heads)0;
    Match match = {.rewriter = rewriter};
    for (uint32_t i = laws->first[root]; i < laws->first[root + 1]; i++) {
        match.law = &laws->laws[i];
        if (!heads_fit(match.law, heads, commutes)
            || !sides_fit(&rewriter->graph->exprs, match.law, &e))
            continue;
        match.so_far = (Matched){0};
        const Goal whole = {match.law->left->root, false, node, NULL};
        if (match_goals(&match, &whole) && law_holds(&match)
            && law_pays(&match))
            return law_build(&match);
    }
    return 0;
}
