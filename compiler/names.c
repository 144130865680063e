/* names.c: all names of one output.
 *
 * Names are given in the order of how much they matter to the reader: dims and
 * definitions first, which keep the author's words, then the adjoints that the
 * interface shows, then the nameless. So a name never changes because
 * something less important came to be.
 */
#include "names.h"

#include "spell.h"

/* -- sets of words -- */

static uint32_t word_set_find(const WordSet *set, Text word, uint64_t hash)
{
    uint32_t id;
    for (uint32_t at = table_first(&set->table, hash);
         (id = table_id(&set->table, at));
         at = table_next(&set->table, at, hash))
        if (text_equal(set->words.at[id - 1], word))
            return id;
    return 0;
}

bool word_set_has(const WordSet *set, Text word)
{
    return word_set_find(set, word, text_hash(word));
}

uint32_t word_set_add(WordSet *set, Text word)
{
    uint64_t hash = text_hash(word);
    uint32_t id = word_set_find(set, word, hash);
    if (id)
        return id - 1;
    list_push(set->arena, &set->words, word);
    table_add(set->arena, &set->table, hash, set->words.count);
    return set->words.count - 1;
}

/* Gives back what it holds, and empties it. */
static void word_set_release(WordSet *set)
{
    table_release(set->arena, &set->table);
    arena_release(set->arena, set->words.at, set->words.capacity,
                  sizeof(Text));
    *set = (WordSet){.arena = set->arena};
}

/* -- what is not free -- */

/* What the language keeps for itself, and what the printed equations call:
 * `f` in `f(x)` would be taken for the array of that name. */
static const char *const language_words[] = {
    "dim", "input", "param", "const", "state", "next", "output", "batch",
    "minimize", "layer", "import", "where", "for", "in", "until", "over", "by",
    "if", "else", "and", "or", "not", "sum", "prod", "max", "min", "mean",
    "argmax", "argmin", "pi", "π", "Σ", "Π", "∑", "∏", "inf", "∞", "training",
    "shared", "index", "normal", "uniform", "xavier", "he", "grad", "jacobian",
    "hessian", "jvp", "vjp", "dot", "outer", "norm", "step",
};

static void keep_language(Names *names)
{
    for (size_t i = 0; i < sizeof language_words / sizeof *language_words; i++)
        word_set_add(&names->language, text_of(language_words[i]));
    for (Function f = F_NONE + 1; f < F_COUNT; f++)
        if (!(function_row(f)->flags & FUNCTION_HIDDEN))
            word_set_add(&names->language, text_of(function_row(f)->name));
}

/* Takes the word, if it is free. */
static bool take(Names *names, Text word)
{
    uint32_t before = names->taken.words.count;
    if (names->in_c ? spelling_is_reserved(word)
                    : word_set_has(&names->language, word))
        return false;
    word_set_add(&names->taken, word);
    return names->taken.words.count > before;
}

/* The word, the word with an underscore, the word with a number: a hundred
 * thousand words that are spelled alike cost no more than others. */
static Text make_free(Names *names, Text word)
{
    Text name = word;
    if (!take(names, name)) {
        bool bare = !word.length || word.at[word.length - 1] != '_';
        uint32_t place = word_set_add(&names->crowded, word);
        if (place == names->numbers.count)
            list_push(names->arena, &names->numbers, bare ? 0 : 1);
        do {
            unsigned n = ++names->numbers.at[place];
            name = n == 1 ? text_format(names->arena, "%.*s_", TEXT_ARGS(word))
                          : text_format(names->arena, "%.*s%s%u",
                                        TEXT_ARGS(word), bare ? "_" : "", n);
        } while (!take(names, name));
    }
    return name;
}

/* What a state becomes is called `next r`, which is no name of the language. */
static Text join_words(const Names *names, Text name)
{
    char *at = arena_copy(names->arena, name.at, name.length, 1);
    for (size_t i = 0; i < name.length; i++)
        if (at[i] == ' ')
            at[i] = '_';
    return (Text){at, name.length};
}

Text names_claim(Names *names, Text wanted)
{
    return make_free(names, names->in_c ? spell(names->arena, wanted)
                                        : join_words(names, wanted));
}

/* -- the model and its public names -- */

/* C promises to tell external names apart by their first 31 characters; the
 * longest prefix leaves room for what sets the functions apart. */
enum { LONGEST_MODEL = 20, SIGNIFICANT = 31 };

static Text shorten(Arena *arena, Text word, size_t longest)
{
    if (word.length <= longest)
        return word;
    uint64_t hash = text_hash(word);
    size_t kept = longest - 9;
    while (kept > 1 && word.at[kept - 1] == '_')
        kept--;
    return text_format(arena, "%.*s_%08x", (int)kept, word.at,
                       (unsigned)((hash ^ hash >> 32) & 0xFFFFFFFFu));
}

static Text model_name(Arena *arena, Text stem)
{
    Text name = spell(arena, stem);
    if (stem.length && stem.at[0] >= '0' && stem.at[0] <= '9')
        name = spell(arena, text_format(arena, "m_%.*s", TEXT_ARGS(stem)));
    while (name.length > 1 && name.at[name.length - 1] == '_')
        name.length--;
    if (text_is(name, "gg") || text_is(name, "GG")
        || (name.length > 3 && name.at[2] == '_' && spelling_is_reserved(name)))
        name = text_format(arena, "model_%.*s", TEXT_ARGS(name));
    return shorten(arena, name, LONGEST_MODEL);
}

Text names_public(const Names *names, const char *suffix)
{
    return text_format(names->arena, "%.*s_%s", TEXT_ARGS(names->model),
                       suffix);
}

/* What the header declares beside the dims. */
static const char *const public_words[] = {
    "params", "vector", "work", "infer_work", "forward", "backward", "infer",
    "init", "step", "state", "state_init", "moments", "pass_work",
    "step_work", "NPARAMS", "H", "params_are_flat", "params_object",
    "work_object", "infer_work_object",
};

/* And where a step of training is split. */
static const char *const split_words[] = {"gradient", "update"};

static Text first_characters(Text word)
{
    if (word.length > SIGNIFICANT)
        word.length = SIGNIFICANT;
    return word;
}

/* model_n for the dim n, unlike any other public name within 31 characters. */
static void name_dims_in_c(Names *names, const Graph *graph)
{
    WordSet set = {.arena = names->arena};
    for (size_t i = 0; i < sizeof public_words / sizeof *public_words; i++)
        word_set_add(&set,
                     first_characters(names_public(names, public_words[i])));
    for (size_t i = 0; graph->split && i < 2; i++)
        word_set_add(&set,
                     first_characters(names_public(names, split_words[i])));
    for (uint32_t i = 0; i < graph->dims.count; i++) {
        Text word = text_format(
            names->arena, "%.*s_%.*s", TEXT_ARGS(names->model),
            TEXT_ARGS(spell(names->arena, graph->dims.at[i].name)));
        word = shorten(names->arena, word, SIGNIFICANT);
        Text name = word;
        for (unsigned n = 1;
             spelling_is_reserved(name) || word_set_has(&set, name); n++) {
            name = n == 1 ? text_format(names->arena, "%.*s_", TEXT_ARGS(word))
                          : text_format(names->arena, "%.*s_%u",
                                        TEXT_ARGS(word), n);
            name = first_characters(shorten(names->arena, name, SIGNIFICANT));
        }
        word_set_add(&set, name);
        names->dims[i] = name;
    }
}

/* -- arrays -- */

/* In the graph as written, the word of the language stands for itself. */
static void name_training(Names *names, const Graph *graph)
{
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        if (graph_array(graph, id)->kind == TRAINING)
            names->arrays[id] = text_of("training");
}

static void name_definitions(Names *names, const Graph *graph)
{
    for (uint32_t i = 1; i < graph->definitions.count; i++) {
        const Definition *definition = &graph->definitions.at[i];
        if (definition->within)
            continue;
        Text name = names_claim(names, definition->name);
        names->definitions[i] = name;
        ArrayId id = definition->array;
        if (id && (!names->arrays[id].length
                   || graph_array(graph, id)->serves == i))
            names->arrays[id] = name;
    }
}

/* The table that an output is copied from stands beside it. */
static void name_table(Names *names, ArrayId id, Text output)
{
    if (text_equal(names->arrays[id], output))
        names->arrays[id] = make_free(
            names, text_format(names->arena, "%.*s_table", TEXT_ARGS(output)));
}

/* An output that the caller gave is copied to an argument of its own. */
static void name_outputs(Names *names, const Graph *graph)
{
    bool *seen = NEW_ARRAY(names->arena, bool, graph->definitions.count);
    for (uint32_t i = 0; i < graph->outputs.count; i++) {
        uint32_t definition = graph->outputs.at[i];
        const Array *array =
            graph_array(graph, graph->definitions.at[definition].array);
        bool given = (!array_is_computed(array) && array->kind != LITERAL)
                  || seen[definition];
        Text name = names->definitions[definition];
        seen[definition] = true;
        if (given && names->in_c)
            name = make_free(names, text_format(names->arena, "%.*s_out",
                                                TEXT_ARGS(name)));
        names->outputs[i] = name;
        if (array->kind == LITERAL && names->in_c)
            name_table(names, graph->definitions.at[definition].array, name);
    }
}

static Text adjoint_of(Names *names, Text name)
{
    return text_format(names->arena, "d_%.*s", TEXT_ARGS(name));
}

static void name_seeds(Names *names, const Graph *graph)
{
    for (uint32_t i = 0; i < graph->seeds.count; i++) {
        const Seed *seed = &graph->seeds.at[i];
        uint32_t output = graph->outputs.at[seed->output];
        Text *name = &names->arrays[seed->array];
        if (!name->length)
            *name = make_free(names,
                              adjoint_of(names, names->definitions[output]));
    }
}

/* Whether `name` is only another name of the array: of a definition that is no
 * output and is called otherwise where it is computed. */
static bool is_alias(const Names *names, const Graph *graph, Text name,
                     ArrayId array)
{
    if (!word_set_has(&names->taken, name)
        || text_equal(names->arrays[array], name))
        return false;
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        if (text_equal(names->definitions[graph->outputs.at[i]], name))
            return false;
    for (uint32_t i = 1; i < graph->definitions.count; i++)
        if (graph->definitions.at[i].array == array
            && text_equal(names->definitions[i], name))
            return true;
    return false;
}

/* The array of a gradient that nothing else names is called after it; one that
 * another name has already is, in the interface, a copy. */
static void name_gradients(Names *names, const Graph *graph)
{
    for (uint32_t i = 0; i < graph->gradients.count; i++) {
        const Gradient *gradient = &graph->gradients.at[i];
        Text wanted = adjoint_of(names, names->arrays[gradient->by]);
        Text *array = &names->arrays[gradient->array];
        if ((text_equal(*array, wanted)
             && array_is_computed(graph_array(graph, gradient->array)))
            || is_alias(names, graph, wanted, gradient->array)) {
            names->gradients[i] = wanted;
            continue;
        }
        names->gradients[i] = make_free(names, wanted);
        if (!array->length)
            *array = names->gradients[i];
    }
}

static void name_trained(Names *names, const Graph *graph)
{
    const Training *training = &graph->training;
    for (uint32_t i = 0; i < training->trained.count; i++) {
        const Trained *trained = &training->trained.at[i];
        Text param = names->arrays[trained->param];
        Text *gradient = &names->arrays[trained->gradient];
        if (!gradient->length)
            *gradient = make_free(names, adjoint_of(names, param));
        if (!trained->rows)
            continue;
        names->places[i] = make_free(
            names,
            text_format(names->arena, "%.*s_places", TEXT_ARGS(param)));
        if (graph->split)
            names->reads[i] = make_free(
                names,
                text_format(names->arena, "%.*s_reads", TEXT_ARGS(param)));
        if (!names->arrays[trained->rows].length)
            names->arrays[trained->rows] = make_free(
                names,
                text_format(names->arena, "%.*s_rows", TEXT_ARGS(param)));
    }
    if (training->step)
        names->arrays[training->step] =
            names->in_c ? make_free(names, text_of("steps")) : text_of("step");
}

/* What infer computes apart is called as what it is a copy of: they are never in
 * one function. */
static void name_apart(Names *names, const Graph *graph)
{
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        if (array->apart > 1 && !array->again && !names->arrays[id].length)
            names->arrays[id] = names->definitions[array->apart - 1];
    }
}

/* What is called a.q or a.q_1 is of the local q behind a. */
static void name_locals(Names *names, const Graph *graph)
{
    for (uint32_t i = 1; i < graph->definitions.count; i++) {
        const Definition *local = &graph->definitions.at[i];
        if (!local->within)
            continue;
        names->definitions[i] = names_claim(names, local->name);
        ArrayId id = local->value;
        if (id && !names->arrays[id].length
            && graph_array(graph, id)->serves == i)
            names->arrays[id] = names->definitions[i];
    }
}

/* The definition that a nameless array is called after, or 0. */
static uint32_t served(const Graph *graph, ArrayId id)
{
    uint32_t serves = graph_array(graph, id)->serves;
    return serves < graph->definitions.count ? serves : 0;
}

/* The largest number that is taken already of each definition. */
static uint32_t *first_counts(const Names *names, const Graph *graph)
{
    uint32_t *counts =
        NEW_ARRAY(names->arena, uint32_t, graph->definitions.count + 1);
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        uint32_t *count = &counts[served(graph, id)];
        if (names->ordinals[id] > *count)
            *count = names->ordinals[id];
    }
    return counts;
}

static void name_nameless(Names *names, const Graph *graph)
{
    uint32_t *counts = first_counts(names, graph);
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        uint32_t serves = served(graph, id);
        ArrayKind kind = (ArrayKind)graph_array(graph, id)->kind;
        if (names->arrays[id].length || kind == CARRY || kind == HELD
            || kind == PACKED)
            continue;
        Text base = serves ? names->definitions[serves] : text_of("t");
        bool bare = base.at[base.length - 1] != '_';
        bool again = graph_array(graph, id)->again;
        if (!again && !names->ordinals[id])
            names->ordinals[id] = ++counts[serves];
        names->arrays[id] = make_free(
            names, again ? text_format(names->arena, "%.*s_again",
                                       TEXT_ARGS(base))
                         : text_format(names->arena, "%.*s%s%u",
                                       TEXT_ARGS(base), bare ? "_" : "",
                                       names->ordinals[id]));
    }
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        names->arrays[id] = names->arrays[graph_source(graph, id)];
        if (array->kind == HELD || array->kind == PACKED)
            names->arrays[id] = make_free(
                names, text_format(names->arena, "%.*s_%s",
                                   TEXT_ARGS(names->arrays[array->as.carried]),
                                   array->kind == HELD ? "saved" : "packed"));
    }
}

static Text index_word(Arena *arena, uint32_t n)
{
    static const char letters[] = "ijklmnopqrstuvwxyzabcdefgh";
    const uint32_t count = sizeof letters - 1;
    return n < count ? text_format(arena, "%c", letters[n])
                     : text_format(arena, "i%u", n - count + 1);
}

static void name_indices(Names *names)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < MAX_INDICES; i++) {
        Text word = index_word(names->arena, n++);
        while (!take(names, word))
            word = index_word(names->arena, n++);
        names->indices[i] = word;
    }
}

static Names *names_create(const Graph *graph, Arena *arena, bool in_c)
{
    Names *names = NEW(arena, Names);
    names->arena = arena;
    names->in_c = in_c;
    names->taken.arena = names->crowded.arena = names->language.arena = arena;
    if (!in_c)
        keep_language(names);
    names->arrays = NEW_ARRAY(arena, Text, graph->arrays.count);
    names->ordinals = NEW_ARRAY(arena, uint32_t, graph->arrays.count);
    names->definitions = NEW_ARRAY(arena, Text, graph->definitions.count);
    names->outputs = NEW_ARRAY(arena, Text, graph->outputs.count);
    names->gradients = NEW_ARRAY(arena, Text, graph->gradients.count);
    names->dims = NEW_ARRAY(arena, Text, graph->dims.count);
    names->places = NEW_ARRAY(arena, Text, graph->training.trained.count);
    names->reads = NEW_ARRAY(arena, Text, graph->training.trained.count);
    return names;
}

static void name_arrays(Names *names, const Graph *graph)
{
    name_training(names, graph);
    name_definitions(names, graph);
    name_outputs(names, graph);
    name_seeds(names, graph);
    name_gradients(names, graph);
    name_trained(names, graph);
    name_apart(names, graph);
    name_locals(names, graph);
    name_nameless(names, graph);
    name_indices(names);
}

Names *names_in_language(const Graph *graph, Arena *arena)
{
    Names *names = names_create(graph, arena, false);
    for (uint32_t i = 0; i < graph->dims.count; i++)
        names->dims[i] = names_claim(names, graph->dims.at[i].name);
    name_arrays(names, graph);
    word_set_release(&names->taken);
    return names;
}

/* The numbers that the nameless arrays of loops have in their source. */
static void take_ordinals(Names *names, const Loops *loops)
{
    names->source = names_in_language(loops->source, names->arena);
    for (ArrayId id = 1; id < loops->graph->arrays.count; id++)
        if (!loops_array_is_made(loops, id))
            names->ordinals[id] = names->source->ordinals[loops->origin[id]];
}

static Names *make_names_in_c(const Graph *graph, const Loops *loops,
                              Arena *arena, Text stem)
{
    /* Arguments, and members of the state: also where there is none, so that
     * the graph of a step of training has the same names. */
    static const char *const words[] = {
        "p", "d_p", "work", "seed", "state", "step", "first_moments",
        "second_moments",
    };
    Names *names = names_create(graph, arena, true);
    names->model = model_name(arena, stem);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        word_set_add(&names->taken, text_of(words[i]));
    name_dims_in_c(names, graph);
    if (loops)
        take_ordinals(names, loops);
    name_arrays(names, graph);
    return names;
}

Names *names_in_c(const Graph *graph, Arena *arena, Text stem)
{
    return make_names_in_c(graph, NULL, arena, stem);
}

Names *names_of_loops(const Loops *loops, Arena *arena, Text stem)
{
    return make_names_in_c(loops->graph, loops, arena, stem);
}
