/* amalgam.c: what a text needs of the runtime, in an order in which C can read it.
 *
 * No piece needs itself by way of others, so each is written after those that it
 * needs; pieces that do not need each other stand as in the runtime.
 */
#include "amalgam.h"

#include "amalgam_pieces.h"
#include "table.h"

#include <string.h>

typedef enum State { UNUSED, NEEDED, WRITTEN } State;

struct Amalgam {
    Arena  *arena;
    Pieces  pieces;
    Table   names;              /* ids: 1 + the index of a piece */
    State  *states;             /* [pieces] */
};

Amalgam *amalgam_create(Arena *arena)
{
    Amalgam *a = NEW(arena, Amalgam);
    a->arena = arena;
    a->pieces = runtime_pieces(arena);
    a->states = NEW_ARRAY(arena, State, a->pieces.list.count);
    for (uint32_t p = 0; p < a->pieces.list.count; p++) {
        const Words *names = &a->pieces.list.at[p].names;
        for (uint32_t i = 0; i < names->count; i++)
            table_add(arena, &a->names, text_hash(names->at[i]), p + 1);
    }
    return a;
}

static bool defines(const Piece *piece, Text name)
{
    for (uint32_t i = 0; i < piece->names.count; i++)
        if (text_equal(piece->names.at[i], name))
            return true;
    return false;
}

/* The piece that defines the name; NULL if none does. */
static Piece *find_piece(const Amalgam *a, Text name)
{
    uint64_t hash = text_hash(name);
    uint32_t id, at = table_first(&a->names, hash);
    for (; (id = table_id(&a->names, at)); at = table_next(&a->names, at, hash))
        if (defines(&a->pieces.list.at[id - 1], name))
            return &a->pieces.list.at[id - 1];
    return NULL;
}

static void need(Amalgam *a, Text name)
{
    const Piece *piece = find_piece(a, name);
    State *state = piece ? &a->states[piece - a->pieces.list.at] : NULL;
    if (!state || *state != UNUSED)
        return;
    *state = NEEDED;
    for (uint32_t i = 0; i < piece->mentions.count; i++)
        need(a, piece->mentions.at[i]);
}

/* Whether it is a function or a table of the file. */
static bool is_own(const Piece *piece)
{
    return piece->is_extern || text_starts(piece->text, "static ");
}

static void write_piece(Amalgam *a, Piece *piece, Buffer *out)
{
    State *state = &a->states[piece - a->pieces.list.at];
    if (*state != NEEDED)
        return;
    *state = WRITTEN;
    for (uint32_t i = 0; i < piece->mentions.count; i++) {
        Piece *needed = find_piece(a, piece->mentions.at[i]);
        if (needed)
            write_piece(a, needed, out);
    }
    buffer_add(out, piece->comment);
    if (is_own(piece))
        buffer_puts(out, piece->is_extern ? "GG_OWN\n" : "GG_OWN");
    buffer_add(out, piece->is_extern || !is_own(piece)
                        ? piece->text
                        : text_behind(piece->text, sizeof "static" - 1));
    buffer_puts(out, "\n");
}

/* The headers of C that the files of needed pieces include, each once. */
static void write_includes(const Amalgam *a, Buffer *out)
{
    Words lines = {0};
    for (uint32_t i = 0; i < a->pieces.includes.count; i++) {
        Text line = a->pieces.includes.at[i].line;
        bool wanted = false, written = false;
        for (uint32_t p = 0; p < a->pieces.list.count; p++)
            wanted |= a->states[p] == NEEDED
                   && !strcmp(a->pieces.list.at[p].file,
                              a->pieces.includes.at[i].file);
        for (uint32_t k = 0; k < lines.count; k++)
            written |= text_equal(lines.at[k], line);
        if (!wanted || written)
            continue;
        list_push(a->arena, &lines, line);
        buffer_add(out, line);
    }
    buffer_puts(out, "\n");
}

/* Functions of the runtime are the file's own; one that is called only where a
 * condition holds is not missed elsewhere. */
static const char own[] =
    "#if defined(__GNUC__)\n"
    "#define GG_OWN static __attribute__((unused))\n"
    "#else\n"
    "#define GG_OWN static\n"
    "#endif\n\n";

/* What gg_narrow.h says of single functions. */
static const char wide[] =
    "#if defined(__SIZEOF_DOUBLE__) && __SIZEOF_DOUBLE__ < 8\n"
    "#error \"gcc-graph: a function that is called computes in double, which has 32 "
    "bits here\"\n"
    "#endif\n\n";

static bool says_double(Text text)
{
    while (text.length)
        if (text_is(c_word(&text), "double"))
            return true;
    return false;
}

/* Whether a function that is needed computes in double. */
static bool needs_double(const Amalgam *a)
{
    for (uint32_t p = 0; p < a->pieces.list.count; p++)
        if (a->states[p] == NEEDED && is_own(&a->pieces.list.at[p])
            && says_double(a->pieces.list.at[p].text))
            return true;
    return false;
}

/* Before functions, as gg_strict.h says. */
static const char begin[] = "GG_STRICT_BEGIN";

static void write_needed(Amalgam *a, const char *first, Buffer *out)
{
    bool own_ones = false;
    Piece *start = find_piece(a, text_of(first));
    for (uint32_t p = 0; p < a->pieces.list.count; p++)
        own_ones |= a->states[p] == NEEDED && is_own(&a->pieces.list.at[p]);
    if (own_ones)
        need(a, text_of(begin));
    write_includes(a, out);
    buffer_puts(out, "/* -- of the runtime of gcc-graph -- */\n\n");
    buffer_puts(out, own_ones ? own : "");
    buffer_puts(out, needs_double(a) ? wide : "");
    if (start)
        write_piece(a, start, out);
    if (own_ones) {
        write_piece(a, find_piece(a, text_of(begin)), out);
        buffer_print(out, "%s\n\n", begin);
    }
    for (uint32_t p = 0; p < a->pieces.list.count; p++)
        write_piece(a, &a->pieces.list.at[p], out);
    buffer_puts(out, own_ones ? "GG_STRICT_END\n\n" : "");
}

/* `#include "gg.h"` and the like. */
static bool includes_runtime(Text line)
{
    static const char start[] = "#include \"gg";
    const char *file;
    Text text;
    if (!text_starts(line, start))
        return false;
    line = text_behind(line, sizeof start - sizeof "gg");
    for (uint32_t i = 0; (file = runtime_file(i, &text)); i++)
        if (text_starts(line, file) && line.at[strlen(file)] == '"')
            return true;
    return false;
}

Text amalgam_text(Amalgam *a, Text c, const char *always)
{
    Buffer out = buffer_create(a->arena);
    Words mentions = {0};
    bool written = false;
    c_mentions(a->arena, c, &mentions);
    need(a, text_of(always));
    for (uint32_t i = 0; i < mentions.count; i++)
        need(a, mentions.at[i]);
    while (c.length) {
        Text line = {c.at, c_line(c)};
        c = text_behind(c, line.length);
        if (!includes_runtime(line)) {
            buffer_add(&out, line);
            continue;
        }
        if (!written)
            write_needed(a, always, &out);
        if (c.length && *c.at == '\n')
            c = text_behind(c, 1);
        written = true;
    }
    return buffer_text(&out);
}
