/* parse.c: the driver of scanner and grammar, one statement at a time.
 *
 * After an error the rest of the statement is passed over, up to a line that
 * looks like the start of another. If a bracket was left open, that is the
 * first such line after it, even if the parser has gone beyond: a forgotten
 * bracket costs one statement, not the file.
 */
#include "parse.h"

#include "grammar.h"
#include "syntax.h"
#include "until.h"

#include <string.h>

/* After so many statements with errors the rest is not looked at. */
enum { MOST_FAILURES = 1000 };

/* The parser holds memory of its own, which must go also if the arena fails:
 * so it is kept where that way out passes. */
typedef struct Parser {
    grammar_pstate *state;
    jmp_buf         failure, *outer;
} Parser;

static void parser_renew(Parse *parse, Parser *parser)
{
    grammar_pstate_delete(parser->state);
    parser->state = NULL;
    parser->state = grammar_pstate_new();
    if (!parser->state)
        arena_fail(parse->arena);
}

static void start_statement(Parse *parse)
{
    parse->depth = 0;
    parse->brackets[0] = (Bracket){0};
    parse->last = 0;
    parse->last_name = (Text){0};
    parse->in_where = parse->where_starts = false;
    parse->local_column = 0;
    parse->defined = parse->defined_here = false;
    parse->resume = 0;
    parse->statement = NULL;
}

/* The first token of a statement stands in column 0, or after a `;`. */
static void check_column(Parse *parse, Span span)
{
    if (span.start != parse->line && !parse->after_semicolon) {
        Diagnostic *error = diagnose_error(
            parse->diagnostics, span,
            "this line continues a statement, but there is none before it");
        diagnose_hint(parse->diagnostics, error,
                      "a statement starts at the beginning of a line");
    }
    parse->after_semicolon = false;
}

typedef enum Outcome { OUTCOME_DONE, OUTCOME_FAILED, OUTCOME_EMPTY } Outcome;

/* Feeds one statement to the parser; *token is the last one taken. */
static Outcome parse_statement(Parse *parse, grammar_pstate *state, int *token)
{
    int status = YYPUSH_MORE;
    bool first = true;
    while (status == YYPUSH_MORE) {
        GRAMMAR_STYPE value = {0};
        Span span;
        *token = scan_next(parse, &value.word, &span);
        bool ends = *token == TOKEN_END || *token == TOKEN_STOP;
        if (ends && first)
            return OUTCOME_EMPTY;
        if (*token == TOKEN_INVALID)
            return OUTCOME_FAILED;
        if (first) {
            check_column(parse, span);
            parse->start = span.start;
        }
        first = false;
        status = grammar_push_parse(state, ends ? TOKEN_END : *token, &value,
                                    &span, parse);
        if (*token == TOKEN_EQUALS || *token == TOKEN_ACCUMULATE)
            parse->defined = parse->defined_here = true;
    }
    return status == 0 ? OUTCOME_DONE : OUTCOME_FAILED;
}

static bool starts_name(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'
        || c >= 0x80;
}

/* Goes to the next line that could start a statement. Within brackets such
 * lines start with a letter: others rather go on with a list. */
static void skip_statement(Parse *parse, int token)
{
    if (parse->resume) {
        scan_seek(parse, parse->resume);
        return;
    }
    if (token == TOKEN_STOP || token == TOKEN_END)
        return;
    const Source *source = parse->source;
    const char *start = source->bytes.at, *end = start + source->bytes.length;
    const char *at = start + (parse->last_end - source->start);
    while (at < end && (at = memchr(at, '\n', (size_t)(end - at)))) {
        at++;
        bool content = at < end && !strchr(" \t\r\n#", *at);
        if (content && (parse->depth == 0 || starts_name((unsigned char)*at)))
            break;
    }
    scan_seek(parse, source->start + (uint32_t)((at ? at : end) - start));
}

static void parse_all(Parse *parse, Parser *parser, Statements *statements)
{
    uint32_t failures = 0;
    int token = TOKEN_STOP;
    while (token != TOKEN_END && failures < MOST_FAILURES) {
        start_statement(parse);
        Outcome outcome = parse_statement(parse, parser->state, &token);
        if (outcome == OUTCOME_DONE && statement_check(parse, parse->statement)
            && until_expand(parse, parse->statement))
            list_push(parse->arena, statements, parse->statement);
        if (outcome != OUTCOME_FAILED)
            continue;
        failures++;
        parser_renew(parse, parser);
        skip_statement(parse, token);
        if (parse->resume)
            token = TOKEN_STOP;
    }
}

Program *parse(Arena *arena, const Source *source, Diagnostics *diagnostics)
{
    Parse *all = NEW(arena, Parse);
    Parser *parser = NEW(arena, Parser);
    Statements *statements = NEW(arena, Statements);
    Program *program = NEW(arena, Program);
    *all = (Parse){
        .arena = arena, .source = source, .diagnostics = diagnostics,
    };
    if (setjmp(parser->failure)) {
        arena_catch(arena, parser->outer);
        grammar_pstate_delete(parser->state);
        arena_fail(arena);
    }
    parser->outer = arena_catch(arena, &parser->failure);
    parser_renew(all, parser);
    scan_open(all);
    parse_all(all, parser, statements);
    grammar_pstate_delete(parser->state);
    arena_catch(arena, parser->outer);
    program->count = statements->count;
    program->statements = statements->at;
    return program;
}
