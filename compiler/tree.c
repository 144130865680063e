/* tree.c: making and printing trees.
 *
 * A chain of a million terms is made by adding to one node, whose lists are
 * moved whenever their length reaches a power of two: so no capacity is kept,
 * and the work is linear.
 */
#include "tree.h"

static uint32_t deeper(const Tree *in, uint32_t depth)
{
    return in && in->depth >= depth ? in->depth + 1 : depth;
}

Tree *tree_leaf(Arena *arena, TreeKind kind, Span span)
{
    Tree *tree = NEW(arena, Tree);
    tree->kind = (uint8_t)kind;
    tree->span = tree->mark = span;
    tree->depth = 1;
    return tree;
}

Tree *tree_many(Arena *arena, TreeKind kind, Span span, Span mark,
                uint32_t count, Tree **operands)
{
    Tree *tree = tree_leaf(arena, kind, span);
    tree->mark = mark;
    tree->count = count;
    tree->operands = operands;
    for (uint32_t i = 0; i < count; i++)
        tree->depth = deeper(operands[i], tree->depth);
    return tree;
}

Tree *tree_unary(Arena *arena, TreeKind kind, Span span, Span mark, Tree *a)
{
    Tree **operands = NEW_ARRAY(arena, Tree *, 1);
    operands[0] = a;
    return tree_many(arena, kind, span, mark, 1, operands);
}

Tree *tree_binary(Arena *arena, TreeKind kind, Span span, Span mark, Tree *a,
                  Tree *b)
{
    Tree **operands = NEW_ARRAY(arena, Tree *, 2);
    operands[0] = a;
    operands[1] = b;
    return tree_many(arena, kind, span, mark, 2, operands);
}

/* Twice the room when the lists are full, which they are at powers of two. */
static void make_room(Arena *arena, Tree *chain)
{
    uint32_t count = chain->count;
    if (count & (count - 1))
        return;
    if (count > UINT32_MAX / 2)
        arena_fail(arena);
    Tree **operands = NEW_ARRAY(arena, Tree *, 2 * count);
    uint8_t *ops = NEW_ARRAY(arena, uint8_t, 2 * count);
    Span *marks = NEW_ARRAY(arena, Span, 2 * count);
    for (uint32_t i = 0; i < count; i++) {
        operands[i] = chain->operands[i];
        ops[i] = chain->ops ? chain->ops[i] : OP_NONE;
        marks[i] = chain->marks ? chain->marks[i] : (Span){0, 0};
    }
    chain->operands = operands;
    chain->ops = ops;
    chain->marks = marks;
}

Tree *tree_chain(Arena *arena, TreeKind kind, Tree *left, TreeOp op, Span mark,
                 Tree *right)
{
    Tree *chain = left;
    if (left->kind != kind)
        chain = tree_unary(arena, kind, left->span, mark, left);
    make_room(arena, chain);
    chain->operands[chain->count] = right;
    chain->ops[chain->count] = (uint8_t)op;
    chain->marks[chain->count] = mark;
    chain->count++;
    chain->depth = deeper(right, chain->depth);
    chain->span = span_join(chain->span, right->span);
    return chain;
}

/* Most lists are of one. */
Trees *trees_add(Arena *arena, Trees *trees, Tree *tree)
{
    if (!trees) {
        trees = NEW(arena, Trees);
        *trees = (Trees){.at = NEW(arena, Tree *), .capacity = 1};
    }
    list_push(arena, trees, tree);
    return trees;
}

Tree *tree_reduce(Arena *arena, Span span, Span mark, Reduction reduction,
                  const Binders *binders, Tree *condition, Tree *body)
{
    Tree *tree = tree_unary(arena, TREE_REDUCE, span, mark, body);
    tree->reduction = (uint8_t)reduction;
    tree->binder_count = binders->count;
    tree->binders = binders->at;
    tree->condition = condition;
    tree->depth = deeper(condition, tree->depth);
    for (uint32_t i = 0; i < binders->count; i++) {
        tree->depth = deeper(binders->at[i].low, tree->depth);
        tree->depth = deeper(binders->at[i].high, tree->depth);
    }
    return tree;
}

static const char *const op_texts[] = {
    [OP_NONE] = "", [OP_ADD] = "+ ", [OP_SUBTRACT] = "- ", [OP_TIMES] = "* ",
    [OP_DIVIDE] = "/ ", [OP_DOT] = "· ", [OP_HADAMARD] = "⊙ ",
    [OP_QUOTIENT] = "⊘ ", [OP_CROSS] = "× ", [OP_OUTER] = "⊗ ",
    [OP_DIV] = "div ", [OP_MOD] = "mod ",
    [OP_EQUAL] = "== ", [OP_NOT_EQUAL] = "!= ", [OP_LESS] = "< ",
    [OP_LESS_EQUAL] = "<= ", [OP_GREATER] = "> ", [OP_GREATER_EQUAL] = ">= ",
};

static const char *const reduction_texts[] = {
    [REDUCE_SUM] = "sum", [REDUCE_PROD] = "prod", [REDUCE_MAX] = "max",
    [REDUCE_MIN] = "min", [REDUCE_MEAN] = "mean", [REDUCE_ARGMAX] = "argmax",
    [REDUCE_ARGMIN] = "argmin",
};

static const char *const kind_texts[] = {
    [TREE_NUMBER] = "number", [TREE_NAME] = "name", [TREE_CALL] = "call",
    [TREE_BRACKET] = "bracket", [TREE_NORM] = "norm", [TREE_LIST] = "list",
    [TREE_STACK] = "stack", [TREE_REDUCE] = "reduce", [TREE_INDEX] = "index",
    [TREE_SLICE] = "slice", [TREE_TRANSPOSE] = "transpose",
    [TREE_POWER] = "power", [TREE_PRODUCT] = "product", [TREE_TERM] = "term",
    [TREE_NEGATE] = "negate", [TREE_SUM] = "sum", [TREE_COMPARE] = "compare",
    [TREE_NOT] = "not", [TREE_AND] = "and", [TREE_OR] = "or",
    [TREE_CHOOSE] = "choose", [TREE_APPLY] = "apply",
};

static const char *const statement_texts[] = {
    [STATEMENT_EQUATION] = "equation", [STATEMENT_ACCUMULATE] = "accumulate",
    [STATEMENT_DIM] = "dim", [STATEMENT_INPUT] = "input",
    [STATEMENT_PARAM] = "param", [STATEMENT_CONST] = "const",
    [STATEMENT_OUTPUT] = "output", [STATEMENT_BATCH] = "batch",
    [STATEMENT_IMPORT] = "import",
    [STATEMENT_STATE] = "state",
    [STATEMENT_MINIMIZE] = "minimize", [STATEMENT_FREEZE] = "freeze",
    [STATEMENT_UPDATE] = "update",
};

static void start_line(Buffer *out, int indent, const char *text)
{
    buffer_print(out, "%*s%s", 2 * indent, "", text);
}

static void print_tree(const Tree *tree, Buffer *out, int indent,
                       const char *before);

static void print_binders(uint32_t count, const Binder *binders, Buffer *out,
                          int indent)
{
    for (uint32_t i = 0; i < count; i++) {
        start_line(out, indent, "binder ");
        buffer_add(out, binders[i].name);
        buffer_puts(out, "\n");
        if (binders[i].low)
            print_tree(binders[i].low, out, indent + 1, "from ");
        if (binders[i].high)
            print_tree(binders[i].high, out, indent + 1, "below ");
    }
}

/* The first line of a node: what it is, and what it holds itself. */
static void print_node(const Tree *tree, Buffer *out)
{
    buffer_puts(out, kind_texts[tree->kind]);
    if (tree->kind == TREE_REDUCE)
        buffer_print(out, " %s", reduction_texts[tree->reduction]);
    if (tree->kind == TREE_NUMBER) {
        buffer_puts(out, " ");
        buffer_number(out, tree->number, true);
    }
    if (tree->name.length) {
        buffer_puts(out, " ");
        buffer_add(out, tree->name);
    }
    if (tree->whole)
        buffer_puts(out, " whole");
    if (tree->elementwise)
        buffer_puts(out, " elementwise");
    if (tree->superscript)
        buffer_puts(out, " superscript");
    buffer_puts(out, "\n");
}

static void print_tree(const Tree *tree, Buffer *out, int indent,
                       const char *before)
{
    start_line(out, indent, before);
    if (!tree) {
        buffer_puts(out, "none\n");
        return;
    }
    print_node(tree, out);
    print_binders(tree->binder_count, tree->binders, out, indent + 1);
    if (tree->condition)
        print_tree(tree->condition, out, indent + 1, ": ");
    for (uint32_t i = 0; i < tree->count; i++)
        print_tree(tree->operands[i], out, indent + 1,
                   tree->ops ? op_texts[tree->ops[i]] : "");
}

static void print_declared(const Declared *declared, Buffer *out, int indent)
{
    if (declared->head)
        print_tree(declared->head, out, indent,
                   declared->shared ? "shared " : "");
    if (declared->type)
        print_tree(declared->type, out, indent, ": ");
    if (declared->value)
        print_tree(declared->value, out, indent, "= ");
    if (declared->drawn)
        print_tree(declared->drawn, out, indent, "~ ");
}

static void print_statement(const Statement *statement, Buffer *out, int indent)
{
    start_line(out, indent,
               statement->layer ? "layer" : statement_texts[statement->kind]);
    if (statement->kind == STATEMENT_IMPORT)
        buffer_print(out, " \"%.*s\"", TEXT_ARGS(statement->path));
    buffer_puts(out, "\n");
    for (uint32_t i = 0; i < statement->head_count; i++)
        print_tree(statement->heads[i], out, indent + 1, "");
    for (uint32_t i = 0; i < statement->value_count; i++)
        print_tree(statement->values[i], out, indent + 1,
                   statement->kind == STATEMENT_ACCUMULATE ? "+= "
                   : statement->kind < STATEMENT_ACCUMULATE ? "= " : "");
    print_binders(statement->binder_count, statement->binders, out, indent + 1);
    for (uint32_t i = 0; i < statement->declared_count; i++)
        print_declared(&statement->declared[i], out, indent + 1);
    for (uint32_t i = 0; i < statement->local_count; i++)
        print_statement(statement->locals[i], out, indent + 1);
}

void program_print(const Program *program, Buffer *out)
{
    for (uint32_t i = 0; i < program->count; i++)
        print_statement(program->statements[i], out, 0);
}
