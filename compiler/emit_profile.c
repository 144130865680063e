/* emit_profile.c: the table of --profile and the struct of its counters. */
#include "emit_profile.h"

enum { LONGEST_EQUATION = 120 };        /* in columns */

Profile *profile_create(const Sources *sources, Names *names)
{
    Profile *profile = NEW(names->arena, Profile);
    profile->arena = names->arena;
    profile->sources = sources;
    profile->member = names_claim(names, text_of("profile"));
    return profile;
}

/* -- rows -- */

/* The text, cut between letters if it is too long. */
static Text cut(Arena *arena, Text text)
{
    const char *at = text.at, *end = text.at + text.length;
    if (text_width(text) <= LONGEST_EQUATION)
        return text;
    for (uint32_t i = 1; i < LONGEST_EQUATION && at < end; i++)
        (void)text_decode(&at, end);
    return text_format(arena, "%.*s…", (int)(at - text.at), text.at);
}

/* What has no place, or one in the prelude, has no line. */
static uint32_t line_of(const Profile *profile, Span span, uint32_t offset)
{
    Place place = span.end ? source_place(profile->sources, offset)
                           : (Place){0};
    return place.source && !place.source->builtin ? place.line : 0;
}

static bool has_line(const ProfileRow *row, Text line)
{
    for (uint32_t i = 0; i < row->equations.count; i++)
        if (text_equal(row->equations.at[i].text, line))
            return true;
    return false;
}

void profile_add(const Profile *profile, ProfileRow *row, Span span,
                 uint32_t last, Text text)
{
    uint32_t first_line = line_of(profile, span, span.start);
    uint32_t last_line = line_of(profile, span, last);
    while (text.length) {
        size_t length = 0;
        while (length < text.length && text.at[length] != '\n')
            length++;
        Text line = cut(profile->arena, (Text){text.at, length});
        if (!has_line(row, line))
            list_push(profile->arena, &row->equations,
                      ((ProfileEquation){first_line, last_line,
                                         text_copy(profile->arena, line)}));
        length += length < text.length;
        text = (Text){text.at + length, text.length - length};
    }
}

/* -- what is printed -- */

void emit_profile_struct(const Profile *profile, const Names *names,
                         Buffer *out)
{
    Text name = names_public(names, "profile");
    buffer_print(out,
                 "/* What is counted where a work area points here: of each row"
                 " of the table the\n * calls and the ticks of the clock. It"
                 " begins as zeros; two calls at one time\n * need two. */\n"
                 "typedef struct %.*s {\n"
                 "    uint64_t clock;\n"
                 "    gg_counter rows[%u];\n} %.*s;\n\n"
                 "extern const gg_profile_table %.*s;\n\n",
                 TEXT_ARGS(name),
                 profile->rows.count ? profile->rows.count : 1,
                 TEXT_ARGS(name),
                 TEXT_ARGS(names_public(names, "profile_table")));
}

void emit_profile_member(const Profile *profile, const Names *names,
                         Buffer *out)
{
    buffer_print(out, "    %.*s *%.*s;\n",
                 TEXT_ARGS(names_public(names, "profile")),
                 TEXT_ARGS(profile->member));
}

/* The text as a string of C. */
static void emit_string(Text text, Buffer *out)
{
    buffer_puts(out, "\"");
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c == '"' || c == '\\' || c == '?')
            buffer_print(out, "\\%c", c);
        else if (c < 0x20 || c == 0x7f)
            buffer_print(out, "\\%03o", c);
        else
            buffer_add(out, (Text){&text.at[i], 1});
    }
    buffer_puts(out, "\"");
}

static void emit_equations(const Profile *profile, Text name, Buffer *out)
{
    buffer_print(out, "static const gg_profile_equation %.*s[] = {\n",
                 TEXT_ARGS(name));
    for (uint32_t i = 0; i < profile->rows.count; i++) {
        const ProfileRow *row = &profile->rows.at[i];
        for (uint32_t k = 0; k < row->equations.count; k++) {
            const ProfileEquation *e = &row->equations.at[k];
            buffer_print(out, "    {%u, %u,\n     ", e->first, e->last);
            emit_string(e->text, out);
            buffer_puts(out, "},\n");
        }
    }
    buffer_puts(out, "};\n\n");
}

static void emit_rows(const Profile *profile, Text name, Buffer *out)
{
    uint32_t first = 0;
    buffer_print(out, "static const gg_profile_row %.*s[] = {\n",
                 TEXT_ARGS(name));
    for (uint32_t i = 0; i < profile->rows.count; i++) {
        const ProfileRow *row = &profile->rows.at[i];
        buffer_print(out, "    {\"%s\", ", row->function);
        buffer_number(out, row->operations, true);
        buffer_print(out, ", %u, %u},\n", first, row->equations.count);
        first += row->equations.count;
    }
    buffer_puts(out, "};\n\n");
}

void emit_profile_table(const Profile *profile, const Names *names,
                        Text program, Buffer *out)
{
    Text equations = names_public(names, "profile_equations");
    Text rows = names_public(names, "profile_rows");
    buffer_puts(out, "\n/* The rows of --profile. */\n");
    emit_equations(profile, equations, out);
    emit_rows(profile, rows, out);
    buffer_print(out, "const gg_profile_table %.*s = {\n    ",
                 TEXT_ARGS(names_public(names, "profile_table")));
    emit_string(program, out);
    buffer_print(out, ", GG_CLOCK_RATE, %u,\n    %.*s, %.*s\n};\n",
                 profile->rows.count, TEXT_ARGS(rows), TEXT_ARGS(equations));
}
