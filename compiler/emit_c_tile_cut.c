/* emit_c_tile_cut.c: a tile of a sum that guards cut.
 *
 *     C[i, j] = Σ_k A[i, k] B[k, j]        where j <= k <= i
 *
 *      k_low             k_all_low            k_all_high            k_high
 *        │ some elements have │  all elements of  │ some elements have │
 *        │      the term      │  the tile have it │      the term      │
 *
 * Each loop over what is summed goes from the first term that some element of
 * the tile has to the last. Of the innermost loop those terms in the middle that
 * all elements have need no look at guards; of the others, guards on columns
 * leave out lanes, and the other guards rows.
 */
#include "emit_c_tiling.h"

/* Σ factor text + base, in the making. */
typedef struct Sum {
    int64_t  base;
    uint32_t count;
    struct {
        int64_t factor;
        Text    text;
    } at[MAX_INDICES + 4];
} Sum;

static void sum_add(Sum *sum, int64_t factor, Text text)
{
    if (!factor)
        return;
    sum->at[sum->count].factor = factor;
    sum->at[sum->count++].text = text;
}

static Text sum_text(Tiler *t, const Sum *sum)
{
    Buffer out = buffer_create(t->code->scratch);
    for (int sign = 1; sign >= -1; sign -= 2)
        for (uint32_t n = 0; n < sum->count; n++) {
            int64_t factor = sum->at[n].factor * sign;
            if (factor <= 0)
                continue;
            buffer_puts(&out, sign < 0 ? out.length ? " - " : "-"
                                       : out.length ? " + " : "");
            if (factor != 1)
                buffer_print(&out, "%lld * ", (long long)factor);
            buffer_add(&out, sum->at[n].text);
        }
    int64_t base = sum->base;
    if (!out.length)
        return code_whole(t->code, base);
    if (base)
        buffer_print(&out, " %c %lld", base < 0 ? '-' : '+',
                     (long long)(base < 0 ? -base : base));
    return buffer_text(&out);
}

/* sum = -sum + more */
static void sum_negate(Sum *sum, int64_t more)
{
    sum->base = more - sum->base;
    for (uint32_t n = 0; n < sum->count; n++)
        sum->at[n].factor = -sum->at[n].factor;
}

static bool index_is_blocked(const Tiler *t, uint32_t index)
{
    return t->blocked && index == t->targets;
}

/* Adds the index as the function counts it, from 0. */
static void add_index(Tiler *t, Sum *sum, uint32_t index, int64_t factor)
{
    sum_add(sum, factor, tiler_index(t, index));
    if (index_is_blocked(t, index))
        sum_add(sum, factor, t->words->from);
}

/* Adds the last, or else the first, of the values that the index takes in a
 * tile while the loops up to that of `loop` stand still. */
static void add_extreme(Tiler *t, Sum *sum, uint32_t index, int64_t factor,
                        bool last, uint32_t loop)
{
    if (index > loop && index >= t->targets) {
        sum->base += last ? factor * (tiler_size(t, index) - 1) : 0;
        return;
    }
    add_index(t, sum, index, factor);
    if (!last || (index != t->tile->row && index != t->tile->column))
        return;
    sum->base -= factor;
    if (index == t->tile->row)
        sum_add(sum, factor, t->words->rows);
    else
        sum_add(sum, factor, text_format(t->code->scratch, "%.*s * %.*s",
                                         TEXT_ARGS(t->words->vectors),
                                         TEXT_ARGS(t->lanes)));
}

/* The guard without the index, as large as it is in the tile, or as small. */
static Sum guard_extreme(Tiler *t, SubscriptId guard, uint32_t without,
                         bool large, uint32_t loop)
{
    const Subscript *s = subscript_at(&t->code->graph->exprs, guard);
    Sum sum = {.base = s->base};
    for (uint32_t n = 0; n < s->term_count; n++) {
        Term term = s->terms[n];
        sum.base += term.factor * t->part->ranges[term.index].low;
        if (term.index != without)
            add_extreme(t, &sum, term.index, term.factor,
                        large == (term.factor > 0), loop);
    }
    return sum;
}

static int64_t factor_of(const Tiler *t, SubscriptId guard, uint32_t index)
{
    const Subscript *s = subscript_at(&t->code->graph->exprs, guard);
    for (uint32_t n = 0; n < s->term_count; n++)
        if (s->terms[n].index == index)
            return s->terms[n].factor;
    return 0;
}

/* Of what the guard factor v + sum >= 0 allows, the first value of v, or for a
 * negative factor the one behind the last. A quotient that should be negative
 * may come out as 0, which is as good: no index is. */
static Text bound_text(Tiler *t, Sum *sum, int64_t factor)
{
    int64_t by = factor < 0 ? -factor : factor;
    if (factor > 0)
        sum_negate(sum, by - 1);
    else
        sum->base += by;
    Text text = sum_text(t, sum);
    if (by == 1)
        return text;
    return text_format(t->code->scratch, "(%.*s) / %lld", TEXT_ARGS(text),
                       (long long)by);
}

/* -- bounds of loops -- */

typedef struct Ends {
    Text low, high;             /* of terms that some elements have */
    Text all_low, all_high;     /* and all */
} Ends;

static Ends ends_of(Tiler *t, uint32_t index)
{
    Text k = tiler_index(t, index);
    Arena *arena = t->code->scratch;
    return (Ends){text_format(arena, "%.*s_low", TEXT_ARGS(k)),
                  text_format(arena, "%.*s_high", TEXT_ARGS(k)),
                  text_format(arena, "%.*s_all_low", TEXT_ARGS(k)),
                  text_format(arena, "%.*s_all_high", TEXT_ARGS(k))};
}

/* The last summed index of the guard; if there is none the first of all. */
static uint32_t guard_loop(const Tiler *t, SubscriptId guard)
{
    uint32_t set = subscript_depends(&t->code->graph->exprs, guard);
    uint32_t loop = t->targets;
    for (uint32_t i = t->targets; i < t->part->index_count; i++)
        if (set >> i & 1)
            loop = i;
    return loop;
}

/* if (condition) { to = value; } */
static void set_if(Tiler *t, Text condition, Text to, Text value)
{
    code_line(t->code, "if (%.*s) {", TEXT_ARGS(condition));
    code_open(t->code);
    code_line(t->code, "%.*s = %.*s;", TEXT_ARGS(to), TEXT_ARGS(value));
    code_close(t->code);
}

/* Narrows the ends of the loop by the guard: to terms that some elements have
 * (large), or all. */
static void narrow(Tiler *t, SubscriptId guard, uint32_t index, bool large,
                   const Ends *ends)
{
    int64_t factor = factor_of(t, guard, index);
    Sum rest = guard_extreme(t, guard, factor ? index : MAX_INDICES, large,
                             index);
    Text low = large ? ends->low : ends->all_low;
    Text high = large ? ends->high : ends->all_high;
    if (!factor) {
        Text to = large ? high : low, value = large ? low : ends->high;
        set_if(t, text_format(t->code->scratch, "%.*s < 0",
                              TEXT_ARGS(sum_text(t, &rest))), to, value);
        return;
    }
    if (index_is_blocked(t, index))
        sum_add(&rest, factor, t->words->from);
    Text bound = bound_text(t, &rest, factor), end = factor > 0 ? low : high;
    set_if(t, text_format(t->code->scratch, "%.*s %c %.*s", TEXT_ARGS(end),
                          factor > 0 ? '<' : '>', TEXT_ARGS(bound)), end, bound);
}

/* Declares the ends of the loop over the index. */
static void declare_ends(Tiler *t, uint32_t index, const Ends *ends)
{
    Text size = index_is_blocked(t, index)
                  ? t->words->terms : code_whole(t->code, tiler_size(t, index));
    const Exprs *exprs = &t->code->graph->exprs;
    code_line(t->code, "/* terms of some elements */");
    code_line(t->code, "%s %.*s = 0;", t->type, TEXT_ARGS(ends->low));
    code_line(t->code, "%s %.*s = %.*s;", t->type, TEXT_ARGS(ends->high),
              TEXT_ARGS(size));
    for (uint32_t g = 0; g < t->guards.count; g++) {
        SubscriptId guard = t->guards.at[g];
        if (guard_loop(t, guard) == index
            || subscript_depends(exprs, guard) >> index & 1)
            narrow(t, guard, index, true, ends);
    }
}

static void declare_ends_of_all(Tiler *t, uint32_t index, const Ends *ends)
{
    code_line(t->code, "%s %.*s = %.*s;", t->type, TEXT_ARGS(ends->all_low),
              TEXT_ARGS(ends->low));
    code_line(t->code, "%s %.*s = %.*s;", t->type, TEXT_ARGS(ends->all_high),
              TEXT_ARGS(ends->high));
    for (uint32_t g = 0; g < t->guards.count; g++)
        narrow(t, t->guards.at[g], index, false, ends);
    set_if(t, text_format(t->code->scratch, "%.*s > %.*s",
                          TEXT_ARGS(ends->all_low), TEXT_ARGS(ends->high)),
           ends->all_low, ends->high);
}

/* -- terms -- */

/* The guard, 0 <= …, of row r, and of the first lane of vector v. */
static Sum guard_in_tile(Tiler *t, SubscriptId guard, bool with_column)
{
    const Subscript *s = subscript_at(&t->code->graph->exprs, guard);
    Sum sum = {.base = s->base};
    for (uint32_t n = 0; n < s->term_count; n++) {
        Term term = s->terms[n];
        sum.base += term.factor * t->part->ranges[term.index].low;
        if (!with_column && term.index == t->tile->column)
            continue;
        add_index(t, &sum, term.index, term.factor);
        if (term.index == t->tile->row)
            sum_add(&sum, term.factor, t->words->r);
    }
    return sum;
}

/* `j <= k && k <= i + row`, of the guards that are not on columns. */
static Text row_condition(Tiler *t)
{
    Buffer out = buffer_create(t->code->scratch);
    for (uint32_t g = 0; g < t->guards.count; g++) {
        SubscriptId guard = t->guards.at[g];
        if (factor_of(t, guard, t->tile->column))
            continue;
        Sum left = {0}, right = {0}, sum = guard_in_tile(t, guard, true);
        for (uint32_t n = 0; n < sum.count; n++)
            sum_add(sum.at[n].factor < 0 ? &left : &right,
                    sum.at[n].factor < 0 ? -sum.at[n].factor
                                         : sum.at[n].factor,
                    sum.at[n].text);
        left.base = sum.base < 0 ? -sum.base : 0;
        right.base = sum.base > 0 ? sum.base : 0;
        buffer_print(&out, "%s%.*s <= %.*s", out.length ? " && " : "",
                     TEXT_ARGS(sum_text(t, &left)),
                     TEXT_ARGS(sum_text(t, &right)));
    }
    return buffer_text(&out);
}

/* The term with 0 in the lanes that guards on columns leave out. */
static Text cut_term(Tiler *t, Text term)
{
    uint32_t column = t->tile->column;
    for (uint32_t g = 0; g < t->guards.count; g++) {
        int64_t factor = factor_of(t, t->guards.at[g], column);
        if (!factor)
            continue;
        Sum rest = guard_in_tile(t, t->guards.at[g], false);
        Text bound = bound_text(t, &rest, factor);
        Text vector = text_format(t->code->scratch, "%.*s * %.*s",
                                  TEXT_ARGS(t->words->v), TEXT_ARGS(t->lanes));
        Text place = text_format(t->code->scratch, "%.*s - %.*s - %.*s",
                                 TEXT_ARGS(bound),
                                 TEXT_ARGS(tiler_index(t, column)),
                                 TEXT_ARGS(vector));
        bool wide = text_is(text_of(t->type), "int64_t");
        term = text_format(t->code->scratch, "gg_%s_%.*s(%.*s, %s%.*s%s)",
                           factor > 0 ? "from" : "below", TEXT_ARGS(t->vector),
                           TEXT_ARGS(term), wide ? "(int)(" : "",
                           TEXT_ARGS(place), wide ? ")" : "");
    }
    return term;
}

/* sum[r][v] += term, with a look at guards or without; of a sum in lanes, those
 * from `first` on. */
static void add_terms(Tiler *t, bool cut, int64_t first)
{
    const TileWords *w = t->words;
    uint32_t indent = t->code->indent;
    for (uint32_t i = 0; i < t->count; i++)
        t->operands[i].held = (Text){0};
    hold_vectors(t);
    Text term = tile_term(t), condition = row_condition(t);
    if (first)
        term = text_format(t->code->scratch,
                           "gg_from_%.*s(%.*s, %lld - %.*s * %.*s)",
                           TEXT_ARGS(t->vector), TEXT_ARGS(term),
                           (long long)first, TEXT_ARGS(w->v),
                           TEXT_ARGS(t->lanes));
    open_turns(t, w->r, w->rows);
    if (cut && condition.length) {
        code_line(t->code, "if (%.*s) {", TEXT_ARGS(condition));
        code_open(t->code);
    }
    open_turns(t, w->v, t->turns);
    code_line(t->code, "%.*s[%.*s][%.*s] += %.*s;", TEXT_ARGS(w->sum),
              TEXT_ARGS(w->r), TEXT_ARGS(w->v),
              TEXT_ARGS(cut ? cut_term(t, term) : term));
    code_close_to(t->code, indent);
}

static void add_stretch(Tiler *t, Text k, Text high, bool cut)
{
    code_line(t->code, "for (; %.*s < %.*s; %.*s++) {", TEXT_ARGS(k),
              TEXT_ARGS(high), TEXT_ARGS(k));
    code_open(t->code);
    add_terms(t, cut, 0);
    code_close(t->code);
}

/* Opens the loops but the innermost, of which it declares the ends. */
static Ends open_sums(Tiler *t)
{
    uint32_t last = t->part->index_count - 1u;
    for (uint32_t i = t->targets; i < last; i++) {
        Ends ends = ends_of(t, i);
        Text k = tiler_index(t, i);
        declare_ends(t, i, &ends);
        code_line(t->code, "for (%s %.*s = %.*s; %.*s < %.*s; %.*s++) {",
                  t->type, TEXT_ARGS(k), TEXT_ARGS(ends.low), TEXT_ARGS(k),
                  TEXT_ARGS(ends.high), TEXT_ARGS(k));
        code_open(t->code);
    }
    Ends ends = ends_of(t, last);
    declare_ends(t, last, &ends);
    declare_ends_of_all(t, last, &ends);
    return ends;
}

void cut_sums(Tiler *t)
{
    uint32_t indent = t->code->indent;
    Ends ends = open_sums(t);
    Text k = tiler_index(t, t->part->index_count - 1u);
    code_line(t->code, "%s %.*s = %.*s;", t->type, TEXT_ARGS(k),
              TEXT_ARGS(ends.low));
    add_stretch(t, k, ends.all_low, true);
    code_line(t->code, "/* terms of all elements */");
    add_stretch(t, k, ends.all_high, false);
    code_line(t->code, "/* and again of some */");
    add_stretch(t, k, ends.high, true);
    code_close_to(t->code, indent);
}

/* The last index goes by in blocks of as many values as there are lanes. */
void cut_blocks(Tiler *t)
{
    Code *code = t->code;
    uint32_t last = t->tile->column, indent = code->indent;
    int lanes = t->tile->lanes;
    int64_t size = tiler_size(t, last), rest = size % lanes;
    Ends ends = open_sums(t);
    Text k = tiler_index(t, last);
    Buffer more = buffer_create(code->scratch);
    if (rest)
        buffer_print(&more, " && %.*s < %lld", TEXT_ARGS(k),
                     (long long)(size - rest));
    code_line(code, "for (%s %.*s = %.*s / %d * %d; %.*s < %.*s%.*s; "
                    "%.*s += %d) {",
              t->type, TEXT_ARGS(k), TEXT_ARGS(ends.low), lanes, lanes,
              TEXT_ARGS(k), TEXT_ARGS(ends.high),
              TEXT_ARGS(buffer_text(&more)), TEXT_ARGS(k), lanes);
    code_open(code);
    code_line(code, "if (%.*s >= %.*s && %.*s + %d <= %.*s) {", TEXT_ARGS(k),
              TEXT_ARGS(ends.all_low), TEXT_ARGS(k), lanes,
              TEXT_ARGS(ends.all_high));
    code_open(code);
    add_terms(t, false, 0);
    code->indent--;
    code_line(code, "} else {");
    code_open(code);
    add_terms(t, true, 0);
    code_close(code);
    code_close(code);
    if (rest) {
        code_line(code, "if (%.*s > %lld) {", TEXT_ARGS(ends.high),
                  (long long)(size - rest));
        code_open(code);
        code_line(code, "const %s %.*s = %lld;", t->type, TEXT_ARGS(k),
                  (long long)(size - lanes));
        add_terms(t, true, lanes - rest);
    }
    code_close_to(code, indent);
}

/* -- what the tile is told -- */

static bool is_told(const Tiler *t, uint32_t index)
{
    for (uint32_t g = 0; g < t->guards.count; g++)
        if (factor_of(t, t->guards.at[g], index))
            return true;
    return false;
}

void cut_find_guards(Tiler *t)
{
    const Exprs *exprs = &t->code->graph->exprs;
    for (uint32_t g = 0; g < t->part->guard_count; g++)
        if (subscript_depends(exprs, t->part->guards[g]) >> t->first)
            list_push(t->code->scratch, &t->guards, t->part->guards[g]);
}

Text cut_parameters(Tiler *t)
{
    Buffer out = buffer_create(t->code->scratch);
    for (uint32_t i = t->first; i < t->targets; i++)
        if (is_told(t, i))
            buffer_print(&out, ", %s %.*s", t->type,
                         TEXT_ARGS(tiler_index(t, i)));
    return buffer_text(&out);
}

Text cut_arguments(Tiler *t, Text row, Text column)
{
    Buffer out = buffer_create(t->code->scratch);
    for (uint32_t i = t->first; i < t->targets; i++)
        if (is_told(t, i))
            buffer_print(&out, ", %.*s",
                         TEXT_ARGS(i == t->tile->row      ? row
                                   : i == t->tile->column ? column
                                                          : tiler_index(t, i)));
    return buffer_text(&out);
}

/* ", where j <= k and k <= i" */
Text cut_formula(Tiler *t)
{
    Buffer out = buffer_create(t->code->scratch);
    for (uint32_t g = 0; g < t->guards.count; g++) {
        const Subscript *s =
            subscript_at(&t->code->graph->exprs, t->guards.at[g]);
        Sum left = {0}, right = {0};
        int64_t base = s->base;
        for (uint32_t n = 0; n < s->term_count; n++) {
            Term term = s->terms[n];
            base += term.factor * t->part->ranges[term.index].low;
            sum_add(term.factor < 0 ? &left : &right,
                    term.factor < 0 ? -term.factor : term.factor,
                    tiler_index(t, term.index));
        }
        left.base = base < 0 ? -base : 0;
        right.base = base > 0 ? base : 0;
        buffer_print(&out, "%s%.*s <= %.*s", g ? " and " : ", where ",
                     TEXT_ARGS(sum_text(t, &left)),
                     TEXT_ARGS(sum_text(t, &right)));
    }
    return buffer_text(&out);
}
