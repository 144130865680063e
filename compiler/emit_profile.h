/* emit_profile.h: the rows of --profile: the pieces of code that are timed, and
 * what the header and the C file say of them.
 *
 *     typedef struct scorer_profile {
 *         uint64_t clock;
 *         gg_counter rows[9];
 *     } scorer_profile;
 *
 *     extern const gg_profile_table scorer_profile_table;
 *
 * Counters live where the member `profile` of the work areas points.
 */
#ifndef GCC_GRAPH_EMIT_PROFILE_H
#define GCC_GRAPH_EMIT_PROFILE_H

#include "names.h"

typedef struct ProfileEquation {
    uint32_t first, last;       /* lines of the program; 0: none */
    Text     text;
} ProfileEquation;

typedef struct ProfileRow {
    const char *function;
    double   operations;        /* in each call, on average */
    LIST(ProfileEquation) equations;
} ProfileRow;

typedef struct Profile {
    Arena         *arena;
    const Sources *sources;
    Text           member;      /* of work areas */
    LIST(ProfileRow) rows;      /* as the C file is written */
} Profile;

/* A profile without rows; its member gets a name that `names` has not. */
Profile *profile_create(const Sources *sources, Names *names);

/* Adds lines of text to the row, as made at a place of the program, but those
 * that it has. A line that is too long to be read is cut. */
void profile_add(const Profile *profile, ProfileRow *row, Span span,
                 uint32_t last, Text text);

/* The struct of the counters and the declaration of the table. */
void emit_profile_struct(const Profile *profile, const Names *names,
                         Buffer *out);
/* The member of a work area. */
void emit_profile_member(const Profile *profile, const Names *names,
                         Buffer *out);
/* The table; `program` is the file's name. */
void emit_profile_table(const Profile *profile, const Names *names,
                        Text program, Buffer *out);

#endif
