/* lower_names.c: which names occur in a tree.
 *
 * A name is bound by the head of an equation (parameters, sizes, indices), by
 * `for`, by a reduction and by `where`. What is left is free: it refers to
 * the file, the prelude or nothing.
 */
#include "lowering.h"

typedef LIST(Text) Texts;

static bool among(const Texts *names, Text name)
{
    for (uint32_t i = names->count; i > 0; i--)
        if (text_equal(names->at[i - 1], name))
            return true;
    return false;
}

static void tree_names(Arena *arena, const Tree *tree, Texts *bound,
                       NameUses *uses)
{
    if (!tree)
        return;
    uint32_t kept = bound->count;
    if ((tree->kind == TREE_NAME || tree->kind == TREE_CALL)
        && !among(bound, tree->name)) {
        Span span = tree->kind == TREE_CALL ? tree->mark : tree->span;
        list_push(arena, uses, ((NameUse){tree->name, span, false}));
        /* f′ uses f. */
        for (Text stem = without_prime(tree->name); stem.length;
             stem = without_prime(stem))
            if (tree->kind == TREE_CALL)
                list_push(arena, uses, ((NameUse){stem, span, false}));
    }
    for (uint32_t i = 0; i < tree->binder_count; i++) {
        tree_names(arena, tree->binders[i].low, bound, uses);
        tree_names(arena, tree->binders[i].high, bound, uses);
        list_push(arena, bound, tree->binders[i].name);
    }
    tree_names(arena, tree->condition, bound, uses);
    for (uint32_t i = 0; i < tree->count; i++)
        tree_names(arena, tree->operands[i], bound, uses);
    bound->count = kept;
}

/* The names in a subscript on the left: where one stands alone or in a sum, it
 * may be an index, and then it refers to nothing. */
static void subscript_names(Arena *arena, const Tree *tree, Texts *bound,
                            NameUses *uses)
{
    uint32_t i = 0;
    if (tree->kind == TREE_NAME && !among(bound, tree->name)) {
        list_push(arena, uses, ((NameUse){tree->name, tree->span, true}));
    } else if (tree->binder_count) {
        tree_names(arena, tree, bound, uses);
        return;
    } else if (tree->kind == TREE_INDEX) {
        tree_names(arena, tree->operands[i++], bound, uses);
    }
    for (; i < tree->count; i++)
        subscript_names(arena, tree->operands[i], bound, uses);
}

/* All names in a tree, bound by the head that it stands in. */
static void bind_all(Arena *arena, const Tree *tree, Texts *bound)
{
    if (!tree)
        return;
    if (tree->kind == TREE_NAME)
        list_push(arena, bound, tree->name);
    for (uint32_t i = 0; i < tree->count; i++)
        bind_all(arena, tree->operands[i], bound);
}

/* Of `f(x, W[m,n])` the parameters and sizes are bound. Of `y[i, w[k]]` the
 * indices may be: they count as doubtful uses as well, as a dim or data stands
 * for itself. */
static void bind_head(Arena *arena, const Tree *head, Texts *bound)
{
    if (head->kind == TREE_CALL)
        for (uint32_t i = 0; i < head->count; i++)
            bind_all(arena, head->operands[i], bound);
    if (head->kind == TREE_INDEX)
        for (uint32_t i = 1; i < head->count; i++)
            if (head->operands[i]->kind == TREE_NAME)
                list_push(arena, bound, head->operands[i]->name);
}

static void bind_locals(Arena *arena, const Statement *statement,
                        Texts *bound)
{
    for (uint32_t l = 0; l < statement->local_count; l++) {
        const Statement *local = statement->locals[l];
        for (uint32_t i = 0; i < local->head_count; i++) {
            const Tree *head = local->heads[i];
            if (head->kind == TREE_INDEX)
                head = head->operands[0];
            list_push(arena, bound, head->name);
        }
        for (uint32_t i = 0; i < local->declared_count; i++) {
            const Tree *head = local->declared[i].head;
            if (head->kind == TREE_INDEX)
                head = head->operands[0];
            list_push(arena, bound, head->name);
        }
    }
}

static void names_of(Arena *arena, const Statement *statement, Texts *bound,
                     NameUses *uses)
{
    uint32_t kept = bound->count;
    for (uint32_t i = 0; i < statement->binder_count; i++)
        list_push(arena, bound, statement->binders[i].name);
    for (uint32_t i = 0; i < statement->head_count; i++) {
        const Tree *head = statement->heads[i];
        if (head->kind == TREE_INDEX)
            for (uint32_t s = 1; s < head->count; s++)
                subscript_names(arena, head->operands[s], bound, uses);
        bind_head(arena, head, bound);
    }
    for (uint32_t i = 0; i < statement->binder_count; i++) {
        tree_names(arena, statement->binders[i].low, bound, uses);
        tree_names(arena, statement->binders[i].high, bound, uses);
    }
    bind_locals(arena, statement, bound);
    for (uint32_t i = 0; i < statement->value_count; i++)
        tree_names(arena, statement->values[i], bound, uses);
    for (uint32_t i = 0; i < statement->declared_count; i++) {
        const Declared *declared = &statement->declared[i];
        if (declared->head->kind == TREE_INDEX)
            for (uint32_t s = 1; s < declared->head->count; s++)
                tree_names(arena, declared->head->operands[s], bound, uses);
        tree_names(arena, declared->type, bound, uses);
        tree_names(arena, declared->value, bound, uses);
        tree_names(arena, declared->drawn, bound, uses);
    }
    for (uint32_t i = 0; i < statement->local_count; i++)
        names_of(arena, statement->locals[i], bound, uses);
    bound->count = kept;
}

void statement_names(Arena *arena, const Statement *statement, NameUses *uses)
{
    Texts bound = {0};
    names_of(arena, statement, &bound, uses);
}

bool tree_mentions(const Tree *tree, Text name)
{
    if (!tree)
        return false;
    if ((tree->kind == TREE_NAME || tree->kind == TREE_CALL)
        && text_equal(tree->name, name))
        return true;
    for (uint32_t i = 0; i < tree->count; i++)
        if (tree_mentions(tree->operands[i], name))
            return true;
    for (uint32_t i = 0; i < tree->binder_count; i++)
        if (tree_mentions(tree->binders[i].low, name)
            || tree_mentions(tree->binders[i].high, name))
            return true;
    return tree->condition && tree_mentions(tree->condition, name);
}
