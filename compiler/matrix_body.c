/* matrix_body.c: scalar expressions with bound indices as terms. */
#include "matrix_read.h"

static const Tensor nothing = {NULL, 0, {0, 0}};

static bool join_indices(Tensor *to, const Tensor *from)
{
    for (int i = 0; i < from->count; i++) {
        bool has = false;
        for (int k = 0; k < to->count; k++)
            has |= to->index[k] == from->index[i];
        if (has)
            continue;
        if (to->count == 2)
            return false;
        to->index[to->count++] = from->index[i];
    }
    return true;
}

/* -- elements of arrays -- */

/* What an access does along an axis. */
typedef struct Along {
    int     index;              /* the bound index, or NO_INDEX */
    Text    piece;              /* as written in brackets */
    TermRef data;               /* what its % stands for, or NULL */
    bool    all;                /* the whole axis */
    bool    placed;             /* at that of an index that is fixed */
    int64_t size;
} Along;

static bool read_subscript(Body *b, SubscriptId id, int64_t extent, Along *a)
{
    Arena *arena = b->r->arena;
    const Subscript *s = subscript_at(&b->r->graph->exprs, id);
    *a = (Along){.index = NO_INDEX, .size = 1};
    if (!s->term_count && !s->data) {
        a->piece = text_format(arena, "%lld", (long long)s->base);
        return true;
    }
    if (!s->term_count) {
        Tensor data = read_expr(b, s->data);
        if (!data.term || data.count > 1 || s->scale != 1
            || (data.count && s->base))
            return false;
        a->data = data.term;
        a->piece = s->base ? text_format(arena, "%% %c %lld",
                                         s->base < 0 ? '-' : '+',
                                         (long long)(s->base < 0 ? -s->base
                                                                 : s->base))
                           : text_of("%");
        if (data.count) {
            a->index = data.index[0];
            a->size = data.term->rows;
        }
        return true;
    }
    if (subscript_is_placed(b, s)) {
        a->placed = true;
        a->piece = place_term(b, s)->text;
        return true;
    }
    if (s->term_count != 1 || s->data || s->terms[0].factor != 1)
        return false;
    a->index = (int)s->terms[0].index;
    const Range *range = &b->part->ranges[a->index];
    int64_t low = range->low + s->base, high = range->high + s->base;
    a->size = high - low;
    a->all = low == 0 && high == extent;
    a->piece = a->all ? text_of(":")
             : low == 0
                 ? text_format(arena, ":%lld", (long long)high)
             : high == extent
                 ? text_format(arena, "%lld:", (long long)low)
                 : text_format(arena, "%lld:%lld", (long long)low,
                               (long long)high);
    return true;
}

TermRank rank_of(int count)
{
    return count == 0 ? RANK_NUMBER : count == 1 ? RANK_VECTOR : RANK_MATRIX;
}

/* The pieces of an array along its axes, behind its name or in its place. */
static TermRef cut_out(Body *b, ArrayId id, uint32_t rank, const Along *along,
                       int count, const int64_t *size)
{
    MatrixReader *r = b->r;
    TermRef of[MAX_RANK + 1];
    uint32_t n = 1;
    of[0] = r->names[id].length ? NULL : reader_array(r, id);
    if (r->names[id].length)
        of[0] = reader_name(r, id, rank_of((int)rank), -1, -1);
    if (!of[0])
        return NULL;
    if (term_is_number(of[0], 0))
        return term_zero(r->arena, rank_of(count), count ? size[0] : 1,
                         count > 1 ? size[1] : 1);
    Buffer text = buffer_create(r->arena);
    uint32_t last = rank;
    while (last && along[last - 1].all)
        last--;
    for (uint32_t i = 0; i < last; i++) {
        buffer_puts(&text, i ? ", " : "[");
        buffer_add(&text, along[i].piece);
        if (along[i].data)
            of[n++] = along[i].data;
    }
    buffer_puts(&text, "]");
    return term_call(r->arena, text_copy(r->arena, buffer_text(&text)).at, n,
                     of, rank_of(count), count ? size[0] : 1,
                     count > 1 ? size[1] : 1);
}

static TermRef literal_number(Body *b, const Array *array, const Expr *node)
{
    int64_t at = 0;
    for (uint32_t i = 0; i < array->rank; i++) {
        const Subscript *s = subscript_at(&b->r->graph->exprs,
                                          node->as.access.subscripts[i]);
        if (s->term_count || s->data)
            return NULL;
        at = at * array->shape[i] + s->base;
    }
    return term_number(b->r->arena, array->as.values[at]);
}

/* What stands at the place that the first subscript says, where all the other
 * axes are read; or NULL. */
static TermRef read_placed(Body *b, ArrayId id, const Expr *node,
                           const Along *along)
{
    MatrixReader *r = b->r;
    const Array *array = graph_array(r->graph, id);
    const Subscript *s = subscript_at(&r->graph->exprs,
                                      node->as.access.subscripts[0]);
    for (uint32_t i = 1; i < array->rank; i++)
        if (!along[i].all)
            return NULL;
    if (s->terms[0].factor != 1)
        return NULL;
    Spot place = spot_moved(&b->place, s->base);
    if (r->names[id].length)
        return r->placed ? r->placed(r->context, id, &place) : NULL;
    if (array->kind == LITERAL)
        return literal_at(r, array, &place);
    return array->recurrence ? NULL : reader_at(r, id, &place);
}

static Tensor read_access(Body *b, const Expr *node)
{
    MatrixReader *r = b->r;
    ArrayId id = graph_source(r->graph, node->as.access.array);
    const Array *array = graph_array(r->graph, id);
    Along along[MAX_RANK];
    Tensor out = nothing;
    int64_t size[2] = {1, 1};
    bool all = true, twice = false;
    if (array->kind == LITERAL && !r->names[id].length
        && (out.term = literal_number(b, array, node)))
        return out;
    for (uint32_t i = 0; i < array->rank; i++) {
        if (!read_subscript(b, node->as.access.subscripts[i], array->shape[i],
                            &along[i]))
            return nothing;
        all &= along[i].all;
        if (along[i].index == NO_INDEX)
            continue;
        if (out.count == 1 && out.index[0] == along[i].index) {
            twice = true;
            continue;
        }
        if (out.count == 2)
            return nothing;
        size[out.count] = along[i].size;
        out.index[out.count++] = along[i].index;
    }
    if (all && array->rank <= 2)
        out.term = reader_array(r, id);
    else if (!twice && along[0].placed
             && (out.term = read_placed(b, id, node, along)))
        return out;
    else if (!twice)
        out.term = cut_out(b, id, array->rank, along, out.count, size);
    if (twice)
        out.term = all && array->rank == 2 ? term_diagonal(r->arena, out.term)
                                           : NULL;
    return out;
}

/* -- scalar expressions -- */

double find_factors(const Body *b, ExprId id, double weight, Factors *list)
{
    id = written_out(b, id);
    const Expr *node = expr_at(&b->r->graph->exprs, id);
    bool product = node->kind == APPLY && node->function == F_MUL;
    bool quotient = node->kind == APPLY && node->function == F_DIV;
    bool negative = node->kind == APPLY && node->function == F_NEG;
    if (negative || (node->kind == APPLY && node->function == F_STOP))
        return (negative ? -1 : 1)
             * find_factors(b, node->as.operand[0], weight, list);
    if (product || quotient)
        return find_factors(b, node->as.operand[0], weight, list)
             * find_factors(b, node->as.operand[1],
                            quotient ? -weight : weight, list);
    Factor factor = {id, weight};
    list_push(b->r->arena, list, factor);
    return 1;
}

static Tensor read_product(Body *b, ExprId id)
{
    Arena *arena = b->r->arena;
    Factors factors = {0};
    double sign = find_factors(b, id, 1, &factors);
    Tensor out = nothing, number = {term_number(arena, sign), 0, {0, 0}};
    Tensors list = {0};
    list_push(arena, &list, number);
    for (uint32_t i = 0; i < factors.count; i++) {
        Tensor t = read_expr(b, factors.at[i].id);
        t.term = term_power(arena, t.term, factors.at[i].weight);
        if (!t.term || !join_indices(&out, &t))
            return nothing;
        list_push(arena, &list, t);
    }
    out.term = tensors_contract(arena, &list, out.count, out.index, 0,
                                b->sizes);
    return out;
}

/* 1 where the index is the data, which may have an index of its own. */
Tensor read_unit(Body *b, const Tensor *data, int index)
{
    Arena *arena = b->r->arena;
    int64_t size = b->sizes[index];
    TermRef of[] = {data->term, term_number(arena, (double)size)};
    if (!data->term || data->count > 1)
        return nothing;
    if (data->count == 0)
        return (Tensor){term_call(arena, "onehot", 2, of, RANK_VECTOR, size, 1),
                        1, {index, 0}};
    return (Tensor){term_by_rows(arena, "onehot", 2, of, RANK_MATRIX,
                                 data->term->rows, size), 2,
                    {data->index[0], index}};
}

/* 1 where an index is another, or data: the unit matrix, a unit vector. */
static Tensor read_equality(Body *b, const Expr *node)
{
    Arena *arena = b->r->arena;
    const Exprs *exprs = &b->r->graph->exprs;
    const Expr *x = expr_at(exprs, node->as.operand[0]);
    const Expr *y = expr_at(exprs, node->as.operand[1]);
    if (x->kind != INDEX) {
        const Expr *t = x;
        x = y;
        y = t;
    }
    if (x->kind == INDEX && x->as.index == b->fixed && y->kind == INDEX) {
        const Expr *t = x;
        x = y;
        y = t;
    }
    if (x->kind != INDEX || x->as.index == b->fixed
        || b->part->ranges[x->as.index].low)
        return nothing;
    int i = (int)x->as.index;
    if (y->kind == INDEX && y->as.index == b->fixed) {
        Tensor at = {index_term(b), 0, {0, 0}};
        return read_unit(b, &at, i);
    }
    if (y->kind == INDEX && b->sizes[i] == b->sizes[y->as.index]
        && !b->part->ranges[y->as.index].low)
        return (Tensor){term_eye(arena, b->sizes[i]), 2,
                        {i, (int)y->as.index}};
    if (y->kind != ACCESS)
        return nothing;
    Tensor k = read_access(b, y);
    return read_unit(b, &k, i);
}

/* A function of each element, or a choice, of operands brought to one shape. */
static Tensor read_each(Body *b, const Expr *node, uint32_t count)
{
    Arena *arena = b->r->arena;
    Tensor of[3] = {nothing, nothing, nothing}, out = nothing;
    TermRef term[3] = {NULL, NULL, NULL};
    for (uint32_t i = 0; i < count; i++) {
        of[i] = read_expr(b, node->as.operand[i]);
        if (!of[i].term || !join_indices(&out, &of[i]))
            return nothing;
    }
    for (uint32_t i = 0; i < count; i++)
        term[i] = tensor_align(arena, &of[i], out.count, out.index, b->sizes);
    if (node->kind == CHOOSE)
        out.term = term_choose(arena, term[0], term[1], term[2]);
    else
        out.term = term_apply(arena, (Function)node->function, term[0],
                              term[1]);
    if (out.term && out.count && out.term->rank == RANK_NUMBER)
        out.count = 0;
    return out;
}

static bool is_number(const Graph *graph, ExprId id, double number)
{
    return expr_is_number(&graph->exprs, id, number);
}

/* e where i is j, else 0. */
static Tensor read_choice(Body *b, const Expr *node)
{
    const Expr *condition = expr_at(&b->r->graph->exprs, node->as.operand[0]);
    if (condition->kind == APPLY && condition->function == F_EQ
        && is_number(b->r->graph, node->as.operand[2], 0)) {
        Tensor where = read_equality(b, condition);
        Tensor value = read_expr(b, node->as.operand[1]);
        Tensor out = nothing;
        if (where.term && value.term && join_indices(&out, &where)
            && join_indices(&out, &value)) {
            Tensors list = {0};
            list_push(b->r->arena, &list, where);
            list_push(b->r->arena, &list, value);
            out.term = tensors_contract(b->r->arena, &list, out.count,
                                        out.index, 0, b->sizes);
            return out;
        }
    }
    return read_each(b, node, 3);
}

Tensor read_expr(Body *b, ExprId id)
{
    const Expr *node = expr_at(&b->r->graph->exprs, id);
    switch ((ExprKind)node->kind) {
    case NUMBER:
        return (Tensor){term_number(b->r->arena, node->as.number), 0, {0, 0}};
    case INDEX:
        return (Tensor){node->as.index == b->fixed ? index_term(b) : NULL, 0,
                        {0, 0}};
    case ACCESS:
        return read_access(b, node);
    case CHOOSE:
        return read_choice(b, node);
    case APPLY:
        break;
    }
    if (node->function == F_MUL || node->function == F_DIV
        || node->function == F_NEG)
        return read_product(b, id);
    Tensor where = node->function == F_EQ ? read_equality(b, node)
                                          : read_mask(b, id);
    if (where.term)
        return where;
    return read_each(b, node, function_row((Function)node->function)->arity);
}
