/* emit_c_tile.c: tiled sums as functions of their own.
 *
 * A function is given the elements that its operands begin with, and knows the
 * rest: where elements lie, and how many there are. So sums of one shape share
 * one function, which is called after the first of them. Where threads share the
 * sum, each is given some values of one index.
 */
#include "emit_c_tiling.h"

/* -- operands -- */

/* Steps of an element whose subscripts these are, as it is stored. */
static void find_steps(Tiler *t, ArrayId id, const SubscriptId *subscripts,
                       Operand *operand)
{
    const Code *code = t->code;
    Array array = plan_stored(code->plan, code->scratch, code->pass, id);
    int64_t stride = 1;
    for (uint32_t i = array.rank; i > 0; i--) {
        const Subscript *s =
            subscript_at(&code->graph->exprs, subscripts[i - 1]);
        for (uint32_t n = 0; n < s->term_count; n++)
            operand->step[s->terms[n].index] += s->terms[n].factor * stride;
        stride *= array.shape[i - 1];
    }
}

/* The subscript where the indices of the function have their first values. */
static Text first_subscript(Tiler *t, SubscriptId id)
{
    const Subscript *s = subscript_at(&t->code->graph->exprs, id);
    Term terms[MAX_INDICES];
    Subscript first = {.base = s->base, .terms = terms};
    for (uint32_t i = 0; i < s->term_count; i++)
        if (s->terms[i].index < t->first)
            terms[first.term_count++] = s->terms[i];
        else
            first.base +=
                s->terms[i].factor * t->part->ranges[s->terms[i].index].low;
    return body_affine(t->code, &first);
}

/* The element as the function is given it. */
static Text first_element(Tiler *t, ArrayId id, const SubscriptId *subscripts,
                          bool by_value)
{
    Text texts[MAX_RANK];
    uint8_t tightness;
    uint32_t rank = graph_array(t->code->graph, id)->rank;
    for (uint32_t i = 0; i < rank; i++)
        texts[i] = first_subscript(t, subscripts[i]);
    id = graph_source(t->code->graph, id);
    if (by_value)
        return code_element(t->code, id, texts, &tightness);
    Text element = code_stored(t->code, id, texts, &tightness);
    return text_format(t->code->scratch, "&%.*s", TEXT_ARGS(element));
}

static bool stands_still(const Operand *operand)
{
    for (uint32_t i = 0; i < MAX_INDICES; i++)
        if (operand->step[i])
            return false;
    return true;
}

static void find_operands(Tiler *t)
{
    const Graph *graph = t->code->graph;
    ExprIds nodes = {0};
    expr_postorder(&graph->exprs, t->code->scratch, NULL, true,
                   t->part->body, &nodes);
    for (uint32_t i = 0; i < nodes.count; i++) {
        const Expr *node = expr_at(&graph->exprs, nodes.at[i]);
        if (node->kind != ACCESS)
            continue;
        Operand *operand = &t->operands[t->count];
        *operand = (Operand){.node = nodes.at[i],
                             .name = t->words->operands[t->count]};
        find_steps(t, graph_source(graph, node->as.access.array),
                   node->as.access.subscripts, operand);
        for (uint32_t k = 0; k < t->first; k++)
            operand->step[k] = 0;
        operand->by_value = stands_still(operand);
        if (operand->node == t->tile->packed)
            t->packed = operand;
        if (operand->node == t->tile->packed_rows)
            t->packed_rows = operand;
        t->count++;
    }
    find_steps(t, t->frame->step->array, t->part->target, &t->y);
    t->y.name = t->words->y;
}

/* -- sharing -- */

const TileWords *tile_words(Code *code)
{
    TileWords *w = code->tile_words;
    if (w)
        return w;
    w = code->tile_words = NEW(code->arena, TileWords);
    const struct { Text *to; const char *word; } words[] = {
        {&w->rows, "rows"}, {&w->vectors, "vectors"}, {&w->r, "row"},
        {&w->v, "vector"}, {&w->sum, "sum"}, {&w->last, "last"},
        {&w->y, "to"}, {&w->columns, "columns"}, {&w->terms, "terms"},
        {&w->from, "from"}, {&w->room, "packed"}, {&w->begin, "begin"},
        {&w->end, "end"}, {&w->share, "share"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        *words[i].to = names_claim(code->names, text_of(words[i].word));
    for (uint32_t i = 0; i < MOST_OPERANDS; i++) {
        Text name = text_format(code->arena, "x%u", i + 1);
        w->operands[i] = names_claim(code->names, name);
        w->held[i] = names_claim(
            code->names, text_format(code->arena, "%.*s_vectors",
                                     TEXT_ARGS(name)));
    }
    return w;
}

/* What holds all offsets of an operand. */
static const char *offset_type(const Tiler *t)
{
    int64_t most = 0;
    for (uint32_t n = 0; n <= t->count; n++) {
        const Operand *operand = n < t->count ? &t->operands[n] : &t->y;
        int64_t reach = 0;
        for (uint32_t i = t->first; i < t->part->index_count; i++) {
            int64_t step = operand->step[i];
            reach += (step < 0 ? -step : step) * tiler_size(t, i);
        }
        most = most < reach ? reach : most;
    }
    return most + 1024 > INT32_MAX ? "int64_t" : "int32_t";
}

/* The text of the function by that name. */
static Text function_text(Tiler *t, Text name)
{
    Code *code = t->code;
    Buffer text = buffer_create(code->arena), *out = code->out;
    uint32_t indent = code->indent;
    code->out = &text;
    code->indent = 0;
    write_tile(t, name);
    write_function(t, name);
    code_blank(code);
    code->out = out;
    code->indent = indent;
    for (uint32_t i = 0; i < t->count; i++)
        t->operands[i].held = (Text){0};
    return buffer_text(&text);
}

/* The function that does this, written if there is none. */
static Text shared_function(Tiler *t)
{
    TileSet *set = t->code->tiles;
    Names *names = t->code->names;
    uint32_t at = word_set_add(&set->bodies, function_text(t, text_of("")));
    if (at < set->names.words.count)
        return set->names.words.at[at];
    Text name = text_format(t->code->arena, "%.*s_%.*s",
                            TEXT_ARGS(names->model),
                            TEXT_ARGS(names->arrays[t->frame->step->array]));
    do
        name = names_claim(names, name);
    while (word_set_has(&set->names, name));
    word_set_add(&set->names, name);
    buffer_add(&set->text, function_text(t, name));
    return name;
}

/* y = A B + beta y by the library; of each operand, whether it lies along the
 * first or the second of its indices in the product. */
static void call_blas(Tiler *t)
{
    const Tile *tile = t->tile;
    uint32_t k = t->targets;
    const Operand *a = &t->operands[0], *b = &t->operands[1];
    if (has_columns(t, a)) {
        a = &t->operands[1];
        b = &t->operands[0];
    }
    bool transposed_a = a->step[k] != 1, transposed_b = b->step[k] == 1
                                     && b->step[tile->column] != 1;
    const Expr *of_a = expr_at(&t->code->graph->exprs, a->node);
    const Expr *of_b = expr_at(&t->code->graph->exprs, b->node);
    Text x = first_element(t, of_a->as.access.array,
                           of_a->as.access.subscripts, false);
    Text z = first_element(t, of_b->as.access.array,
                           of_b->as.access.subscripts, false);
    Text y = first_element(t, t->frame->step->array, t->part->target, false);
    bool wide = t->code->plan->real_double;
    code_line(t->code,
              "cblas_%cgemm(CblasRowMajor, %s, %s, %lld, %lld, %lld, %s, "
              "%.*s, %lld, %.*s, %lld, %s, %.*s, %lld);",
              wide ? 'd' : 's', transposed_a ? "CblasTrans" : "CblasNoTrans",
              transposed_b ? "CblasTrans" : "CblasNoTrans",
              (long long)tiler_size(t, tile->row),
              (long long)tiler_size(t, tile->column), (long long)tiler_size(t, k),
              wide ? "1.0" : "1.0f", TEXT_ARGS(x),
              (long long)a->step[transposed_a ? k : tile->row], TEXT_ARGS(z),
              (long long)b->step[transposed_b ? tile->column : k],
              t->adds ? wide ? "1.0" : "1.0f" : wide ? "0.0" : "0.0f",
              TEXT_ARGS(y), (long long)t->y.step[tile->row]);
    t->code->tiles->blas = true;
}

/* Values of the index that are one share. */
static int64_t share_of(const Tiler *t)
{
    return t->code->region.open ? t->code->region.share
                                : tile_share(t->part, t->tile);
}

/* The row of the room at which the share has its own. */
static Text room_of_share(Tiler *t)
{
    int64_t shape[2];
    tile_room(t->part, t->targets, t->tile, shape);
    if (!t->code->region.open && !t->tile->large)
        return text_of("0");
    return text_format(t->code->scratch, "%.*s / %lld * %lld",
                       TEXT_ARGS(t->words->share), (long long)share_of(t),
                       (long long)shape[0] / t->tile->threads);
}

/* One call for each share of the values of the index that is split. */
static void call_in_shares(Tiler *t, Text call, Text y)
{
    Code *code = t->code;
    const Tile *tile = t->tile;
    Text share = t->words->share;
    long long size = tiler_size(t, tile->split), each = share_of(t);
    if (code->region.open) {
        code_line(code, "%.*s%.*s, %.*s, %.*s);", TEXT_ARGS(call), TEXT_ARGS(y),
                  TEXT_ARGS(share), TEXT_ARGS(t->words->end));
        return;
    }
    if (!tile->large) {
        code_line(code, "%.*s%.*s, 0, %lld);", TEXT_ARGS(call), TEXT_ARGS(y),
                  size);
        return;
    }
    code_line(code, "GG_PARALLEL");
    code_line(code, "for (%s %.*s = 0; %.*s < %lld; %.*s += %lld) {", t->type,
              TEXT_ARGS(share), TEXT_ARGS(share), size, TEXT_ARGS(share),
              each);
    code_open(code);
    code_line(code, "%.*s%.*s, %.*s, %.*s + %lld < %lld ? %.*s + %lld : %lld);",
              TEXT_ARGS(call), TEXT_ARGS(y), TEXT_ARGS(share),
              TEXT_ARGS(share), each, size, TEXT_ARGS(share), each, size);
    code_close(code);
}

void code_tile(Code *code, const Frame *frame)
{
    uint32_t targets = part_targets(code->graph, frame->array, frame->part);
    Tiler t = {
        .code = code,
        .frame = frame,
        .part = frame->part,
        .tile = frame->step->tile,
        .words = tile_words(code),
        .first = frame->step->driven,
        .targets = targets,
        .adds = !frame->step->first || frame_adds_result(code, frame),
    };
    bool wide = code->plan->real_double;
    uint32_t lanes = wide && t.tile->lanes > 8 ? 8 : t.tile->lanes;
    t.vector = text_format(code->scratch, "%c%u", wide ? 'd' : 'f', lanes);
    t.lanes = text_format(code->scratch, "GG_%c%u", wide ? 'D' : 'F', lanes);
    find_operands(&t);
    cut_find_guards(&t);
    if (t.tile->blas) {
        call_blas(&t);
        return;
    }
    t.blocked = t.packed && t.tile->terms < tiler_size(&t, targets);
    t.type = offset_type(&t);
    Text name = shared_function(&t);
    Buffer call = buffer_create(code->scratch);
    buffer_print(&call, "%.*s(", TEXT_ARGS(name));
    for (uint32_t i = 0; i < t.count; i++) {
        const Expr *node = expr_at(&code->graph->exprs, t.operands[i].node);
        buffer_print(&call, "%.*s, ",
                     TEXT_ARGS(first_element(&t, node->as.access.array,
                                             node->as.access.subscripts,
                                             t.operands[i].by_value)));
    }
    Text y = first_element(&t, frame->step->array, frame->part->target, false);
    if (t.packed) {
        Text corner[2] = {text_of("0"), text_of("0")};
        uint8_t tightness;
        if (t.tile->threads)
            corner[0] = room_of_share(&t);
        buffer_print(&call, "&%.*s, ",
                     TEXT_ARGS(code_stored(code, frame->step->other, corner,
                                           &tightness)));
    }
    if (t.tile->threads)
        call_in_shares(&t, buffer_text(&call), y);
    else
        code_line(code, "%.*s%.*s);", TEXT_ARGS(buffer_text(&call)),
                  TEXT_ARGS(y));
}
