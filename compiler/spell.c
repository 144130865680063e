/* spell.c: a word is decomposed into letters and marks, and each is spelled.
 *
 * A letter of the Latin alphabet is itself, one with a mark is the letter and
 * the mark's name where the mark means something in mathematics (`x̂`, `ñ`) and
 * the bare letter where it is of a language (`é`). Greek letters and signs are
 * words, which underscores set off from letters; any other letter is its
 * number.
 */
#include "spell.h"

#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

typedef struct Spelling {
    int32_t     code;
    const char *word;
} Spelling;

/* By code point. Those with a capital first are words of their own too. */
static const Spelling letters[] = {
    {0x00DF, "ss"},      {0x00E6, "ae"},      {0x00C6, "AE"},
    {0x00F8, "o"},       {0x00D8, "O"},       {0x0111, "d"},
    {0x0110, "D"},       {0x0142, "l"},       {0x0141, "L"},
    {0x0131, "i"},       {0x0153, "oe"},      {0x0152, "OE"},
    {0x2113, "l"},       {0x1D62, "i"},
};

static const Spelling words[] = {
    {0x0127, "hbar"},    {0x0391, "Alpha"},   {0x0392, "Beta"},
    {0x0393, "Gamma"},   {0x0394, "Delta"},   {0x0395, "Epsilon"},
    {0x0396, "Zeta"},    {0x0397, "Eta"},     {0x0398, "Theta"},
    {0x0399, "Iota"},    {0x039A, "Kappa"},   {0x039B, "Lambda"},
    {0x039C, "Mu"},      {0x039D, "Nu"},      {0x039E, "Xi"},
    {0x039F, "Omicron"}, {0x03A0, "Pi"},      {0x03A1, "Rho"},
    {0x03A3, "Sigma"},   {0x03A4, "Tau"},     {0x03A5, "Upsilon"},
    {0x03A6, "Phi"},     {0x03A7, "Chi"},     {0x03A8, "Psi"},
    {0x03A9, "Omega"},   {0x03B1, "alpha"},   {0x03B2, "beta"},
    {0x03B3, "gamma"},   {0x03B4, "delta"},   {0x03B5, "epsilon"},
    {0x03B6, "zeta"},    {0x03B7, "eta"},     {0x03B8, "theta"},
    {0x03B9, "iota"},    {0x03BA, "kappa"},   {0x03BB, "lambda"},
    {0x03BC, "mu"},      {0x03BD, "nu"},      {0x03BE, "xi"},
    {0x03BF, "omicron"}, {0x03C0, "pi"},      {0x03C1, "rho"},
    {0x03C2, "sigma"},   {0x03C3, "sigma"},   {0x03C4, "tau"},
    {0x03C5, "upsilon"}, {0x03C6, "phi"},     {0x03C7, "chi"},
    {0x03C8, "psi"},     {0x03C9, "omega"},   {0x03D1, "theta"},
    {0x03D5, "phi"},     {0x03D6, "pi"},      {0x03F0, "kappa"},
    {0x03F1, "rho"},     {0x03F5, "epsilon"}, {0x2032, "prime"},
    {0x2033, "second"},  {0x2034, "third"},   {0x2202, "d"},
    {0x2207, "nabla"},
};

static const Spelling marks[] = {
    {0x0302, "hat"},   {0x0303, "tilde"}, {0x0304, "bar"},
    {0x0305, "bar"},   {0x0307, "dot"},   {0x0331, "underbar"},
    {0x0332, "underbar"}, {0x20D6, "vec"}, {0x20D7, "vec"},
};

#define LENGTH(table) (sizeof(table) / sizeof *(table))

static const char *look_up(const Spelling *table, size_t count, int32_t code)
{
    for (size_t i = 0; i < count; i++)
        if (table[i].code == code)
            return table[i].word;
    return NULL;
}

/* A dieresis is an umlaut on a vowel and two dots of Newton's on the rest. */
static const char *mark_word(int32_t code, char base)
{
    if (code == 0x0308)
        return base && strchr("aeiouAEIOU", base) ? NULL : "ddot";
    return look_up(marks, LENGTH(marks), code);
}

typedef enum Ending { NOTHING, LETTER, DIGIT, SUBSCRIPT, WORD } Ending;

typedef struct Speller {
    Buffer  out;
    Ending  ending;             /* what the last thing written is */
    char    base;               /* the Latin letter that marks now stand on */
} Speller;

static void underscore(Speller *s)
{
    if (s->out.length && s->out.at[s->out.length - 1] != '_')
        buffer_puts(&s->out, "_");
}

static void add_word(Speller *s, const char *word)
{
    underscore(s);
    buffer_puts(&s->out, word);
    s->ending = WORD;
    s->base = 0;
}

static void add_character(Speller *s, char c)
{
    bool digit = c >= '0' && c <= '9';
    if (c == '_') {
        underscore(s);
        s->ending = NOTHING;
        return;
    }
    if (s->ending == SUBSCRIPT || (s->ending == WORD && !digit))
        underscore(s);
    buffer_add(&s->out, (Text){&c, 1});
    s->ending = digit ? DIGIT : LETTER;
    s->base = c;
}

/* `W₁` is W1, `x1₂` x1_2, `xᵢⱼ` x_ij. */
static void add_subscript(Speller *s, char c)
{
    bool digit = c >= '0' && c <= '9';
    if (s->ending == DIGIT || (!digit && s->ending != SUBSCRIPT))
        underscore(s);
    buffer_add(&s->out, (Text){&c, 1});
    s->ending = SUBSCRIPT;
    s->base = 0;
}

static bool is_subscript(int32_t code)
{
    return (code >= 0x2080 && code <= 0x209C) || code == 0x1D62
        || (code >= 0x1D63 && code <= 0x1D6A) || code == 0x2C7C;
}

static bool is_plain(int32_t code)
{
    return (code >= '0' && code <= '9') || (code >= 'a' && code <= 'z')
        || (code >= 'A' && code <= 'Z');
}

/* One code point that has no further decomposition. */
static void add_code(Speller *s, int32_t code, bool subscript)
{
    const char *word;
    if (is_plain(code) && subscript) {
        add_subscript(s, (char)code);
    } else if (is_plain(code)) {
        add_character(s, (char)code);
    } else if (code < 0x80) {
        add_character(s, '_');
    } else if ((word = look_up(letters, LENGTH(letters), code))) {
        for (; *word; word++)
            add_character(s, *word);
    } else if ((word = look_up(words, LENGTH(words), code))) {
        add_word(s, word);
    } else if (utf8proc_category(code) == UTF8PROC_CATEGORY_MN
               || (code >= 0x20D0 && code <= 0x20F0)) {
        if ((word = mark_word(code, s->base)))
            add_word(s, word);
    } else {
        char number[12];
        snprintf(number, sizeof number, "u%x", (unsigned)code);
        add_word(s, number);
        s->ending = SUBSCRIPT;
    }
}

/* Letters with marks become letter and marks, and letters that are variants of
 * others (`𝐱`, `ℝ`, `ₖ`) those others; primes are words of their own. */
static void add_decomposed(Speller *s, int32_t code)
{
    utf8proc_int32_t parts[32];
    int boundary = 0;
    if (is_plain(code)) {
        add_character(s, (char)code);
        return;
    }
    bool own = look_up(letters, LENGTH(letters), code)
            || look_up(words, LENGTH(words), code);
    utf8proc_ssize_t count =
        own && !is_subscript(code)
            ? 0
            : utf8proc_decompose_char(code, parts, 32,
                                      UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT,
                                      &boundary);
    if (count <= 0 || count > 32) {
        add_code(s, code, false);
        return;
    }
    for (utf8proc_ssize_t i = 0; i < count; i++)
        add_code(s, parts[i], is_subscript(code));
}

/* The runtime has everything that begins so; no ending makes it free. */
static bool is_of_runtime(Text word)
{
    return word.length >= 3 && word.at[2] == '_'
        && (!memcmp(word.at, "gg", 2) || !memcmp(word.at, "GG", 2));
}

Text spell(Arena *arena, Text word)
{
    Speller s = {.out = buffer_create(arena)};
    const char *at = word.at, *end = word.at + word.length;
    while (at < end && s.out.length <= LONGEST_SPELLED) {
        int32_t code = text_decode(&at, end);
        add_decomposed(&s, code < 0 ? '_' : code);
    }
    arena_shrink(arena, s.out.at, s.out.capacity, s.out.length + 1);
    Text out = buffer_text(&s.out);
    if (out.length > LONGEST_SPELLED) {
        out.length = LONGEST_SPELLED - 9;
        while (out.length > 1 && out.at[out.length - 1] == '_')
            out.length--;
        uint64_t hash = text_hash(word);
        out = text_format(arena, "%.*s_%08x", TEXT_ARGS(out),
                          (unsigned)((hash ^ hash >> 32) & 0xFFFFFFFFu));
    }
    if (!out.length)
        return text_of("x");
    if (out.at[0] == '_' || (out.at[0] >= '0' && out.at[0] <= '9')
        || is_of_runtime(out))
        return text_format(arena, "%s%.*s", out.at[0] == '_' ? "x" : "x_",
                           TEXT_ARGS(out));
    return out;
}

/* -- what is taken -- */

/* Keywords of C to C23 and of C++ to C++20, macros and functions of the
 * standard library, of POSIX and of compilers in their GNU mode; in order. */
static const char *const reserved[] = {
    "B0", "B110", "B134", "B150", "B200", "B300", "B50", "B75", "BUFSIZ",
    "CHAR_BIT", "CHAR_MAX", "CHAR_MIN", "DBL_DIG", "DBL_EPSILON", "DBL_MAX",
    "DBL_MIN", "DOMAIN", "E2BIG", "EDOM", "EOF", "ERANGE", "EXIT_FAILURE",
    "EXIT_SUCCESS", "FALSE", "FILE", "FLT_DIG", "FLT_EPSILON",
    "FLT_EVAL_METHOD", "FLT_MAX", "FLT_MIN", "FLT_RADIX", "GG_H", "HUGE",
    "HUGE_VAL", "HUGE_VALF", "I", "INFINITY", "INT16_C", "INT16_MAX",
    "INT16_MIN", "INT32_C", "INT32_MAX", "INT32_MIN", "INT64_C", "INT64_MAX",
    "INT64_MIN", "INT8_C", "INT8_MAX", "INT8_MIN", "INT_MAX", "INT_MIN",
    "LDBL_MAX", "LDBL_MIN", "LLONG_MAX", "LLONG_MIN", "LONG_MAX", "LONG_MIN",
    "MB_CUR_MAX", "M_1_PI", "M_2_PI", "M_2_SQRTPI", "M_E", "M_LN10", "M_LN2",
    "M_LOG10E", "M_LOG2E", "M_PI", "M_PI_2", "M_PI_4", "M_SQRT1_2", "M_SQRT2",
    "NAN", "NDEBUG", "NULL", "OVERFLOW", "PI", "PPC", "RAND_MAX", "SCHAR_MAX",
    "SCHAR_MIN", "SHRT_MAX", "SHRT_MIN", "SIZE_MAX", "TRUE", "UCHAR_MAX",
    "UINT16_C", "UINT16_MAX", "UINT32_C", "UINT32_MAX", "UINT64_C",
    "UINT64_MAX", "UINT8_C", "UINT8_MAX", "UINT_MAX", "ULLONG_MAX", "ULONG_MAX",
    "UNDERFLOW", "USHRT_MAX", "abort", "abs", "acos", "acosf", "acosh",
    "acoshf", "alignas", "alignof", "alloca", "and", "and_eq", "arm", "asin",
    "asinf", "asinh", "asinhf", "asm", "assert", "atan", "atan2", "atan2f",
    "atanf", "atanh", "atanhf", "atexit", "atof", "atoi", "atol", "auto",
    "bcmp", "bcopy", "bitand", "bitor", "bool", "break", "bsearch", "bzero",
    "cabs", "calloc", "carg", "case", "catch", "cbrt", "cbrtf", "ceil", "ceilf",
    "cexp", "char", "char16_t", "char32_t", "char8_t", "cimag", "class",
    "clock", "clog", "clone", "close", "co_await", "co_return", "co_yield",
    "compl", "complex", "concept", "conj", "const", "const_cast", "consteval",
    "constexpr", "constinit", "continue", "copysign", "cos", "cosf", "cosh",
    "coshf", "cpow", "creal", "csqrt", "ctime", "decltype", "default", "delete",
    "difftime", "div", "div_t", "do", "double", "double_t", "drem", "dup",
    "dynamic_cast", "else", "enum", "environ", "erf", "erfc", "erfcf", "erff",
    "errno", "exit", "exp", "exp10", "exp2", "exp2f", "expf", "explicit",
    "expm1", "expm1f", "export", "extern", "fabs", "fabsf", "false", "far",
    "fdim", "ffs", "finally", "finite", "float", "float_t", "floor", "floorf",
    "fma", "fmaf", "fmax", "fmaxf", "fmin", "fminf", "fmod", "fmodf", "for",
    "fork", "fpclassify", "free", "frexp", "frexpf", "friend", "gamma",
    "gammaf", "getc", "getchar", "getenv", "gets", "goto", "huge", "hypot",
    "hypotf", "i386", "if", "ilogb", "imaginary", "import", "index", "inline",
    "int", "int16_t", "int32_t", "int64_t", "int8_t", "interface", "intptr_t",
    "isalnum", "isalpha", "isdigit", "isfinite", "isgreater", "isinf", "isless",
    "isnan", "isnormal", "isspace", "j0", "j0f", "j1", "j1f", "jmp_buf", "jn",
    "kill", "labs", "ldexp", "ldexpf", "ldiv", "lgamma", "lgammaf", "link",
    "linux", "llabs", "llrint", "llround", "log", "log10", "log10f", "log1p",
    "log1pf", "log2", "log2f", "logb", "logf", "long", "longjmp", "lrint",
    "lround", "main", "major", "makedev", "malloc", "max", "max_align_t",
    "memchr", "memcmp", "memcpy", "memmove", "memset", "min", "minor", "mips",
    "modf", "modff", "module", "mutable", "namespace", "nan", "nanf", "near",
    "nearbyint", "new", "nextafter", "nice", "noexcept", "noreturn", "not",
    "not_eq", "nullptr", "nullptr_t", "offsetof", "open", "operator", "or",
    "or_eq", "pause", "perror", "pipe", "pow", "pow10", "powf", "printf",
    "private", "protected", "ptrdiff_t", "public", "putc", "putchar", "puts",
    "qsort", "raise", "rand", "random", "read", "realloc", "register",
    "reinterpret_cast", "remainder", "remove", "remquo", "rename", "requires",
    "restrict", "return", "rewind", "rindex", "rint", "rintf", "round",
    "roundf", "scalb", "scalbn", "scanf", "select", "setjmp", "short", "sig_t",
    "signal", "signbit", "signed", "signgam", "significand", "sin", "sinf",
    "sinh", "sinhf", "size_t", "sizeof", "sleep", "small", "sparc", "sqrt",
    "sqrtf", "srand", "ssize_t", "stat", "static", "static_assert",
    "static_cast", "stderr", "stdin", "stdout", "strcat", "strchr", "strcmp",
    "strcpy", "strdup", "strlen", "struct", "sun", "switch", "sync", "system",
    "tan", "tanf", "tanh", "tanhf", "template", "tgamma", "tgammaf", "this",
    "thread_local", "throw", "time", "time_t", "timezone", "true", "trunc",
    "truncf", "try", "typedef", "typeid", "typename", "typeof", "typeof_unqual",
    "uint", "uint16_t", "uint32_t", "uint64_t", "uint8_t", "uintptr_t", "ulong",
    "union", "unix", "unlink", "unsigned", "ushort", "using", "vax", "virtual",
    "void", "volatile", "wait", "wchar_t", "while", "write", "xor", "xor_eq",
    "y0", "y0f", "y1", "y1f", "yn",
};

bool spelling_is_reserved(Text word)
{
    if (is_of_runtime(word))
        return true;
    size_t low = 0, high = LENGTH(reserved);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = text_compare(text_of(reserved[middle]), word);
        if (!order)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}
