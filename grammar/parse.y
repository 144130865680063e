/* parse.y: the grammar of one statement.
 *
 * The levels of binding are levels of rules, and no precedence is declared: so
 * bison proves that the grammar is unambiguous. Heads of equations parse as
 * expressions; that `x² = 1` defines nothing is said by statement_check.
 * Statements, and locals after `where`, are ended by tokens that the scanner
 * makes from line breaks; what follows an error is left to the driver, so no
 * rule speaks of errors.
 *
 * Actions build the tree and do nothing else.
 */
%require "3.8"
%expect 0
%define api.pure full
%define api.push-pull push
%define api.prefix {grammar_}
%define api.token.prefix {TOKEN_}
%define api.location.type {Span}
%define parse.error custom
%define parse.lac full
%locations
%parse-param {Parse *parse}

%code requires {
#include "syntax.h"
}

%union {
    Lexeme      word;
    Tree       *tree;
    Trees      *trees;
    Binder      binder;
    Binders    *binders;
    Declared    declared;
    Declareds  *declareds;
    Statement  *statement;
    Statements *statements;
}

%token
    END 0           "the end of the statement"
    STOP            "a new statement"
    INVALID         "a character without meaning"
    LATER           "a reserved word"
    REDUCER         "a reduction"
    SEP             "a new local equation"
    DIM             "dim"
    INPUT           "input"
    SHARED          "shared"
    PARAM           "param"
    CONST           "const"
    OUTPUT          "output"
    STATE           "state"
    NEXT            "next"
    MINIMIZE        "minimize"
    FREEZE          "freeze"
    UPDATE          "update"
    BATCH           "batch"
    IMPORT          "import"
    LAYER           "layer"
    FOR             "for"
    OVER            "over"
    BY              "by"
    IN              "in"
    WHERE           "where"
    UNTIL           "until"
    IF              "if"
    ELSE            "else"
    AND             "and"
    OR              "or"
    NOT             "not"
    EQUALS          "="
    ACCUMULATE      "+="
    TILDE           "~"
    COMMA           ","
    COLON           ":"
    SEMICOLON       ";"
    PLUS            "+"
    MINUS           "-"
    SLASH           "/"
    CARET           "^"
    ELEMENTWISE     ".^"
    LESS            "<"
    PARTIAL         "∂"
    OPEN            "("
    CLOSE           ")"
    OPEN_LIST       "["
    CLOSE_LIST      "]"
    INDEX           "[ of an index"
    CALL            "]("
    NORM_OPEN       "‖"
    NORM_CLOSE      "a closing ‖"
    TRANSPOSE       "ᵀ"

%token <word>
    STRING          "a file name in quotes"
    NAME            "a name"
    FUNCTION        "a function"
    TRAINING        "training"
    CONSTANT        "a constant"
    NUMBER          "a number"
    POWER           "a superscript"
    REDUCE          "sum["
    OPERATOR        "an operator"
    RELATION        "a comparison"

%type <tree> expr or and not comparison sum term signed product scalar number
%type <tree> factor exponent postfix primary subscript condition type until
%type <trees> list stack subscripts over
%type <binder> binder
%type <binders> binders for
%type <declared> declared option
%type <declareds> declareds method options
%type <statement> equation declaration training local
%type <statements> where locals

%code {
#define A parse->arena

#define YYMAXDEPTH 10000

#define YYLLOC_DEFAULT(here, right, count)                                     \
    do {                                                                       \
        (here).start = (count) ? YYRHSLOC(right, 1).start                      \
                               : YYRHSLOC(right, 0).end;                       \
        (here).end = YYRHSLOC(right, (count)).end;                             \
    } while (0)

static Statement *equation(Parse *parse, StatementKind kind, Span span,
                           const Trees *heads, const Trees *values,
                           const Binders *binders, Tree *until);
static Statement *next(Parse *parse, Statement *equation);
static Statement *declaration(Parse *parse, StatementKind kind, Span span,
                              const Declareds *declared);
static Statement *import(Parse *parse, Span span, Span path_span, Lexeme path);
static Statement *names_of(Parse *parse, StatementKind kind, Span span,
                           const Trees *names);
static Statement *minimize(Parse *parse, Span span, Tree *objective,
                           const Trees *over, const Declareds *method);
static Declareds *add_first(Parse *parse, Declared first,
                            const Declareds *others);
static Statement *with_locals(Statement *statement, Span span,
                              const Statements *locals);
static Statements *add_statement(Parse *parse, Statements *statements,
                                 Statement *statement);
static Declareds *add_declared(Parse *parse, Declareds *declareds,
                               Declared declared);
static Declareds *share(Declareds *declareds);
static Binders *add_binder(Parse *parse, Binders *binders, Binder binder);
static Tree *of_list(Parse *parse, TreeKind kind, Span span, Tree *first,
                     const Trees *trees);
static Tree *number(Parse *parse, Span span, Lexeme word);
static Tree *name(Parse *parse, Span span, Lexeme word);
static Tree *call(Parse *parse, Span span, Span mark, Text function,
                  const Trees *arguments);
static Tree *power(Parse *parse, Span mark, Tree *base, Tree *exponent);
static Tree *superscript(Parse *parse, Tree *base, Span mark, Lexeme word);
static Tree *choose(Parse *parse, Span span, Span mark, Tree *yes, Tree *test,
                    Tree *no);
static Tree *derivative(Parse *parse, Span span, Span mark, double order,
                        Tree *of, Tree *by);
static int grammar_error(Span *span, Parse *parse, const char *text);
}

%%

statement:
    equation where          { parse->statement = with_locals($1, @$, $2); }
|   LAYER equation where
        {
            parse->statement = with_locals($2, @$, $3);
            parse->statement->layer = true;
        }
|   NEXT equation where     { parse->statement =
                                  with_locals(next(parse, $2), @$, $3); }
|   declaration             { parse->statement = $1; }
|   IMPORT STRING           { parse->statement = import(parse, @$, @2, $2); }
|   training                { parse->statement = $1; }
;
equation:
    list "=" list for until
        { $$ = equation(parse, STATEMENT_EQUATION, @$, $1, $3, $4, $5); }
|   list "+=" expr for until
        { $$ = equation(parse, STATEMENT_ACCUMULATE, @$, $1,
                        trees_add(A, NULL, $3), $4, $5); }
;
for:
    %empty                  { $$ = NULL; }
|   FOR binders             { $$ = $2; }
;
until:
    %empty                  { $$ = NULL; }
|   UNTIL expr              { $$ = $2; }
;
where:
    %empty                  { $$ = NULL; }
|   WHERE locals            { $$ = $2; }
|   WHERE locals SEP        { $$ = $2; }
;
locals:
    local                   { $$ = add_statement(parse, NULL, $1); }
|   locals SEP local        { $$ = add_statement(parse, $1, $3); }
;
local:
    equation
|   NEXT equation           { $$ = next(parse, $2); }
|   declaration
;

declaration:
    DIM declareds       { $$ = declaration(parse, STATEMENT_DIM, @$, $2); }
|   INPUT declareds     { $$ = declaration(parse, STATEMENT_INPUT, @$, $2); }
|   INPUT SHARED declareds
        { $$ = declaration(parse, STATEMENT_INPUT, @$, share($3)); }
|   PARAM declareds     { $$ = declaration(parse, STATEMENT_PARAM, @$, $2); }
|   STATE declareds     { $$ = declaration(parse, STATEMENT_STATE, @$, $2); }
|   STATE SHARED declareds
        { $$ = declaration(parse, STATEMENT_STATE, @$, share($3)); }
|   CONST declareds     { $$ = declaration(parse, STATEMENT_CONST, @$, $2); }
|   BATCH declareds     { $$ = declaration(parse, STATEMENT_BATCH, @$, $2); }
|   OUTPUT list         { $$ = names_of(parse, STATEMENT_OUTPUT, @$, $2); }
;
declareds:
    declared                { $$ = add_declared(parse, NULL, $1); }
|   declareds "," declared  { $$ = add_declared(parse, $1, $3); }
;
declared:
    postfix type            { $$ = (Declared){.head = $1, .type = $2}; }
|   postfix type "=" expr
        { $$ = (Declared){.head = $1, .type = $2, .value = $4}; }
|   postfix type "~" postfix
        { $$ = (Declared){.head = $1, .type = $2, .drawn = $4}; }
;
type:
    %empty                  { $$ = NULL; }
|   ":" postfix             { $$ = $2; }
;

training:
    MINIMIZE expr over BY method    { $$ = minimize(parse, @$, $2, $3, $5); }
|   FREEZE list         { $$ = names_of(parse, STATEMENT_FREEZE, @$, $2); }
|   UPDATE list         { $$ = names_of(parse, STATEMENT_UPDATE, @$, $2); }
;
over:
    %empty                  { $$ = NULL; }
|   OVER list               { $$ = $2; }
;
method:
    NAME
        {
            $$ = add_first(parse, (Declared){.head = name(parse, @1, $1)},
                           NULL);
        }
|   FUNCTION "(" options ")"
        { $$ = add_first(parse, (Declared){.head = name(parse, @1, $1)}, $3); }
;
options:
    option                  { $$ = add_declared(parse, NULL, $1); }
|   options "," option      { $$ = add_declared(parse, $1, $3); }
;
option:
    expr                    { $$ = (Declared){.value = $1}; }
|   NAME "=" expr
        { $$ = (Declared){.head = name(parse, @1, $1), .value = $3}; }
;

binders:
    binder                  { $$ = add_binder(parse, NULL, $1); }
|   binders "," binder      { $$ = add_binder(parse, $1, $3); }
;
binder:
    NAME                    { $$ = (Binder){$1.text, @1, NULL, NULL}; }
|   NAME "<" sum            { $$ = (Binder){$1.text, @1, NULL, $3}; }
|   NAME IN sum ":" sum     { $$ = (Binder){$1.text, @1, $3, $5}; }
;
list:
    expr                    { $$ = trees_add(A, NULL, $1); }
|   list "," expr           { $$ = trees_add(A, $1, $3); }
;

expr:
    or
|   or IF or ELSE expr      { $$ = choose(parse, @$, @2, $1, $3, $5); }
;
or:
    and
|   or OR and           { $$ = tree_chain(A, TREE_OR, $1, OP_NONE, @2, $3); }
;
and:
    not
|   and AND not         { $$ = tree_chain(A, TREE_AND, $1, OP_NONE, @2, $3); }
;
not:
    comparison
|   NOT not                 { $$ = tree_unary(A, TREE_NOT, @$, @1, $2); }
;
comparison:
    sum
|   comparison RELATION sum
        { $$ = tree_chain(A, TREE_COMPARE, $1, (TreeOp)$2.code, @2, $3); }
|   comparison "<" sum
        { $$ = tree_chain(A, TREE_COMPARE, $1, OP_LESS, @2, $3); }
;
sum:
    term
|   sum "+" term        { $$ = tree_chain(A, TREE_SUM, $1, OP_ADD, @2, $3); }
|   sum "-" term
        { $$ = tree_chain(A, TREE_SUM, $1, OP_SUBTRACT, @2, $3); }
;
term:
    signed
|   term OPERATOR signed
        { $$ = tree_chain(A, TREE_TERM, $1, (TreeOp)$2.code, @2, $3); }
|   term "/" signed
        { $$ = tree_chain(A, TREE_TERM, $1, OP_DIVIDE, @2, $3); }
;
signed:
    product
|   "-" signed              { $$ = tree_unary(A, TREE_NEGATE, @$, @1, $2); }
;
product:
    scalar
|   factor
|   product factor
        { $$ = tree_chain(A, TREE_PRODUCT, $1, OP_TIMES,
                          (Span){@1.end, @2.start}, $2); }
;
scalar:
    number
|   number "^" exponent     { $$ = power(parse, @2, $1, $3); }
|   number ".^" exponent
        { $$ = power(parse, @2, $1, $3); $$->elementwise = true; }
;
number:
    NUMBER                  { $$ = number(parse, @1, $1); }
|   number POWER            { $$ = superscript(parse, $1, @2, $2); }
;
factor:
    postfix
|   postfix "^" exponent    { $$ = power(parse, @2, $1, $3); }
|   postfix ".^" exponent
        { $$ = power(parse, @2, $1, $3); $$->elementwise = true; }
|   "∂" postfix "/" "∂" postfix
        { $$ = derivative(parse, @$, @1, 1, $2, $5); }
|   "∂" POWER postfix "/" "∂" postfix
        { $$ = derivative(parse, @$, @1, $2.negative ? 0 : $2.number, $3, $6); }
;
exponent:
    scalar
|   factor
|   "-" exponent            { $$ = tree_unary(A, TREE_NEGATE, @$, @1, $2); }
;
postfix:
    primary
|   postfix TRANSPOSE       { $$ = tree_unary(A, TREE_TRANSPOSE, @$, @2, $1); }
|   postfix POWER           { $$ = superscript(parse, $1, @2, $2); }
|   postfix INDEX subscripts "]"
        { $$ = of_list(parse, TREE_INDEX, @$, $1, $3); $$->mark = $1->mark; }
|   postfix INDEX subscripts CALL list ")"
        {
            Span base = {@1.start, @4.end - 1};
            Tree *block = of_list(parse, TREE_INDEX, base, $1, $3);
            block->mark = $1->mark;
            $$ = of_list(parse, TREE_APPLY, @$, block, $5);
            $$->mark = @4;
        }
;
primary:
    NAME                    { $$ = name(parse, @1, $1); }
|   CONSTANT                { $$ = number(parse, @1, $1); }
|   TRAINING                { $$ = name(parse, @1, $1); }
|   FUNCTION "(" list ")"   { $$ = call(parse, @$, @1, $1.text, $3); }
|   "(" expr ")"            { $$ = tree_unary(A, TREE_BRACKET, @$, @$, $2); }
|   NORM_OPEN expr NORM_CLOSE
                            { $$ = tree_unary(A, TREE_NORM, @$, @$, $2); }
|   "[" list "]"            { $$ = of_list(parse, TREE_LIST, @$, NULL, $2); }
|   "[" stack "]"           { $$ = of_list(parse, TREE_STACK, @$, NULL, $2); }
|   REDUCE binders condition open expr ")"
        {
            Span mark = {@1.start, @1.end - 1};
            $$ = tree_reduce(A, @$, mark, (Reduction)$1.code, $2, $3, $5);
        }
;
condition:
    %empty                  { $$ = NULL; }
|   ":" expr                { $$ = $2; }
;
open:
    CALL
|   "]" "("
;
stack:
    expr ";" expr           { $$ = trees_add(A, trees_add(A, NULL, $1), $3); }
|   stack ";" expr          { $$ = trees_add(A, $1, $3); }
;
subscripts:
    subscript               { $$ = trees_add(A, NULL, $1); }
|   subscripts "," subscript
                            { $$ = trees_add(A, $1, $3); }
;
subscript:
    expr
|   ":"         { $$ = tree_binary(A, TREE_SLICE, @$, @1, NULL, NULL); }
|   expr ":"    { $$ = tree_binary(A, TREE_SLICE, @$, @2, $1, NULL); }
|   ":" expr    { $$ = tree_binary(A, TREE_SLICE, @$, @1, NULL, $2); }
|   expr ":" expr
                { $$ = tree_binary(A, TREE_SLICE, @$, @2, $1, $3); }
;

%%

static Statement *statement(Parse *parse, StatementKind kind, Span span)
{
    Statement *made = NEW(parse->arena, Statement);
    made->kind = (uint8_t)kind;
    made->span = span;
    return made;
}

static Statement *equation(Parse *parse, StatementKind kind, Span span,
                           const Trees *heads, const Trees *values,
                           const Binders *binders, Tree *until)
{
    Statement *made = statement(parse, kind, span);
    made->until = until;
    made->head_count = heads->count;
    made->heads = heads->at;
    made->value_count = values->count;
    made->values = values->at;
    if (binders) {
        made->binder_count = binders->count;
        made->binders = binders->at;
    }
    return made;
}

/* What a state becomes has a name of its own, which no author can write. */
static Statement *next(Parse *parse, Statement *made)
{
    made->next = true;
    for (uint32_t i = 0; i < made->head_count; i++) {
        Tree *head = made->heads[i];
        while (head->kind == TREE_INDEX)
            head = head->operands[0];
        if (head->kind == TREE_NAME || head->kind == TREE_CALL)
            head->name = text_format(parse->arena, NEXT_PREFIX "%.*s",
                                     TEXT_ARGS(head->name));
    }
    return made;
}

static Statement *declaration(Parse *parse, StatementKind kind, Span span,
                              const Declareds *declared)
{
    Statement *made = statement(parse, kind, span);
    made->declared_count = declared->count;
    made->declared = declared->at;
    return made;
}

static Statement *names_of(Parse *parse, StatementKind kind, Span span,
                           const Trees *names)
{
    Statement *made = statement(parse, kind, span);
    made->value_count = names->count;
    made->values = names->at;
    return made;
}

static Statement *import(Parse *parse, Span span, Span path_span, Lexeme path)
{
    Statement *made = statement(parse, STATEMENT_IMPORT, span);
    made->path = path.text;
    made->path_span = path_span;
    return made;
}

static Statement *minimize(Parse *parse, Span span, Tree *objective,
                           const Trees *over, const Declareds *method)
{
    Statement *made = declaration(parse, STATEMENT_MINIMIZE, span, method);
    Trees *heads = trees_add(parse->arena, NULL, objective);
    made->head_count = heads->count;
    made->heads = heads->at;
    if (over) {
        made->value_count = over->count;
        made->values = over->at;
    }
    return made;
}

static Statement *with_locals(Statement *made, Span span,
                              const Statements *locals)
{
    made->span = span;
    if (locals) {
        made->local_count = locals->count;
        made->locals = locals->at;
    }
    return made;
}

static Statements *add_statement(Parse *parse, Statements *statements,
                                 Statement *made)
{
    if (!statements)
        statements = NEW(parse->arena, Statements);
    list_push(parse->arena, statements, made);
    return statements;
}

static Declareds *add_declared(Parse *parse, Declareds *declareds,
                               Declared declared)
{
    if (!declareds)
        declareds = NEW(parse->arena, Declareds);
    list_push(parse->arena, declareds, declared);
    return declareds;
}

static Declareds *add_first(Parse *parse, Declared first,
                            const Declareds *others)
{
    Declareds *all = add_declared(parse, NULL, first);
    for (uint32_t i = 0; others && i < others->count; i++)
        add_declared(parse, all, others->at[i]);
    return all;
}

static Declareds *share(Declareds *declareds)
{
    for (uint32_t i = 0; i < declareds->count; i++)
        declareds->at[i].shared = true;
    return declareds;
}

static Binders *add_binder(Parse *parse, Binders *binders, Binder binder)
{
    if (!binders)
        binders = NEW(parse->arena, Binders);
    list_push(parse->arena, binders, binder);
    return binders;
}

/* A node whose operands are `first`, if it is there, and those of the list. */
static Tree *of_list(Parse *parse, TreeKind kind, Span span, Tree *first,
                     const Trees *trees)
{
    Trees all = {0};
    if (!first)
        return tree_many(parse->arena, kind, span, span, trees->count,
                         trees->at);
    list_reserve(parse->arena, &all, trees->count + 1);
    list_push(parse->arena, &all, first);
    for (uint32_t i = 0; i < trees->count; i++)
        list_push(parse->arena, &all, trees->at[i]);
    return tree_many(parse->arena, kind, span, span, all.count, all.at);
}

static Tree *number(Parse *parse, Span span, Lexeme word)
{
    Tree *tree = tree_leaf(parse->arena, TREE_NUMBER, span);
    tree->number = word.number;
    tree->whole = word.whole;
    tree->name = word.text;
    return tree;
}

static Tree *name(Parse *parse, Span span, Lexeme word)
{
    Tree *tree = tree_leaf(parse->arena, TREE_NAME, span);
    tree->name = word.text;
    return tree;
}

static Tree *call(Parse *parse, Span span, Span mark, Text function,
                  const Trees *arguments)
{
    Tree *tree = of_list(parse, TREE_CALL, span, NULL, arguments);
    tree->mark = mark;
    tree->name = function;
    return tree;
}

static Tree *power(Parse *parse, Span mark, Tree *base, Tree *exponent)
{
    return tree_binary(parse->arena, TREE_POWER,
                       span_join(base->span, exponent->span), mark, base,
                       exponent);
}

static Tree *superscript(Parse *parse, Tree *base, Span mark, Lexeme word)
{
    word.text = (Text){0};
    Tree *exponent = number(parse, mark, word);
    if (word.negative)
        exponent = tree_unary(parse->arena, TREE_NEGATE, mark, mark, exponent);
    Tree *tree = power(parse, mark, base, exponent);
    tree->superscript = true;
    return tree;
}

static Tree *choose(Parse *parse, Span span, Span mark, Tree *yes, Tree *test,
                    Tree *no)
{
    Trees *operands = trees_add(parse->arena, NULL, yes);
    trees_add(parse->arena, operands, test);
    trees_add(parse->arena, operands, no);
    return tree_many(parse->arena, TREE_CHOOSE, span, mark, operands->count,
                     operands->at);
}

static bool is_order(const Tree *exponent, double order)
{
    return exponent->kind == TREE_NUMBER && !(exponent->number < order)
        && !(exponent->number > order);
}

/* ∂y/∂x is grad(y, x), and ∂²y/∂x² is hessian(y, x). */
static Tree *derivative(Parse *parse, Span span, Span mark, double order,
                        Tree *of, Tree *by)
{
    bool second = order > 1 && order < 3;
    if (second && by->kind == TREE_POWER && is_order(by->operands[1], 2)) {
        by = by->operands[0];
    } else if (second || order < 1 || order > 1) {
        diagnose_hint(parse->diagnostics,
                      diagnose_error(parse->diagnostics, span,
                                     "derivatives are written ∂y/∂x and "
                                     "∂²y/∂x²"),
                      "others are derivatives of derivatives: ∂(∂y/∂x)/∂z, "
                      "or f′′′(x)");
    }
    Trees *arguments = trees_add(parse->arena, NULL, of);
    trees_add(parse->arena, arguments, by);
    return call(parse, span, mark, text_of(second ? "hessian" : "grad"),
                arguments);
}

/* What bison itself has to say: its stack has reached YYMAXDEPTH. */
static int grammar_error(Span *span, Parse *parse, const char *text)
{
    (void)text;
    diagnose_error(parse->diagnostics, *span,
                   "expressions are nested more than %d deep here",
                   DEEPEST_TREE);
    return 0;
}

static int yyreport_syntax_error(const yypcontext_t *context, Parse *parse)
{
    yysymbol_kind_t expected[YYNTOKENS];
    int count = yypcontext_expected_tokens(context, expected, YYNTOKENS);
    Surprise surprise = {
        .token = parse->last,
        .span = *yypcontext_location(context),
    };
    bool comma = false;
    for (int i = 0; i < count; i++) {
        comma |= expected[i] == YYSYMBOL_COMMA;
        surprise.wants_in |= expected[i] == YYSYMBOL_IN;
        surprise.wants_end |= expected[i] == YYSYMBOL_COLON;
        surprise.wants_operand |= expected[i] == YYSYMBOL_NUMBER;
        surprise.wants_name |= expected[i] == YYSYMBOL_NAME;
        surprise.wants_equals |= expected[i] == YYSYMBOL_EQUALS;
        surprise.wants_else |= expected[i] == YYSYMBOL_ELSE;
    }
    surprise.wants_end &= !comma && !surprise.wants_operand;
    if (count > 0 && count <= 4)
        for (int i = 0; i < count; i++)
            surprise.expected[surprise.expected_count++] =
                yysymbol_name(expected[i]);
    complain(parse, &surprise);
    return 0;
}
