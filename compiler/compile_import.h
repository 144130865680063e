/* compile_import.h: the files that a program imports. */
#ifndef GCC_GRAPH_COMPILE_IMPORT_H
#define GCC_GRAPH_COMPILE_IMPORT_H

#include "compile.h"
#include "tree.h"

/* Reads and parses, into the arena, what the program of that source imports,
 * and what that imports; says in each import what it names. A path is relative
 * to the file that it stands in, or to a folder of -I. A file is read once.
 * Puts the paths into c->imported. Reports files that cannot be read, and
 * circles. */
void read_imports(Compilation *c, Arena *arena, const Source *source,
                  const Program *program);

#endif
