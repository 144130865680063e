/* command_diff_match.c: what of the new program is what of the old one.
 *
 * By their names first. What is left on both sides is tried in pairs of a kind:
 * it is renamed if all outputs agree then, as forms or else as values. Draws of
 * functions are called after what the author makes of them, so they are tried in
 * their order too. Then what has names of its own is tried by place, with all of its
 * kind. If nothing agrees, params that begin alike are taken for
 * renamed, and inputs and states if all that are left have partners, so that what
 * else has changed is seen.
 */
#include "command_diff.h"

enum { MOST_TRIALS = 64, MOST_EVALUATED = 4 };

typedef struct Search {
    const DiffCommand *command;
    Definitions left[SIDES];            /* without a match */
    bool       *taken;                  /* [left of the new one] */
    Matches     matches;
    bool        evaluate;               /* by values, not by forms alone */
    uint32_t    trials;
    Buffer     *problems;
} Search;

uint32_t find_definition(const Graph *graph, const uint32_t *list,
                         uint32_t count, Text name)
{
    for (uint32_t i = 0; i < count; i++)
        if (text_equal(graph->definitions.at[list[i]].name, name))
            return list[i];
    return 0;
}

static const Definition *definition(const Search *s, int side, uint32_t id)
{
    return &s->command->forward[side]->definitions.at[id];
}

static const Array *array_of(const Search *s, int side, uint32_t id)
{
    return graph_array(s->command->forward[side],
                       definition(s, side, id)->array);
}

static void add_match(Search *s, uint32_t old, uint32_t new)
{
    list_push(s->command->arena, &s->matches,
              ((Match){.name = {definition(s, OLD, old)->name,
                                definition(s, NEW, new)->name}}));
}

/* By name. With `ordered`, draws are left for those in order. */
static void match_names(Search *s, bool ordered)
{
    Arena *arena = s->command->arena;
    Definitions old = graph_given(s->command->forward[OLD], arena);
    Definitions new = graph_given(s->command->forward[NEW], arena);
    bool *found = NEW_ARRAY(arena, bool, new.count);
    for (uint32_t i = 0; i < old.count; i++) {
        const Array *array = array_of(s, OLD, old.at[i]);
        uint32_t j = 0;
        while (j < new.count
               && !text_equal(definition(s, OLD, old.at[i])->name,
                              definition(s, NEW, new.at[j])->name))
            j++;
        if (j == new.count || (ordered && array->kind == DRAWN)
            || !arrays_are_of_a_kind(array, array_of(s, NEW, new.at[j]))) {
            list_push(arena, &s->left[OLD], old.at[i]);
            continue;
        }
        add_match(s, old.at[i], new.at[j]);
        found[j] = true;
    }
    for (uint32_t j = 0; j < new.count; j++)
        if (!found[j])
            list_push(arena, &s->left[NEW], new.at[j]);
}

static bool has_output(const Graph *graph, Text name)
{
    return find_definition(graph, graph->outputs.at, graph->outputs.count,
                           name) != 0;
}

/* Outputs without one of their name are taken for renamed if as many are left on
 * both sides, one by one of the same shape. */
static void match_outputs(Search *s)
{
    const Graph *old = s->command->forward[OLD];
    const Graph *new = s->command->forward[NEW];
    uint32_t kept = s->matches.count, j = 0;
    bool fine = true;
    for (uint32_t i = 0; i < old->outputs.count; i++) {
        uint32_t a = old->outputs.at[i];
        if (has_output(new, old->definitions.at[a].name))
            continue;
        while (j < new->outputs.count
               && has_output(old,
                             new->definitions.at[new->outputs.at[j]].name))
            j++;
        fine &= j < new->outputs.count
             && arrays_are_alike(array_of(s, OLD, a),
                                 array_of(s, NEW, new->outputs.at[j]));
        if (!fine)
            break;
        add_match(s, a, new->outputs.at[j++]);
        s->matches.at[s->matches.count - 1].guessed = true;
    }
    for (; j < new->outputs.count; j++)
        fine &= has_output(old, new->definitions.at[new->outputs.at[j]].name);
    if (!fine)
        s->matches.count = kept;
}

Text match_name(const Matches *matches, Text old)
{
    for (uint32_t i = 0; i < matches->count; i++)
        if (text_equal(matches->at[i].name[OLD], old))
            return matches->at[i].name[NEW];
    return old;
}

/* Draws that have no match, in order. */
static void match_draws(Search *s)
{
    Definitions old = s->left[OLD], new = s->left[NEW];
    s->left[OLD].count = 0;
    uint32_t j = 0;
    for (uint32_t i = 0; i < old.count; i++) {
        const Array *array = array_of(s, OLD, old.at[i]);
        uint32_t at = j;
        while (array->kind == DRAWN && at < new.count
               && !arrays_are_of_a_kind(array, array_of(s, NEW, new.at[at])))
            at++;
        if (array->kind != DRAWN || at == new.count) {
            s->left[OLD].at[s->left[OLD].count++] = old.at[i];
            continue;
        }
        add_match(s, old.at[i], new.at[at]);
        new.at[at] = 0;
        j = at + 1;
    }
    s->left[NEW].count = 0;
    for (uint32_t i = 0; i < new.count; i++)
        if (new.at[i])
            s->left[NEW].at[s->left[NEW].count++] = new.at[i];
}

/* The outputs that both have, where they are not of one form; *any: there are
 * such that both have. False if one has another shape. */
static bool find_unlike(const Search *s, const Twin *twin, Compared *pairs,
                        uint32_t *count, bool *any)
{
    const Graph *old = twin->graph[OLD], *new = twin->graph[NEW];
    *count = 0;
    *any = false;
    for (uint32_t i = 0; i < old->outputs.count; i++) {
        const Definition *d = &old->definitions.at[old->outputs.at[i]];
        uint32_t other = find_definition(new, new->outputs.at,
                                         new->outputs.count,
                                         match_name(&s->matches, d->name));
        if (!other)
            continue;
        ArrayId a = d->array, b = new->definitions.at[other].array;
        *any = true;
        if (!arrays_are_alike(graph_array(old, a), graph_array(new, b)))
            return false;
        if (twin->form[OLD][a] != twin->form[NEW][b])
            pairs[(*count)++] = (Compared){.array = {a, b}};
    }
    return true;
}

/* Whether all outputs that both have are the same under the matches. */
static bool agrees(Search *s)
{
    const DiffCommand *c = s->command;
    Arena *work = arena_open(c->arena);
    const Twin *const made = twin_create(work, c->forward[OLD],
                                         c->forward[NEW], &s->matches);
    Twin twin = *made;
    Compared *pairs =
        NEW_ARRAY(work, Compared, twin.graph[OLD]->outputs.count);
    uint32_t count;
    bool any, fine = find_unlike(s, &twin, pairs, &count, &any) && any;
    if (fine && count)
        fine = s->evaluate
            && twin_evaluate(&twin, &c->points, count, pairs, s->problems);
    for (uint32_t i = 0; fine && i < count; i++)
        fine = pairs[i].verdict <= EQUAL_TO_ROUNDING;
    arena_close(work);
    return fine;
}

/* Pairs what is left of the old program from i on, in every way. */
static bool try_pairs(Search *s, uint32_t i, uint32_t most)
{
    if (i == s->left[OLD].count)
        return s->trials++ < most && agrees(s);
    const Array *array = array_of(s, OLD, s->left[OLD].at[i]);
    bool paired = false;
    for (uint32_t j = 0; j < s->left[NEW].count && s->trials < most; j++) {
        const Array *other = array_of(s, NEW, s->left[NEW].at[j]);
        if (s->taken[j] || !arrays_are_of_a_kind(array, other)
            || array->limit != other->limit)
            continue;
        paired = s->taken[j] = true;
        add_match(s, s->left[OLD].at[i], s->left[NEW].at[j]);
        if (try_pairs(s, i + 1, most))
            return true;
        s->matches.count--;
        s->taken[j] = false;
    }
    return !paired && try_pairs(s, i + 1, most);
}

/* By their places in the order of declaration, where a kind has names that the
 * other program has not, as if all were shifted by one; false if there is none, or
 * it does not fit. */
static bool match_places(Search *s)
{
    Arena *arena = s->command->arena;
    bool placed[DRAWN + 1] = {false};
    Definitions given[SIDES], of[SIDES] = {{0}, {0}};
    uint32_t kept = 0, shifted = 0;
    for (uint32_t i = 0; i < s->left[OLD].count; i++)
        placed[array_of(s, OLD, s->left[OLD].at[i])->kind] = true;
    placed[DRAWN] = false;
    for (int side = 0; side < SIDES; side++) {
        given[side] = graph_given(s->command->forward[side], arena);
        for (uint32_t i = 0; i < given[side].count; i++)
            if (placed[array_of(s, side, given[side].at[i])->kind])
                list_push(arena, &of[side], given[side].at[i]);
    }
    if (of[OLD].count != of[NEW].count)
        return false;
    for (uint32_t i = 0; i < of[OLD].count; i++) {
        if (!arrays_are_of_a_kind(array_of(s, OLD, of[OLD].at[i]),
                                  array_of(s, NEW, of[NEW].at[i])))
            return false;
        shifted += !text_equal(definition(s, OLD, of[OLD].at[i])->name,
                               definition(s, NEW, of[NEW].at[i])->name);
    }
    for (uint32_t m = 0; m < s->matches.count; m++) {
        bool replaced = false;
        for (uint32_t i = 0; i < of[OLD].count && !replaced; i++)
            replaced = text_equal(definition(s, OLD, of[OLD].at[i])->name,
                                  s->matches.at[m].name[OLD]);
        if (!replaced)
            s->matches.at[kept++] = s->matches.at[m];
    }
    s->matches.count = kept;
    for (uint32_t i = 0; i < of[OLD].count; i++)
        add_match(s, of[OLD].at[i], of[NEW].at[i]);
    return shifted > 0;
}

static Search begin(const DiffCommand *command, bool ordered, bool evaluate,
                    Buffer *problems)
{
    Search s = {.command = command, .evaluate = evaluate,
                .problems = problems};
    match_outputs(&s);
    match_names(&s, ordered);
    match_draws(&s);
    s.taken = NEW_ARRAY(command->arena, bool, s.left[NEW].count + 1);
    return s;
}

/* The next one of a kind, from `at` on, that is left and not taken. */
static uint32_t next_left(const Search *s, int side, uint32_t kind,
                          uint32_t at)
{
    while (at < s->left[side].count
           && array_of(s, side, s->left[side].at[at])->kind != kind)
        at++;
    return at;
}

/* Whether what is left of a kind is alike on both sides, one by one. */
static bool left_is_alike(const Search *s, uint32_t kind)
{
    uint32_t i = next_left(s, OLD, kind, 0), j = next_left(s, NEW, kind, 0);
    while (i < s->left[OLD].count && j < s->left[NEW].count) {
        const Array *a = array_of(s, OLD, s->left[OLD].at[i]);
        const Array *b = array_of(s, NEW, s->left[NEW].at[j]);
        if (!arrays_are_alike(a, b) || a->limit != b->limit)
            return false;
        i = next_left(s, OLD, kind, i + 1);
        j = next_left(s, NEW, kind, j + 1);
    }
    return i == s->left[OLD].count && j == s->left[NEW].count;
}

/* Params that are left on both sides and begin alike, in order; of inputs and
 * states all that are left, or none. */
static void guess_renamed(Search *s)
{
    const DiffCommand *c = s->command;
    Arena *work = arena_open(c->arena);
    Matches named = s->matches;
    const Twin *twin = twin_create(work, c->forward[OLD], c->forward[NEW],
                                   &named);
    const bool all[] = {[INPUT] = left_is_alike(s, INPUT), [PARAM] = true,
                        [STATE] = left_is_alike(s, STATE)};
    for (uint32_t i = 0; i < s->left[OLD].count; i++) {
        uint32_t old = s->left[OLD].at[i];
        const Array *array = array_of(s, OLD, old);
        for (uint32_t j = 0; j < s->left[NEW].count; j++) {
            uint32_t new = s->left[NEW].at[j];
            if (array->kind > STATE || !all[array->kind] || s->taken[j]
                || !arrays_are_of_a_kind(array, array_of(s, NEW, new))
                || !starts_alike(twin, definition(s, OLD, old)->array,
                                 definition(s, NEW, new)->array))
                continue;
            s->taken[j] = true;
            add_match(s, old, new);
            s->matches.at[s->matches.count - 1].guessed = true;
            break;
        }
    }
    arena_close(work);
}

bool diff_match(const DiffCommand *command, Matches *matches, Buffer *problems)
{
    bool draws = command->forward[OLD]->draws.count > 0;
    for (int evaluate = 0; evaluate < 2; evaluate++)
        for (int ordered = 0; ordered <= draws; ordered++) {
            Search s = begin(command, ordered, evaluate, problems);
            bool left = s.left[OLD].count && s.left[NEW].count;
            if (evaluate && !left)
                continue;
            if (try_pairs(&s, 0, evaluate ? MOST_EVALUATED : MOST_TRIALS)) {
                *matches = s.matches;
                return true;
            }
            if (problems->length)
                return false;
        }
    for (int evaluate = 0; evaluate < 2; evaluate++) {
        Search s = begin(command, false, evaluate, problems);
        if (match_places(&s) && agrees(&s)) {
            *matches = s.matches;
            return true;
        }
        if (problems->length)
            return false;
    }
    Search s = begin(command, false, false, problems);
    guess_renamed(&s);
    *matches = s.matches;
    return true;
}
