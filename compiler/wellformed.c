/* wellformed.c: what the grammar lets pass but the language does not.
 *
 * Heads parse as expressions, declarations share one rule, and `a / b c` has a
 * tree, though people read it in two ways. All this is refused here, in terms
 * of what was written; names are looked up later.
 */
#include "syntax.h"

enum { LONGEST_REPAIR = 60 };

static Diagnostic *refuse(Parse *parse, Span span, const char *text,
                          const char *hint)
{
    Diagnostic *error = diagnose_error(parse->diagnostics, span, "%s", text);
    if (hint)
        diagnose_hint(parse->diagnostics, error, "%s", hint);
    return error;
}

static Text text_at(const Parse *parse, uint32_t start, uint32_t end)
{
    uint32_t first = parse->source->start;
    return (Text){parse->source->bytes.at + (start - first), end - start};
}

/* The product that the operand is, but for its sign; or NULL. */
static const Tree *product_of(const Tree *tree)
{
    while (tree->kind == TREE_NEGATE)
        tree = tree->operands[0];
    return tree->kind == TREE_PRODUCT ? tree : NULL;
}

/* `a / b c`: tighter than the division for some, (a / b) c for others. */
static void check_division(Parse *parse, const Tree *term, uint32_t i)
{
    const Tree *product = product_of(term->operands[i]);
    if (term->ops[i] != OP_DIVIDE || !product)
        return;
    Diagnostic *error = diagnose_error(
        parse->diagnostics, term->operands[i]->span,
        "a product after `/` can be read in two ways");
    const Tree *over = term->operands[i - 1], *by = term->operands[i];
    Text a = text_at(parse, over->span.start, over->span.end);
    Text b = text_at(parse, by->span.start, product->operands[0]->span.end);
    Text c = text_at(parse, product->operands[1]->span.start, by->span.end);
    Text d = text_at(parse, by->span.start, by->span.end);
    if (a.length + b.length + c.length + d.length < LONGEST_REPAIR)
        diagnose_hint(parse->diagnostics, error,
                      "write `(%.*s / %.*s) %.*s` or `%.*s / (%.*s)`",
                      TEXT_ARGS(a), TEXT_ARGS(b), TEXT_ARGS(c), TEXT_ARGS(a),
                      TEXT_ARGS(d));
    else
        diagnose_hint(parse->diagnostics, error,
                      "write `(a / b) c` or `a / (b c)`");
}

static bool is_negative(const Tree *tree)
{
    return tree && tree->kind == TREE_NEGATE
        && tree->operands[0]->kind == TREE_NUMBER;
}

static void check_subscript(Parse *parse, const Tree *base,
                            const Tree *subscript)
{
    const Tree *negative = NULL;
    if (is_negative(subscript))
        negative = subscript;
    if (subscript->kind == TREE_SLICE)
        for (uint32_t i = 0; i < 2; i++)
            if (is_negative(subscript->operands[i]))
                negative = subscript->operands[i];
    if (!negative)
        return;
    Diagnostic *error = refuse(parse, negative->span,
                               "an index is not negative", NULL);
    Text number = text_at(parse, negative->operands[0]->span.start,
                          negative->operands[0]->span.end);
    if (number.length >= LONGEST_REPAIR)
        return;
    if (subscript == negative && base->kind == TREE_NAME
        && base->name.length < LONGEST_REPAIR)
        diagnose_hint(parse->diagnostics, error,
                      "from the end of an axis of n elements: `%.*s[n-%.*s]`",
                      TEXT_ARGS(base->name), TEXT_ARGS(number));
    else
        diagnose_hint(parse->diagnostics, error,
                      "from the end of an axis of n elements: `n-%.*s`",
                      TEXT_ARGS(number));
}

static void check_tree(Parse *parse, const Tree *tree);

static void check_binders(Parse *parse, uint32_t count, const Binder *binders)
{
    for (uint32_t i = 0; i < count; i++) {
        check_tree(parse, binders[i].low);
        check_tree(parse, binders[i].high);
    }
}

static void check_tree(Parse *parse, const Tree *tree)
{
    if (!tree)
        return;
    for (uint32_t i = 0; i < tree->count; i++) {
        if (tree->kind == TREE_TERM && i > 0)
            check_division(parse, tree, i);
        if (tree->kind == TREE_INDEX && i > 0)
            check_subscript(parse, tree->operands[0], tree->operands[i]);
        check_tree(parse, tree->operands[i]);
    }
    check_binders(parse, tree->binder_count, tree->binders);
    check_tree(parse, tree->condition);
}

/* Functions and reductions of the language keep their names. */
static bool is_reserved(Text name)
{
    static const char *const reserved[] = {
        "sum", "prod", "max", "min", "mean", "argmax", "argmin", "training",
    };
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (text_is(name, reserved[i]))
            return true;
    return false;
}

/* A name, or a name with subscripts none of which is a slice. */
static bool check_named(Parse *parse, const Tree *head, const char *problem,
                        const char *hint)
{
    const Tree *name = head->kind == TREE_INDEX ? head->operands[0] : head;
    if (name->kind != TREE_NAME) {
        refuse(parse, head->span, problem, hint);
        return false;
    }
    if (is_reserved(name->name)) {
        diagnose_error(parse->diagnostics, name->span, "`%.*s` is a word of "
                       "the language, and cannot be a name",
                       TEXT_ARGS(name->name));
        return false;
    }
    for (uint32_t i = 1; i < head->count; i++)
        if (head->operands[i]->kind == TREE_SLICE) {
            refuse(parse, head->operands[i]->span,
                   "a slice cannot stand in what is defined",
                   "use an index, and say after `for` where it runs");
            return false;
        }
    return true;
}

static void check_function_head(Parse *parse, const Tree *head)
{
    if (is_reserved(head->name))
        diagnose_error(parse->diagnostics, head->mark, "`%.*s` is a word of "
                       "the language, and cannot be a name",
                       TEXT_ARGS(head->name));
    for (uint32_t i = 0; i < head->count; i++)
        check_named(parse, head->operands[i], "a parameter is a name, or a "
                    "name with its sizes as in x[n]", NULL);
}

/* `f (x) = …` and `x [i] = …`, which are products. */
static bool is_spaced_head(const Tree *head)
{
    return head->kind == TREE_PRODUCT && head->count == 2
        && head->operands[0]->kind == TREE_NAME
        && (head->operands[1]->kind == TREE_BRACKET
            || head->operands[1]->kind == TREE_LIST);
}

static void check_head(Parse *parse, const Statement *statement,
                       const Tree *head)
{
    check_tree(parse, head);
    if (head->kind == TREE_CALL && statement->kind == STATEMENT_EQUATION) {
        check_function_head(parse, head);
        return;
    }
    if (head->kind == TREE_NUMBER && head->name.length) {
        diagnose_error(parse->diagnostics, head->span,
                       "`%.*s` is a constant of the language",
                       TEXT_ARGS(head->name));
        return;
    }
    const char *hint = NULL;
    if (is_spaced_head(head))
        hint = "the bracket touches the name: f(x), x[i]";
    else if (head->kind == TREE_PRODUCT
             && head->operands[0]->kind == TREE_NAME)
        hint = "no word stands before what is defined: y = …, f(x) = …";
    else if (head->kind == TREE_INDEX
             && head->operands[0]->kind == TREE_INDEX)
        hint = "all subscripts share a bracket: y[i, j]";
    check_named(parse, head,
                statement->kind == STATEMENT_EQUATION
                    ? "this cannot be defined: an equation defines a name x, "
                      "elements x[i] or a function f(x)"
                    : "this cannot be added to: `+=` adds to elements x[i]",
                hint);
}

static void check_equation(Parse *parse, const Statement *statement)
{
    uint32_t heads = statement->head_count, values = statement->value_count;
    for (uint32_t i = 0; i < heads; i++)
        check_head(parse, statement, statement->heads[i]);
    for (uint32_t i = 0; i < values; i++)
        check_tree(parse, statement->values[i]);
    check_binders(parse, statement->binder_count, statement->binders);
    check_tree(parse, statement->until);
    if (statement->until && !statement->binder_count)
        refuse(parse, statement->until->span,
               "`until` stands behind `for`, which says what steps there are",
               "as in x[k+1] = f(x[k]) for k < n until …");
    bool function = heads == 1 && statement->heads[0]->kind == TREE_CALL;
    if (function && statement->binder_count)
        refuse(parse, statement->binders[0].span, "a function binds no index",
               "elements are defined behind `where`: f(x) = y where y[i] = … "
               "for i < n");
    if (statement->kind == STATEMENT_ACCUMULATE && heads > 1)
        refuse(parse, statement->heads[1]->span, "`+=` adds to one array",
               NULL);
    else if (values > 1 && values != heads && !function)
        diagnose_hint(parse->diagnostics, diagnose_error(
                          parse->diagnostics, statement->values[1]->span,
                          "%u values stand for %u name%s", (unsigned)values,
                          (unsigned)heads, heads == 1 ? "" : "s"),
                      "a list is written `[a, b]`");
}

/* Which parts a declaration may or must have. */
typedef struct Form {
    bool        indexed, type, value, drawn, needs;
    const char *problem;        /* if it has others, or not what it needs */
} Form;

static const Form forms[] = {
    [STATEMENT_DIM] = {false, false, true, false, true,
        "a dim is a name and its value, as in `dim n = 20`"},
    [STATEMENT_INPUT] = {true, true, false, true, false,
        "an input is given at each call: it has a name, perhaps sizes, and "
        "perhaps a type as in `input y : index(10)`"},
    [STATEMENT_PARAM] = {true, false, true, true, false,
        "a param starts from `= expr`, or from a draw as in `~ xavier`"},
    [STATEMENT_CONST] = {true, true, true, false, true,
        "a const has a value, as in `const K[3] = [1, 2, 1]`"},
    [STATEMENT_STATE] = {true, false, true, false, false,
        "a state starts from a value, as in `state r[n] = 0`"},
    [STATEMENT_BATCH] = {false, false, true, false, true,
        "a batch is a name and its size, as in `batch B = 32`"},
};

static bool is_index_type(const Tree *type)
{
    return type->kind == TREE_CALL && text_is(type->name, "index")
        && type->count == 1;
}

static void check_declared(Parse *parse, StatementKind kind,
                           const Declared *declared)
{
    const Form *form = &forms[kind];
    const Tree *head = declared->head;
    check_tree(parse, head);
    check_tree(parse, declared->type);
    check_tree(parse, declared->value);
    check_tree(parse, declared->drawn);
    for (uint32_t i = 1; head->kind == TREE_INDEX && i < head->count; i++)
        if (head->operands[i]->kind == TREE_SLICE) {
            refuse(parse, head->operands[i]->span,
                   "a size is one number, not a slice", NULL);
            return;
        }
    if (!check_named(parse, head, "a declaration starts with a name, or a name "
                     "with its sizes as in x[n]", NULL))
        return;
    bool right = (head->kind == TREE_NAME || form->indexed)
              && (!declared->type || form->type)
              && (!declared->value || form->value)
              && (!declared->drawn || form->drawn)
              && (declared->value || declared->drawn || !form->needs);
    if (declared->type && !form->type)
        refuse(parse, declared->type->span,
               kind == STATEMENT_PARAM
                   ? "a param is a real number: it has no type"
               : kind == STATEMENT_STATE
                   ? "a state is a real number: it has no type"
                   : "only inputs and consts have a type", NULL);
    else if (!right)
        refuse(parse, head->span, form->problem, NULL);
    else if (declared->type && !is_index_type(declared->type))
        refuse(parse, declared->type->span,
               "a type is index(n): whole numbers from 0 to n-1",
               "without a type it is a real number");
    else if (declared->drawn && declared->drawn->kind != TREE_NAME
             && declared->drawn->kind != TREE_CALL)
        refuse(parse, declared->drawn->span,
               "after `~` stands a distribution, as in `~ normal(0, 1)`", NULL);
}

static void check_output(Parse *parse, const Tree *value)
{
    if (value->kind == TREE_NAME)
        return;
    Diagnostic *error = diagnose_error(parse->diagnostics, value->span,
                                       "an output is a name");
    Text text = text_at(parse, value->span.start, value->span.end);
    if (text.length < LONGEST_REPAIR)
        diagnose_hint(parse->diagnostics, error,
                      "define it first: y = %.*s, then `output y`",
                      TEXT_ARGS(text));
    else
        diagnose_hint(parse->diagnostics, error,
                      "give the expression a name by an equation of its own");
}

static void check_layer(Parse *parse, const Statement *statement)
{
    if (statement->kind != STATEMENT_EQUATION || statement->head_count != 1
        || statement->heads[0]->kind != TREE_CALL)
        refuse(parse, statement->head_count ? statement->heads[0]->span
                                            : statement->span,
               "a layer is a function", "as in `layer dense(x[n], m) = …`");
}

/* What is minimised, frozen or updated is a name, perhaps with subscripts; an
 * option is a name and its value, or a name alone. */
static void check_training(Parse *parse, const Statement *statement)
{
    bool update = statement->kind == STATEMENT_UPDATE;
    if (statement->head_count && statement->heads[0]->kind != TREE_NAME)
        refuse(parse, statement->heads[0]->span,
               "what is minimized is a name", "define it first: J = …, then "
               "`minimize J by …`");
    for (uint32_t i = 0; i < statement->value_count; i++) {
        const Tree *value = statement->values[i];
        check_tree(parse, value);
        if (update ? value->kind != TREE_INDEX
                         || value->operands[0]->kind != TREE_NAME
                   : value->kind != TREE_NAME)
            refuse(parse, value->span,
                   update ? "`update` takes elements of a param, as in "
                            "`update W[:, 0:8]`"
                          : "the name of a param stands here",
                   !update && value->kind == TREE_INDEX
                       ? "to train elements of it, write `update W[0:8]`"
                       : NULL);
    }
    for (uint32_t i = 1; i < statement->declared_count; i++) {
        const Declared *option = &statement->declared[i];
        check_tree(parse, option->value);
        if (!option->head && option->value->kind != TREE_NAME)
            refuse(parse, option->value->span, "an option is given by its "
                   "name", "as in rate = 0.1");
    }
}

static void check_shallow(Parse *parse, const Statement *statement)
{
    if (statement->layer)
        check_layer(parse, statement);
    switch (statement->kind) {
    case STATEMENT_IMPORT:
        break;
    case STATEMENT_EQUATION:
    case STATEMENT_ACCUMULATE:
        check_equation(parse, statement);
        break;
    case STATEMENT_OUTPUT:
        for (uint32_t i = 0; i < statement->value_count; i++)
            check_output(parse, statement->values[i]);
        break;
    case STATEMENT_MINIMIZE:
    case STATEMENT_FREEZE:
    case STATEMENT_UPDATE:
        check_training(parse, statement);
        break;
    default:
        for (uint32_t i = 0; i < statement->declared_count; i++)
            check_declared(parse, statement->kind, &statement->declared[i]);
        if (statement->kind == STATEMENT_BATCH && statement->declared_count > 1)
            refuse(parse, statement->declared[1].head->span,
                   "a program has one batch", NULL);
    }
}

static void check_local(Parse *parse, const Statement *local)
{
    switch (local->kind) {
    case STATEMENT_EQUATION:
    case STATEMENT_ACCUMULATE:
    case STATEMENT_DIM:
    case STATEMENT_PARAM:
    case STATEMENT_STATE:
        check_shallow(parse, local);
        break;
    case STATEMENT_INPUT:
        check_shallow(parse, local);
        for (uint32_t i = 0; i < local->declared_count; i++)
            if (!local->declared[i].drawn)
                refuse(parse, local->declared[i].head->span,
                       "an input after `where` is one that is drawn",
                       "as in m[n] ~ dropout(0.5); what callers give is "
                       "declared by a statement of its own");
        break;
    default:
        refuse(parse, local->span, "this cannot stand after `where`: only "
               "equations, dims, params, states and drawn inputs are local",
               NULL);
    }
}

/* Reports where the tree passes the greatest depth. */
static bool check_depth(Parse *parse, const Tree *tree)
{
    if (!tree || tree->depth <= DEEPEST_TREE)
        return true;
    while (tree->depth > DEEPEST_TREE / 2) {
        const Tree *deeper = NULL;
        for (uint32_t i = 0; i < tree->count; i++) {
            const Tree *in = tree->operands[i];
            if (in && in->depth + 1 == tree->depth)
                deeper = in;
        }
        if (!deeper)
            break;
        tree = deeper;
    }
    diagnose_error(parse->diagnostics, tree->mark,
                   "expressions are nested more than %d deep here",
                   DEEPEST_TREE);
    return false;
}

static bool check_depths(Parse *parse, const Statement *statement)
{
    bool right = true;
    for (uint32_t i = 0; i < statement->head_count; i++)
        right &= check_depth(parse, statement->heads[i]);
    for (uint32_t i = 0; i < statement->value_count; i++)
        right &= check_depth(parse, statement->values[i]);
    for (uint32_t i = 0; i < statement->binder_count; i++) {
        right &= check_depth(parse, statement->binders[i].low);
        right &= check_depth(parse, statement->binders[i].high);
    }
    for (uint32_t i = 0; i < statement->declared_count; i++) {
        right &= check_depth(parse, statement->declared[i].head);
        right &= check_depth(parse, statement->declared[i].type);
        right &= check_depth(parse, statement->declared[i].value);
        right &= check_depth(parse, statement->declared[i].drawn);
    }
    return right;
}

bool statement_check(Parse *parse, const Statement *statement)
{
    bool right = check_depths(parse, statement);
    for (uint32_t i = 0; i < statement->local_count; i++)
        right &= check_depths(parse, statement->locals[i]);
    if (!right)
        return false;
    check_shallow(parse, statement);
    bool function = statement->head_count == 1
                 && statement->heads[0]->kind == TREE_CALL;
    for (uint32_t i = 0; i < statement->local_count; i++) {
        const Statement *local = statement->locals[i];
        bool leaf = local->kind == STATEMENT_PARAM || local->next
                 || local->kind == STATEMENT_STATE
                 || local->kind == STATEMENT_INPUT;
        if (leaf && function && !statement->layer)
            refuse(parse, local->span,
                   local->kind == STATEMENT_PARAM
                       ? "a function has no params of its own"
                   : local->kind == STATEMENT_INPUT
                       ? "a function has no inputs of its own"
                       : "a function has no states of its own",
                   "a layer has: say `layer` before its name");
        else
            check_local(parse, local);
    }
    return true;
}
