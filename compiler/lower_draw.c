/* lower_draw.c: distributions that params and inputs are drawn from. */
#include "lowering.h"

#include <math.h>

/* The first axis is out, the others in. */
static void fans(const Value *shape, double *in, double *out)
{
    *out = shape->rank ? (double)shape->shape[0] : 1;
    *in = 1;
    for (uint32_t i = 1; i < shape->rank; i++)
        *in *= (double)shape->shape[i];
}

/* What may stand after `~`. */
static const char *distributions(const Value *of_param)
{
    return !of_param
             ? "an input is drawn ~ normal(mean, deviation), "
               "uniform(low, high), bernoulli(p) or dropout(p)"
             : "a param is drawn ~ xavier, he, normal(mean, deviation) or "
               "uniform(low, high)";
}

static bool lower_numbers(Lowering *low, Scope *scope, const Tree *tree,
                          const Value *of_param, uint32_t count, double *out)
{
    if (tree->count != count) {
        Diagnostic *error = lower_error(
            low, tree->span, "%.*s takes %u number%s, and %u %s given",
            TEXT_ARGS(tree->name), count, count == 1 ? "" : "s", tree->count,
            tree->count == 1 ? "is" : "are");
        diagnose_hint(low->diagnostics, error, "%s", distributions(of_param));
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        Value value = lower_expr(low, scope, tree->operands[i]);
        if (!value.known)
            return false;
        const Expr *node = expr_at(&low->graph->exprs, value.body);
        if (value.rank || node->kind != NUMBER) {
            Diagnostic *error =
                lower_error(low, tree->operands[i]->span,
                            "%.*s must be known at compile time",
                            TEXT_ARGS(operand_text(low, tree->operands[i])));
            note_operand(low, error, tree->operands[i], &value);
            return false;
        }
        out[i] = node->as.number;
    }
    return true;
}

/* How a param of that shape, or an input (NULL), is drawn. xavier: uniform of
 * variance 2 / (in + out) (Glorot and Bengio 2010); he: normal of variance
 * 2 / in (He et al. 2015). */
bool lower_draw(Lowering *low, Scope *scope, const Tree *tree,
                const Value *shape, Initial *initial)
{
    double given[2] = {0}, in = 1, out = 1;
    if (shape)
        fans(shape, &in, &out);
    Text name = tree->name;
    bool call = tree->kind == TREE_CALL;
    if ((tree->kind == TREE_NAME || call) && text_is(name, "xavier")) {
        if (call && !lower_numbers(low, scope, tree, shape, 2, given))
            return false;
        double sum = call ? given[0] + given[1] : in + out;
        initial->draw = DRAW_UNIFORM;
        initial->b = sqrt(6 / sum);
        initial->a = -initial->b;
        return true;
    }
    if ((tree->kind == TREE_NAME || call) && text_is(name, "he")) {
        if (call && !lower_numbers(low, scope, tree, shape, 1, given))
            return false;
        initial->draw = DRAW_NORMAL;
        initial->b = sqrt(2 / (call ? given[0] : in));
        return true;
    }
    if ((tree->kind == TREE_NAME || call)
        && (text_is(name, "normal") || text_is(name, "uniform"))) {
        initial->draw = text_is(name, "normal") ? DRAW_NORMAL : DRAW_UNIFORM;
        if (!lower_numbers(low, scope, tree, shape, 2, given))
            return false;
        initial->a = given[0];
        initial->b = given[1];
        return true;
    }
    Diagnostic *error = lower_error(low, tree->span, "%.*s is not a distribution",
                                    TEXT_ARGS(operand_text(low, tree)));
    static const char *const names[] = {"xavier", "normal", "uniform"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (text_distance(name, text_of(names[i]), 2) <= 2) {
            diagnose_hint(low->diagnostics, error, "did you mean %s?",
                          names[i]);
            return false;
        }
    diagnose_hint(low->diagnostics, error, "%s", distributions(shape));
    return false;
}

/* bernoulli(p) is 1 with probability p; dropout(p) is 0 with probability p,
 * else 1/(1 - p). */
static bool lower_chance(Lowering *low, Scope *scope, const Tree *tree,
                         Initial *initial)
{
    bool dropout = text_is(tree->name, "dropout");
    if (!lower_numbers(low, scope, tree, NULL, 1, &initial->a))
        return false;
    initial->draw = dropout ? DRAW_DROPOUT : DRAW_BERNOULLI;
    if (initial->a >= 0 && initial->a <= 1 && !(dropout && initial->a >= 1))
        return true;
    Buffer number = buffer_create(low->arena);
    buffer_number(&number, initial->a, true);
    lower_error(low, tree->operands[0]->span,
                "the probability of %.*s is %.*s: it must be from 0 to 1%s",
                TEXT_ARGS(tree->name), TEXT_ARGS(buffer_text(&number)),
                dropout ? ", and less than 1" : "");
    return false;
}

bool lower_input_draw(Lowering *low, Scope *scope, const Tree *tree,
                      Initial *initial)
{
    Text name = tree->name;
    if (text_is(name, "xavier") || text_is(name, "he")) {
        diagnose_hint(low->diagnostics,
                      lower_error(low, tree->span,
                                  "%.*s is how params start: it is no "
                                  "distribution of inputs", TEXT_ARGS(name)),
                      "%s", distributions(NULL));
        return false;
    }
    bool chance = text_is(name, "bernoulli") || text_is(name, "dropout");
    if (chance && tree->kind == TREE_CALL)
        return lower_chance(low, scope, tree, initial);
    if (chance) {
        diagnose_hint(low->diagnostics,
                      lower_error(low, tree->span,
                                  "%.*s takes a probability", TEXT_ARGS(name)),
                      "as in ~ %.*s(0.5)", TEXT_ARGS(name));
        return false;
    }
    return lower_draw(low, scope, tree, NULL, initial);
}
