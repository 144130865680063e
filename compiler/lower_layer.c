/* lower_layer.c: layers, and what they make.
 *
 * A layer is a function with params of its own behind `where`, perhaps states and
 * drawn inputs as well: its leaves. Each use makes new ones, named after the
 * equation that uses it: h = dense(x, 4) makes h.W.
 * A layer used by a local equation m of a layer that a uses makes a.m.W. So that
 * these names tell the uses apart, an equation uses one layer.
 *
 * Equations may be lowered several times (recurrences, several results); an
 * owner stands for one equation, or one use, whenever it is met.
 */
#include "lowering.h"

#include <string.h>

size_t name_stem(Text name, size_t length)
{
    while (length > 0 && name.at[length - 1] != '.')
        length--;
    return length > 0 ? length - 1 : 0;
}

static Owner *find_equation(const Owner *outer, Text local)
{
    uint64_t hash = text_hash(local);
    uint32_t id;
    for (uint32_t at = table_first(&outer->named, hash);
         (id = table_id(&outer->named, at));
         at = table_next(&outer->named, at, hash))
        if (text_equal(outer->inner.at[id - 1]->local, local))
            return outer->inner.at[id - 1];
    return NULL;
}

static Owner *find_use(const Owner *outer, const Tree *call)
{
    for (uint32_t i = 0; i < outer->inner.count; i++)
        if (outer->inner.at[i]->call == call)
            return outer->inner.at[i];
    return NULL;
}

static void take_axes(Owner *owner, const Owner *outer)
{
    owner->axis_count = outer->axis_count;
    memcpy(owner->axes, outer->axes, sizeof owner->axes);
    memcpy(owner->sizes, outer->sizes, sizeof owner->sizes);
}

static Owner *owner_named(Lowering *low, Owner *outer, Text local)
{
    if (outer->function.length && !outer->name.length)
        return outer;
    Owner *owner = find_equation(outer, local);
    if (!owner) {
        owner = NEW(low->arena, Owner);
        owner->local = local;
        owner->function = outer->function;
        owner->name = outer->name.length
                        ? text_format(low->arena, "%.*s.%.*s",
                                      TEXT_ARGS(outer->name), TEXT_ARGS(local))
                        : local;
        list_push(low->arena, &outer->inner, owner);
        table_add(low->arena, &outer->named, text_hash(local),
                  outer->inner.count);
    }
    take_axes(owner, outer);
    return owner;
}

Owner *owner_around(const Lowering *low, const Symbol *symbol)
{
    return symbol->owner ? symbol->owner : low->root;
}

Owner *owner_of_statement(Lowering *low, const Statement *statement)
{
    const Tree *head = statement->heads[0];
    return owner_named(low, low->owner,
                       head->kind == TREE_INDEX ? head->operands[0]->name
                                                : head->name);
}

Owner *owner_of_function(Lowering *low, Text function)
{
    Owner *owner = NEW(low->arena, Owner);
    owner->name = low->owner->name;
    owner->function = function;
    return owner;
}

/* -- uses of layers -- */

static bool report_in_function(Lowering *low, const Tree *call)
{
    Text function = low->owner->function;
    Diagnostic *error = lower_error(
        low, call->span, "%.*s makes params, and %.*s is a function, which has "
        "none", TEXT_ARGS(operand_text(low, call)), TEXT_ARGS(function));
    diagnose_hint(low->diagnostics, error,
                  "what uses a layer is a layer: `layer %.*s(…) = …`",
                  TEXT_ARGS(function));
    return false;
}

static bool report_second(Lowering *low, const Tree *call)
{
    const Owner *owner = low->owner;
    const Tree *first = owner->use;
    bool around = call->span.start <= first->span.start
               && first->span.end <= call->span.end;
    Diagnostic *error = lower_error(
        low, call->span, "this is a second layer that would name its params "
        "after %.*s", TEXT_ARGS(owner->name));
    if (first->span.start != call->span.start)
        diagnose_note(low->diagnostics, error, first->span,
                      "the first one is here");
    diagnose_hint(low->diagnostics, error,
                  "give one an equation of its own%s: z = %.*s",
                  owner->call ? " behind `where`" : "",
                  TEXT_ARGS(operand_text(low, around ? first : call)));
    return false;
}

static bool report_nameless(Lowering *low, const Tree *call)
{
    Diagnostic *error = lower_error(
        low, call->span, "the params of a layer are named after an equation, "
        "and this is none");
    diagnose_hint(low->diagnostics, error, "give it one: z = %.*s",
                  TEXT_ARGS(operand_text(low, call)));
    return false;
}

Owner *owner_of_use(Lowering *low, const Tree *call, const Block *block)
{
    Owner *outer = low->owner;
    if (!outer->name.length && !report_nameless(low, call))
        return NULL;
    if ((outer->function.length && !report_in_function(low, call))
        || (outer->use && outer->use != call && !report_second(low, call)))
        return NULL;
    outer->use = call;
    Owner *owner = find_use(outer, call);
    if (!owner) {
        owner = NEW(low->arena, Owner);
        owner->name = outer->name;
        owner->call = call;
        list_push(low->arena, &outer->inner, owner);
    }
    take_axes(owner, outer);
    for (uint32_t i = 0; i < block->axis_count; i++) {
        if (owner->axis_count == MAX_RANK) {
            lower_error(low, call->span, "more than %d axes", MAX_RANK);
            return NULL;
        }
        owner->axes[owner->axis_count] = block->axes[i];
        owner->sizes[owner->axis_count++] = block->sizes[i];
    }
    return owner;
}

/* An index of block[l]: its size is one more than the largest l. */
static bool block_axis(Lowering *low, Scope *scope, const Tree *tree,
                       Block *block)
{
    if (tree->kind == TREE_SLICE) {
        lower_error(low, tree->span,
                    "a layer is chosen by an index, not by a slice");
        return false;
    }
    SubscriptId s = lower_subscript(low, tree, lower_expr(low, scope, tree));
    if (!s)
        return false;
    low->domain.index_count = MAX_INDICES;
    Range range = domain_bounds(&low->domain, low->graph, s);
    if (range.low < 0) {
        lower_error(low, tree->span, "the index %.*s becomes %lld, and indices "
                    "count from 0", TEXT_ARGS(operand_text(low, tree)),
                    (long long)range.low);
        return false;
    }
    if (block->axis_count == MAX_RANK) {
        lower_error(low, tree->span, "more than %d axes", MAX_RANK);
        return false;
    }
    block->axes[block->axis_count] = s;
    block->sizes[block->axis_count++] = range.high;
    return true;
}

bool lower_block(Lowering *low, Scope *scope, const Tree *tree, Block *block)
{
    *block = (Block){.use = tree};
    const Tree *base = tree->operands[0];
    for (uint32_t i = 1; tree->kind == TREE_APPLY && i < base->count; i++)
        if (!block_axis(low, scope, base->operands[i], block))
            return false;
    return true;
}

/* -- leaves -- */

Text leaf_name(Lowering *low, const Symbol *local)
{
    return text_format(low->arena, "%.*s.%.*s", TEXT_ARGS(local->owner->name),
                       TEXT_ARGS(local->name));
}

/* Where the author sees that the leaf is made. */
static Span made_at(const Lowering *low, const Symbol *local)
{
    Span place = local->span;
    for (const Expansion *at = low->expansion;
         at && span_is_builtin(low, place); at = at->outer)
        place = at->call;
    return place;
}

/* The call in the program itself, which may be of a layer of another file. */
static Span called_at(const Lowering *low, const Symbol *local)
{
    Span place = local->span;
    for (const Expansion *at = low->expansion; at; at = at->outer)
        place = at->call;
    return place;
}

static const char *leaf_word(const Symbol *local)
{
    return local->declaration == STATEMENT_PARAM   ? "param"
           : local->declaration == STATEMENT_STATE ? "state"
                                                   : "input";
}

static Symbol *report_taken(Lowering *low, const Symbol *local, Text name,
                            Span first)
{
    Diagnostic *error = lower_error(low, made_at(low, local),
                                    "the %s %.*s is made twice",
                                    leaf_word(local), TEXT_ARGS(name));
    diagnose_note(low->diagnostics, error, first, "it is made here first");
    diagnose_hint(low->diagnostics, error,
                  "a layer that another uses has an equation of its own behind "
                  "`where`, or other names");
    return NULL;
}

static bool same_shape(const Value *shape, const Value *made)
{
    return shape->rank == made->rank
        && !memcmp(shape->shape, made->shape,
                   made->rank * sizeof *made->shape);
}

Symbol *layer_leaf(Lowering *low, const Symbol *local, const Value *own)
{
    const Owner *owner = local->owner;
    Text name = leaf_name(low, local);
    Symbol *leaf = scope_find_here(low->made, name);
    const Symbol *other = scope_find_here(low->file, name);
    Value shape = {0};
    for (uint32_t i = 0; i < owner->axis_count; i++)
        shape.shape[shape.rank++] = owner->sizes[i];
    if (owner->axis_count + own->rank > MAX_RANK) {
        lower_error(low, local->span, "more than %d axes", MAX_RANK);
        return NULL;
    }
    for (uint32_t i = 0; i < own->rank; i++)
        shape.shape[shape.rank++] = own->shape[i];
    if (other || (leaf && (leaf->owner != owner
                           || leaf->declared != local->declared)))
        return report_taken(low, local, name,
                            other ? other->span : leaf->span);
    if (leaf && leaf->value.known && !same_shape(&shape, &leaf->value)) {
        lower_error(low, made_at(low, local),
                    "%.*s is %.*s here, and %.*s elsewhere", TEXT_ARGS(name),
                    TEXT_ARGS(shape_phrase(low, &shape)),
                    TEXT_ARGS(shape_phrase(low, &leaf->value)));
        return NULL;
    }
    if (leaf)
        return leaf;
    leaf = scope_add(low, low->made, name, made_at(low, local), SYMBOL_VALUE);
    leaf->owner = local->owner;
    leaf->declared = local->declared;
    leaf->declaration = local->declaration;
    leaf->definition = graph_define(low->graph, name, called_at(low, local), 0);
    leaf->value = shape;
    return leaf;
}

Value layer_leaf_value(Lowering *low, const Symbol *leaf, const Owner *owner)
{
    Exprs *exprs = &low->graph->exprs;
    Value value = leaf->value;
    SubscriptId at[MAX_RANK + 1];
    ArrayId id = low->graph->definitions.at[leaf->definition].array;
    uint32_t axes = owner->axis_count, rank = 0;
    if (leaf_is_batched(low, leaf))
        at[rank++] = subscript_index(exprs, BATCH_INDEX);
    for (uint32_t i = 0; i < axes; i++)
        at[rank++] = owner->axes[i];
    value.rank = (uint8_t)(leaf->value.rank - axes);
    for (uint32_t i = 0; i < value.rank; i++) {
        at[rank++] = subscript_index(exprs, i);
        value.shape[i] = leaf->value.shape[axes + i];
    }
    value.body = graph_access(low->graph, id, at);
    value.name = leaf->name;
    value.origin = leaf->span;
    return value;
}

/* -- names with points in them -- */

static bool may_own(const Symbol *symbol)
{
    return symbol && symbol->kind != SYMBOL_FUNCTION && !symbol->is_index
        && symbol->statements.count;
}

/* The equation in sight whose name the first parts are, and their length. */
static Symbol *find_stem(const Scope *scope, Text name, size_t *length)
{
    for (; scope; scope = scope->outer)
        for (*length = name_stem(name, name.length); *length;
             *length = name_stem(name, *length)) {
            Symbol *symbol =
                scope_find_here(scope, (Text){name.at, *length});
            if (may_own(symbol))
                return symbol;
        }
    return NULL;
}

Symbol *scope_find_leaf(Lowering *low, const Scope *scope, Text name,
                         const Owner **owner)
{
    size_t length;
    Symbol *stem = find_stem(scope, name, &length);
    if (!stem)
        return NULL;
    if (stem->kind == SYMBOL_LOCAL && !(stem->knot && stem->knot->open))
        lower_local(low, stem);
    *owner = owner_named(low, owner_around(low, stem), stem->name);
    Text full = text_format(low->arena, "%.*s%.*s", TEXT_ARGS((*owner)->name),
                            (int)(name.length - length), name.at + length);
    Symbol *leaf = scope_find_here(low->made, full);
    return leaf && leaf->value.known ? leaf : NULL;
}

Value lower_leaf_name(Lowering *low, Scope *scope, const Tree *tree)
{
    const Owner *owner;
    const Symbol *leaf = scope_find_leaf(low, scope, tree->name, &owner);
    if (leaf)
        return layer_leaf_value(low, leaf, owner);
    report_undefined(low, scope, tree);
    return value_error();
}

bool hint_parts(Lowering *low, const Scope *scope, Diagnostic *error,
                Text name, bool call)
{
    size_t length = name_stem(name, name.length);
    Text last = {name.at + length + 1, name.length - length - 1};
    const Symbol *stem = length ? find_stem(scope, name, &length) : NULL;
    if (!length && !name_stem(name, name.length))
        return false;
    if (text_is(last, "T")) {
        diagnose_hint(low->diagnostics, error,
                      "a transpose is written `xᵀ` or `x'`");
        return true;
    }
    if (call || !stem) {
        diagnose_hint(low->diagnostics, error,
                      call ? "a function stands alone, as in `exp(x)`"
                           : "h.W is the param W that a layer makes in the "
                             "equation of h");
        return true;
    }
    const Owner *owner =
        owner_named(low, owner_around(low, stem), stem->name);
    Buffer list = buffer_create(low->arena);
    uint32_t count = 0;
    for (uint32_t i = 1; i < low->made->symbols.count; i++) {
        const Symbol *made = low->made->symbols.at[i];
        size_t part = owner->name.length;
        if (made->name.length > part && made->name.at[part] == '.'
            && !memcmp(made->name.at, owner->name.at, part))
            buffer_print(&list, "%s%.*s%.*s", count++ ? ", " : "",
                         TEXT_ARGS(stem->name),
                         (int)(made->name.length - part),
                         made->name.at + part);
    }
    if (stem->kind == SYMBOL_PENDING)
        diagnose_hint(low->diagnostics, error,
                      "the params of %.*s are made by its own equation, which "
                      "cannot name them", TEXT_ARGS(stem->name));
    else if (count)
        diagnose_hint(low->diagnostics, error, "the params of %.*s are %.*s",
                      TEXT_ARGS(stem->name), TEXT_ARGS(buffer_text(&list)));
    else
        diagnose_hint(low->diagnostics, error,
                      "the equation of %.*s makes no params: it uses no layer",
                      TEXT_ARGS(stem->name));
    return true;
}
