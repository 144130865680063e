/* until.c: what `until` stands for. */
#include "until.h"

#include <string.h>

static Tree *name_tree(Parse *parse, Span span, Text name)
{
    Tree *tree = tree_leaf(parse->arena, TREE_NAME, span);
    tree->name = name;
    return tree;
}

static Tree *number_tree(Parse *parse, Span span, double number)
{
    Tree *tree = tree_leaf(parse->arena, TREE_NUMBER, span);
    tree->number = number;
    tree->whole = true;
    return tree;
}

static Tree *bracket(Parse *parse, Tree *tree)
{
    return tree_unary(parse->arena, TREE_BRACKET, tree->span, tree->mark, tree);
}

static Tree *compare(Parse *parse, Tree *left, TreeOp op, Tree *right)
{
    return tree_chain(parse->arena, TREE_COMPARE, left, op, left->span, right);
}

static Tree *choose(Parse *parse, Tree *yes, Tree *condition, Tree *no)
{
    Tree *operands[3] = {yes, condition, no};
    return tree_many(parse->arena, TREE_CHOOSE, yes->span, condition->span, 3,
                     arena_copy(parse->arena, operands, 3, sizeof(Tree *)));
}

static Tree *index_tree(Parse *parse, Tree *base, Tree *subscript)
{
    return tree_binary(parse->arena, TREE_INDEX, base->span, base->span, base,
                       subscript);
}

static Tree *minus(Parse *parse, Tree *a, Tree *b)
{
    return tree_chain(parse->arena, TREE_SUM, a, OP_SUBTRACT, a->span, b);
}

/* step - 1 */
static Tree *before(Parse *parse, Span span, Text step)
{
    return minus(parse, name_tree(parse, span, step),
                 number_tree(parse, span, 1));
}

/* The tree with step - 1 for the step; *found counts how often. */
static Tree *step_back(Parse *parse, Tree *tree, Text step, uint32_t *found)
{
    if (!tree)
        return NULL;
    if (tree->kind == TREE_NAME && text_equal(tree->name, step)) {
        ++*found;
        return bracket(parse, before(parse, tree->span, step));
    }
    Tree *made = arena_copy(parse->arena, tree, 1, sizeof *tree);
    made->operands = NEW_ARRAY(parse->arena, Tree *, tree->count);
    for (uint32_t i = 0; i < tree->count; i++)
        made->operands[i] = step_back(parse, tree->operands[i], step, found);
    return made;
}

static Diagnostic *refuse(Parse *parse, Span span, const char *text)
{
    return diagnose_error(parse->diagnostics, span, "%s", text);
}

static bool check_heads(Parse *parse, const Statement *statement)
{
    Text step = statement->binders[0].name;
    for (uint32_t i = 0; i < statement->head_count; i++) {
        Tree *head = statement->heads[i];
        uint32_t found = 0;
        for (uint32_t s = 1; head->kind == TREE_INDEX && s < head->count; s++)
            step_back(parse, head->operands[s], step, &found);
        if (found == 1)
            continue;
        Diagnostic *error = diagnose_error(
            parse->diagnostics, head->span,
            "`until` stops the steps of %.*s, which stands once in the "
            "subscripts on the left", TEXT_ARGS(step));
        diagnose_hint(parse->diagnostics, error,
                      "as in x[%.*s+1] = f(x[%.*s]) for %.*s < n until …",
                      TEXT_ARGS(step), TEXT_ARGS(step), TEXT_ARGS(step));
        return false;
    }
    return true;
}

/* Several results of one call get names of their own, in `where`. */
static void name_results(Parse *parse, Statement *statement)
{
    Arena *arena = parse->arena;
    uint32_t count = statement->head_count;
    if (statement->value_count == count)
        return;
    Statement *local = NEW(arena, Statement);
    local->kind = STATEMENT_EQUATION;
    local->span = statement->span;
    local->head_count = count;
    local->heads = NEW_ARRAY(arena, Tree *, count);
    local->value_count = statement->value_count;
    local->values = statement->values;
    statement->value_count = count;
    statement->values = NEW_ARRAY(arena, Tree *, count);
    for (uint32_t i = 0; i < count; i++) {
        const Tree *name = statement->heads[i]->operands[0];
        Text made = text_format(arena, "%.*s.next", TEXT_ARGS(name->name));
        local->heads[i] = name_tree(parse, name->span, made);
        statement->values[i] = name_tree(parse, name->span, made);
    }
    Statement **locals =
        NEW_ARRAY(arena, Statement *, statement->local_count + 1);
    for (uint32_t i = 0; i < statement->local_count; i++)
        locals[i] = statement->locals[i];
    locals[statement->local_count++] = local;
    statement->locals = locals;
}

/* Where x.stopped has the step: it counts from 0. */
static Tree *stopped_at(Parse *parse, Tree *stopped, const Binder *binder,
                        Tree *step)
{
    if (binder->low)
        step = minus(parse, step, bracket(parse, binder->low));
    return index_tree(parse, stopped, step);
}

/* 1 if the condition has held by step k, else 0. */
static Tree *stopped_value(Parse *parse, Tree *stopped, const Binder *binder,
                           Tree *until)
{
    Span span = until->span;
    Tree *low = binder->low ? binder->low : number_tree(parse, span, 0);
    Tree *earlier = stopped_at(parse, stopped, binder,
                               before(parse, span, binder->name));
    Tree *later = compare(parse, name_tree(parse, span, binder->name),
                          OP_GREATER, bracket(parse, low));
    Tree *was = bracket(parse, choose(parse, earlier, later,
                                      number_tree(parse, span, 0)));
    return choose(parse, number_tree(parse, span, 1),
                  compare(parse, was, OP_GREATER, number_tree(parse, span, 0)),
                  bracket(parse, choose(parse, number_tree(parse, span, 1),
                                        bracket(parse, until),
                                        number_tree(parse, span, 0))));
}

static bool expand(Parse *parse, Statement *statement)
{
    Arena *arena = parse->arena;
    Tree *until = statement->until;
    if (!statement->binder_count)
        return false;                   /* reported as not well-formed */
    if (statement->kind != STATEMENT_EQUATION) {
        refuse(parse, until->span, "`until` stands behind an equation with `=`");
        return false;
    }
    if (!check_heads(parse, statement))
        return false;
    name_results(parse, statement);
    const Binder *binder = &statement->binders[0];
    uint32_t count = statement->head_count;
    const Tree *first = statement->heads[0]->operands[0];
    Tree *stopped = name_tree(parse, until->span,
                              text_format(arena, "%.*s.stopped",
                                          TEXT_ARGS(first->name)));
    Tree **heads = NEW_ARRAY(arena, Tree *, count + 1);
    Tree **values = NEW_ARRAY(arena, Tree *, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t found = 0;
        Tree *now = stopped_at(parse, stopped, binder,
                               name_tree(parse, until->span, binder->name));
        heads[i] = statement->heads[i];
        values[i] = choose(
            parse, step_back(parse, heads[i], binder->name, &found),
            compare(parse, now, OP_GREATER, number_tree(parse, until->span, 0)),
            bracket(parse, statement->values[i]));
    }
    heads[count] = stopped_at(parse, stopped, binder,
                              name_tree(parse, until->span, binder->name));
    values[count] = stopped_value(parse, stopped, binder, until);
    statement->heads = heads;
    statement->values = values;
    statement->head_count = statement->value_count = count + 1;
    statement->until = NULL;
    return true;
}

bool until_expand(Parse *parse, Statement *statement)
{
    bool fine = !statement->until || expand(parse, statement);
    for (uint32_t i = 0; i < statement->local_count; i++)
        fine = until_expand(parse, statement->locals[i]) && fine;
    return fine;
}
