/* compile_import.c: the files that a program imports. */
#include "compile_import.h"

#include "output.h"
#include "parse.h"

/* A file and, while it is open, the one that imports it. */
typedef struct Imported {
    Text path;
    const struct Imported *by;
    const Program *program;
    bool open;
} Imported;

typedef struct Importing {
    Compilation *c;
    Arena       *arena;
    LIST(Imported *) files;
} Importing;

static void read_all(Importing *to, const Imported *file);

/* The path of a file beside another: that of an absolute one is its own. */
static Text path_beside(Arena *arena, Text file, Text name)
{
    size_t folder = file.length;
    while (folder && file.at[folder - 1] != '/')
        folder--;
    if (name.at[0] == '/' || !folder)
        return name;
    return text_format(arena, "%.*s%.*s", (int)folder, file.at,
                       TEXT_ARGS(name));
}

static Text path_in(Arena *arena, Text folder, Text name)
{
    return text_format(arena, "%.*s/%.*s", TEXT_ARGS(folder), TEXT_ARGS(name));
}

static Imported *file_at(const Importing *to, Text path)
{
    for (uint32_t i = 0; i < to->files.count; i++)
        if (text_equal(to->files.at[i]->path, path)
            || output_same_file(to->arena, to->files.at[i]->path, path))
            return to->files.at[i];
    return NULL;
}

static void report_circle(Importing *to, const Statement *import,
                          const Imported *first, const Imported *last)
{
    LIST(Text) paths = {0};
    for (; last != first; last = last->by)
        list_push(to->arena, &paths, last->path);
    Buffer chain = buffer_create(to->arena);
    buffer_add(&chain, first->path);
    for (uint32_t i = paths.count; i-- > 0;)
        buffer_print(&chain, " → %.*s", TEXT_ARGS(paths.at[i]));
    diagnose_error(to->c->diagnostics, import->path_span,
                   "%.*s imports itself: %.*s → %.*s", TEXT_ARGS(first->path),
                   TEXT_ARGS(buffer_text(&chain)), TEXT_ARGS(first->path));
}

/* Reads the file at the path, unless that has been done; NULL, with the
 * problem, if it cannot be read. */
static const Imported *open_file(Importing *to, Text path, const Imported *by,
                                 const char **problem)
{
    Imported *file = file_at(to, path);
    if (file)
        return file;
    const Source *source = source_read(to->c->sources, path, problem);
    if (!source)
        return NULL;
    file = NEW(to->arena, Imported);
    *file = (Imported){.path = source->path, .by = by, .open = true};
    list_push(to->arena, &to->files, file);
    list_push(to->c->arena, &to->c->imported,
              text_copy(to->c->arena, source->path));
    file->program = parse(to->arena, source, to->c->diagnostics);
    read_all(to, file);
    file->open = false;
    return file;
}

static void read_import(Importing *to, Statement *import, const Imported *by)
{
    const TextList *folders = &to->c->options->include;
    const char *problem, *other;
    Text path = path_beside(to->arena, by->path, import->path);
    const Imported *file = open_file(to, path, by, &problem);
    for (uint32_t i = 0;
         i < folders->count && !file && import->path.at[0] != '/'; i++)
        file = open_file(to, path_in(to->arena, folders->at[i], import->path),
                         by, &other);
    if (!file) {
        Diagnostic *error = diagnose_error(
            to->c->diagnostics, import->path_span, "cannot read %.*s: %s",
            TEXT_ARGS(path), problem);
        diagnose_hint(to->c->diagnostics, error,
                      "a path is relative to the file that it stands in, or to "
                      "a folder that -I names");
    } else if (file->open) {
        report_circle(to, import, file, by);
    } else {
        import->imported = file->program;
    }
}

static void read_all(Importing *to, const Imported *file)
{
    for (uint32_t i = 0; i < file->program->count; i++)
        if (file->program->statements[i]->kind == STATEMENT_IMPORT)
            read_import(to, file->program->statements[i], file);
}

void read_imports(Compilation *c, Arena *arena, const Source *source,
                  const Program *program)
{
    Importing to = {.c = c, .arena = arena};
    Imported *main = NEW(arena, Imported);
    *main = (Imported){.path = source->path, .program = program, .open = true};
    list_push(arena, &to.files, main);
    read_all(&to, main);
}
