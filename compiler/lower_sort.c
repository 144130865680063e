/* lower_sort.c: the order of the names of a file.
 *
 * It does not depend on where equations stand: declarations come first, as
 * interfaces have them; then outputs, what states become and what is minimized,
 * each behind what it uses, in the order in which that is mentioned; then what
 * none of these needs.
 */
#include "lower_file.h"

#include <stdlib.h>
#include <string.h>

typedef struct Sorted {
    const File *file;
    LIST(uint32_t) nodes;
    bool *there;                /* [node] */
} Sorted;

static void add_node(Sorted *sorted, uint32_t node)
{
    if (!sorted->there[node])
        list_push(sorted->file->low->arena, &sorted->nodes, node);
    sorted->there[node] = true;
}

static void add_mentioned(Sorted *sorted, const Tree *tree)
{
    if (!tree)
        return;
    uint32_t node = tree->kind == TREE_NAME || tree->kind == TREE_CALL
                      ? node_named(sorted->file, tree->name) : 0;
    if (node)
        add_node(sorted, node - 1);
    for (uint32_t i = 0; i < tree->count; i++)
        add_mentioned(sorted, tree->operands[i]);
}

static void add_wanted(Sorted *sorted, const Program *program)
{
    for (uint32_t i = 0; i < program->count; i++)
        for (uint32_t v = 0; v < program->statements[i]->value_count; v++)
            if (program->statements[i]->kind == STATEMENT_OUTPUT)
                add_mentioned(sorted, program->statements[i]->values[v]);
    for (uint32_t i = 0; i < program->count; i++) {
        const Statement *statement = program->statements[i];
        if (statement->kind != STATEMENT_MINIMIZE)
            continue;
        add_mentioned(sorted, statement->heads[0]);
        for (uint32_t d = 0; d < statement->declared_count; d++)
            add_mentioned(sorted, statement->declared[d].value);
    }
}

static int compare_names(const void *a, const void *b)
{
    const Symbol *const *x = a, *const *y = b;
    size_t m = (*x)->name.length, n = (*y)->name.length;
    int order = memcmp((*x)->name.at, (*y)->name.at, m < n ? m : n);
    return order ? order : (m > n) - (m < n);
}

static void add_rest(Sorted *sorted)
{
    const File *file = sorted->file;
    uint32_t count = node_count(file);
    Symbol **symbols = NEW_ARRAY(file->low->arena, Symbol *, count);
    if (count)
        memcpy(symbols, file->scope->symbols.at + 1, count * sizeof *symbols);
    qsort(symbols, count, sizeof *symbols, compare_names);
    for (uint32_t i = 0; i < count; i++)
        add_node(sorted, node_named(file, symbols[i]->name) - 1);
}

/* Gives the names of the file the numbers of their places in `order`. */
static void renumber(File *file, const uint32_t *order)
{
    Arena *arena = file->low->arena;
    Scope *scope = file->scope;
    uint32_t count = node_count(file);
    Symbol **symbols = NEW_ARRAY(arena, Symbol *, count);
    for (uint32_t i = 0; i < count; i++)
        symbols[i] = node_symbol(file, order[i]);
    table_release(arena, &scope->table);
    table_reserve(arena, &scope->table, count);
    for (uint32_t i = 0; i < count; i++) {
        scope->symbols.at[i + 1] = symbols[i];
        table_add(arena, &scope->table, text_hash(symbols[i]->name), i + 1);
    }
}

/* The same with what the nodes use. */
static void renumber_edges(File *file, const uint32_t *order)
{
    Arena *arena = file->low->arena;
    uint32_t count = node_count(file), made = 0;
    uint32_t *to = NEW_ARRAY(arena, uint32_t, count);
    uint32_t *start = NEW_ARRAY(arena, uint32_t, count + 1);
    uint32_t *edges = NEW_ARRAY(arena, uint32_t, file->start[count]);
    renumber(file, order);
    for (uint32_t i = 0; i < count; i++)
        to[order[i]] = i;
    for (uint32_t i = 0; i < count; i++) {
        start[i] = made;
        for (uint32_t e = file->start[order[i]];
             e < file->start[order[i] + 1]; e++)
            edges[made++] = to[file->edges[e]];
    }
    start[count] = made;
    file->start = start;
    file->edges = edges;
}

void sort_wanted(File *file, const Program *program)
{
    uint32_t count = node_count(file);
    Sorted sorted = {.file = file,
                     .there = NEW_ARRAY(file->low->arena, bool, count)};
    for (uint32_t n = 0; n < count; n++)
        if (node_symbol(file, n)->declared)
            add_node(&sorted, n);
    add_wanted(&sorted, program);
    for (uint32_t n = 0; n < count; n++) {
        Symbol *symbol = node_symbol(file, n);
        Text next = text_format(file->low->arena, NEXT_PREFIX "%.*s",
                                TEXT_ARGS(symbol->name));
        uint32_t node = symbol->declaration == STATEMENT_STATE
                          ? node_named(file, next) : 0;
        if (node)
            add_node(&sorted, node - 1);
    }
    add_rest(&sorted);
    renumber(file, sorted.nodes.at);
}

/* -- what uses what -- */

static size_t skip_blanks(Text text, size_t at)
{
    while (at < text.length && strchr(" \t\r\n", text.at[at]))
        at++;
    return at;
}

static size_t digits_at(Text text, size_t at)
{
    size_t end = at;
    while (end < text.length && text.at[end] >= '0' && text.at[end] <= '9')
        end++;
    return end - at;
}

/* By what is written, blanks aside; h[2] comes before h[12], and h[i] before
 * h[i + 1]. */
static int compare_texts(Text x, Text y)
{
    size_t i = skip_blanks(x, 0), k = skip_blanks(y, 0);
    while (i < x.length && k < y.length && x.at[i] == y.at[k]) {
        i = skip_blanks(x, i + 1);
        k = skip_blanks(y, k + 1);
    }
    size_t m = digits_at(x, i), n = digits_at(y, k);
    if (m && n && m != n)
        return m < n ? -1 : 1;
    int a = i < x.length ? (unsigned char)x.at[i] : 0;
    int b = k < y.length ? (unsigned char)y.at[k] : 0;
    return (a == ']' ? 0 : a) - (b == ']' ? 0 : b);
}

static int compare_trees(const File *file, const Tree *a, const Tree *b)
{
    const Sources *sources = file->low->diagnostics->sources;
    return compare_texts(source_text(sources, a->span),
                         source_text(sources, b->span));
}

/* Whether the tree has elements of the name at the subscripts of the head, or has
 * the name without any. */
static bool has_same_element(const File *file, const Tree *tree, Text name,
                             const Tree *head)
{
    if (!tree)
        return false;
    if (tree->kind == TREE_NAME && text_equal(tree->name, name))
        return true;
    uint32_t i = 0;
    if (tree->kind == TREE_INDEX && tree->operands[0]->kind == TREE_NAME
        && text_equal(tree->operands[0]->name, name)) {
        bool same = true;
        for (i = 1; i < tree->count && i < head->count && same; i++)
            same = !compare_trees(file, tree->operands[i], head->operands[i]);
        if (same)
            return true;
        i = 1;
    }
    for (; i < tree->count; i++)
        if (has_same_element(file, tree->operands[i], name, head))
            return true;
    return has_same_element(file, tree->condition, name, head);
}

static bool statement_has(const File *file, const Statement *statement,
                          Text name, const Tree *head)
{
    for (uint32_t i = 0; i < statement->value_count; i++)
        if (has_same_element(file, statement->values[i], name, head))
            return true;
    for (uint32_t i = 0; i < statement->local_count; i++)
        if (statement_has(file, statement->locals[i], name, head))
            return true;
    return false;
}

/* Of names that are made of each other: whether an element of one needs the
 * element of the other at the same place, as far as the text says. */
static bool needs_same(const File *file, uint32_t node, uint32_t used)
{
    const Symbol *symbol = node_symbol(file, node);
    Text name = node_symbol(file, used)->name;
    for (uint32_t s = 0; s < symbol->statements.count; s++) {
        const Statement *statement = symbol->statements.at[s];
        for (uint32_t h = 0; h < statement->head_count; h++)
            if (text_equal(name_of_head(statement->heads[h])->name,
                           symbol->name)
                && statement_has(file, statement, name, statement->heads[h]))
                return true;
    }
    return false;
}

typedef struct Visit {
    uint32_t node, next;        /* the next edge to follow */
    bool ordered;               /* only edges to other elements are left */
} Visit;

/* Depth first: a name comes behind what it uses, but for other elements of what
 * is made of it in turn, which follow it. */
void sort_by_use(File *file)
{
    Arena *arena = file->low->arena;
    uint32_t count = node_count(file), ordered = 0, depth = 0;
    uint32_t *order = NEW_ARRAY(arena, uint32_t, count);
    Visit *path = NEW_ARRAY(arena, Visit, count);
    bool *met = NEW_ARRAY(arena, bool, count);
    for (uint32_t n = 0; n < count; n++) {
        if (!met[n])
            path[depth++] = (Visit){n, file->start[n], false};
        met[n] = true;
        while (depth) {
            Visit *top = &path[depth - 1];
            if (top->next == file->start[top->node + 1]) {
                if (top->ordered) {
                    depth--;
                } else {
                    order[ordered++] = top->node;
                    *top = (Visit){top->node, file->start[top->node], true};
                }
                continue;
            }
            uint32_t used = file->edges[top->next++];
            if (met[used]
                || (!top->ordered
                    && file->component[used] == file->component[top->node]
                    && !needs_same(file, top->node, used)))
                continue;
            met[used] = true;
            path[depth++] = (Visit){used, file->start[used], false};
        }
    }
    renumber_edges(file, order);
}

/* Whether the statement defines a name that is used before this one. */
static bool is_earlier(const File *file, const bool *used,
                       const Statement *statement, uint32_t node)
{
    for (uint32_t h = 0; h < statement->head_count; h++) {
        uint32_t named =
            node_named(file, name_of_head(statement->heads[h])->name);
        if (named <= node && used[named - 1])
            return true;
    }
    return false;
}

void list_equations(const File *file, const bool *used, Written *equations)
{
    equations->count = 0;
    for (uint32_t n = 0; n < node_count(file); n++) {
        const Symbol *symbol = node_symbol(file, n);
        for (uint32_t s = 0; used[n] && s < symbol->statements.count; s++)
            if (!is_earlier(file, used, symbol->statements.at[s], n))
                equations->at[equations->count++] = symbol->statements.at[s];
    }
}

/* -- the pieces of an array -- */

typedef struct Placed {
    const Statement *statement;
    Text text;
    bool later;                 /* it uses what it is a piece of */
} Placed;

static bool uses_itself(const File *file, uint32_t node,
                        const Statement *statement)
{
    NameUses uses = {0};
    statement_names(file->low->arena, statement, &uses);
    for (uint32_t u = 0; u < uses.count; u++) {
        uint32_t used = node_named(file, uses.at[u].name);
        if (used && !uses.at[u].doubtful
            && file->component[used - 1] == file->component[node])
            return true;
    }
    return false;
}

/* What is added is added in the order in which it is written: sums are rounded. */
static int compare_placed(const void *a, const void *b)
{
    const Placed *x = a, *y = b;
    int added = (x->statement->kind == STATEMENT_ACCUMULATE)
              - (y->statement->kind == STATEMENT_ACCUMULATE);
    if (added)
        return added;
    int order = x->later - y->later;
    if (x->statement->kind == STATEMENT_ACCUMULATE)
        order = 0;
    else if (!order)
        order = compare_texts(x->text, y->text);
    return order ? order
                 : (x->text.at > y->text.at) - (x->text.at < y->text.at);
}

bool sort_pieces(File *file)
{
    Lowering *low = file->low;
    bool any = false;
    for (uint32_t n = 0; n < node_count(file); n++) {
        Symbol *symbol = node_symbol(file, n);
        uint32_t count = symbol->statements.count;
        if (count < 2)
            continue;
        any = true;
        Placed *placed = NEW_ARRAY(low->arena, Placed, count);
        for (uint32_t s = 0; s < count; s++) {
            const Statement *statement = symbol->statements.at[s];
            placed[s] = (Placed){
                statement,
                source_text(low->diagnostics->sources, statement->span),
                uses_itself(file, n, statement)};
        }
        qsort(placed, count, sizeof *placed, compare_placed);
        for (uint32_t s = 0; s < count; s++)
            symbol->statements.at[s] = placed[s].statement;
    }
    return any;
}
