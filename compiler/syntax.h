/* syntax.h: what the scanner, the grammar and the driver of both share.
 *
 * Each statement is parsed on its own: the driver (parse.c) takes tokens from
 * the scanner (scan.l) up to the end of a statement and pushes them into the
 * parser (parse.y). So an error ends at the end of its statement, and the
 * parser needs no rules for recovery.
 */
#ifndef GCC_GRAPH_SYNTAX_H
#define GCC_GRAPH_SYNTAX_H

#include "diagnose.h"
#include "tree.h"

/* Brackets may be nested so deeply, and trees be so deep. */
enum { DEEPEST_BRACKETS = 256, DEEPEST_TREE = 1000 };

typedef enum BracketKind {
    BRACKET_FILE,               /* outside all brackets */
    BRACKET_ROUND,              /* ( */
    BRACKET_LIST,               /* [ */
    BRACKET_INDEX,              /* [ that touches an operand */
    BRACKET_REDUCE              /* the [ of sum[ */
} BracketKind;

typedef struct Bracket {
    BracketKind kind;
    Span        span;
    Span        norm;           /* the ‖ that is open within; or nowhere */
} Bracket;

/* What a token carries to the grammar. */
typedef struct Lexeme {
    Text   text;                /* a name in NFC, folded */
    double number;
    bool   whole, negative;     /* of numbers and superscripts */
    int    code;                /* TreeOp or Reduction */
} Lexeme;

typedef struct Parse {
    Arena        *arena;
    const Source *source;
    Diagnostics  *diagnostics;
    void         *scanner;
    char         *buffer;       /* the bytes, and two NULs for flex */
    Bracket       brackets[DEEPEST_BRACKETS + 1];
    uint32_t      depth;        /* of open brackets */
    uint32_t      start;        /* of the statement */
    int           last;         /* the token before; 0 at a statement's start */
    uint32_t      last_end;     /* where it ends */
    Text          last_name;    /* the name it is, or is a transpose of */
    uint32_t      line;         /* where the line with the next token starts */
    size_t        local_column; /* of the first local equation; 0 if none */
    bool          in_where, where_starts;
    bool          after_semicolon;
    bool          defined;      /* the statement has had its = or += */
    bool          defined_here; /* and this line of it has */
    bool          tab_reported;
    uint32_t      resume;       /* a line in column 0 within brackets, which
                                   may be the next statement; or 0 */
    Statement    *statement;    /* what the grammar has made of the last one */
} Parse;

/* A token that the grammar does not expect. */
typedef struct Surprise {
    int         token;
    Span        span;
    bool        wants_operand;  /* an expression could stand here */
    bool        wants_name, wants_equals, wants_else;
    bool        wants_in;       /* an index could have its range here */
    bool        wants_end;      /* or go on with the end of that range */
    int         expected_count; /* of tokens that could; 0 if there are many */
    const char *expected[4];
} Surprise;

/* The next token and what it carries; TOKEN_STOP at the end of a statement,
 * TOKEN_INVALID for one that the scanner has reported, 0 at the end. */
int  scan_next(Parse *parse, Lexeme *lexeme, Span *span);
void scan_open(Parse *parse);
void scan_seek(Parse *parse, uint32_t offset);

/* Reports the token in the author's terms. */
void complain(Parse *parse, const Surprise *surprise);

/* Reports a token that belongs to a construct of other languages, if it is one
 * that is known. */
bool complain_foreign(Parse *parse, const Surprise *surprise);

/* Reports a character, or sign, that has no meaning where it stands. */
void complain_character(Parse *parse, Span span);

/* What stands there, cut to what a message can hold. */
Text syntax_quote(const Parse *parse, Span span);

/* Reports what the grammar lets pass but the language does not; false if the
 * statement is too deep to be walked. */
bool statement_check(Parse *parse, const Statement *statement);

#endif
