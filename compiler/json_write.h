/* json_write.h: JSON, member by member.
 *
 *     Json json = {.out = &out, .lines = 1};
 *     json_open(&json, NULL, '{');                    {
 *     json_text(&json, "name", text);                   "name": "scorer",
 *     json_open(&json, "shape", '[');                   "shape": [2, 3]
 *     json_whole(&json, NULL, 2);                     }
 *
 * What is written is valid whatever the texts hold: bytes that are no UTF-8
 * become U+FFFD, and what could move a cursor or turn text round is escaped.
 */
#ifndef GCC_GRAPH_JSON_WRITE_H
#define GCC_GRAPH_JSON_WRITE_H

#include "text.h"

enum { JSON_DEPTH = 16 };

typedef struct Json {
    Buffer  *out;
    uint32_t lines;             /* so many of the outer levels have a line for
                                   each member */
    uint32_t depth;
    bool     keyed;             /* a member has its key and no value yet */
    char     closes[JSON_DEPTH];    /* of each level: } or ] */
    bool     filled[JSON_DEPTH];    /* and whether it has a member */
} Json;

/* What is left is added to the innermost object or list that is open. In an
 * object it has a key, in a list NULL. `bracket` is { or [. */
void json_open(Json *json, const char *key, char bracket);
void json_close(Json *json);
void json_text(Json *json, const char *key, Text value);
void json_string(Json *json, const char *key, const char *value);
void json_whole(Json *json, const char *key, int64_t value);
void json_real(Json *json, const char *key, double value, bool precise);
void json_bool(Json *json, const char *key, bool value);
void json_null(Json *json, const char *key);
/* The key of the member that is added next, with NULL as its key. */
void json_key(Json *json, Text key);
/* Adds a member whose value is what the caller puts into the buffer. */
Buffer *json_value(Json *json, const char *key);

/* The text between quotes. */
void json_quoted(Buffer *out, Text text);
/* The number, between quotes if it is not finite. */
void json_number(Buffer *out, double value, bool precise);

#endif
