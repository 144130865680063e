/* test_syntax.c: what is said about each mistake, and where. */
#include "parsing.h"
#include "suite.h"

/* Diagnostics without the name of the file and the lines they echo. */
static const struct { const char *source, *errors; } mistakes[] = {
    {"x = sum(a = b)",
     "1:11: error: `=` defines a name, and stands once in an "
     "equation\n"
     "1:11: hint: `==` compares\n"},
    {"x = a = b",
     "1:7: error: `=` defines a name, and stands once in an "
     "equation\n"
     "1:7: hint: `==` compares\n"},
    {"x = f'(z)",
     "1:6: error: `'` is a transpose, not a derivative\n"
     "1:6: hint: the derivative is `f′(…)`, the product `f' (…)`\n"},
    {"x = A'(b)",
     "1:6: error: `'` is a transpose, not a derivative\n"
     "1:6: hint: the derivative is `A′(…)`, the product `A' (…)`\n"},
    {"x = [1, 2; 3, 4]",
     "1:10: error: `,` and `;` do not mix: `[a, b]` makes a list, "
     "`[u; v]` joins\n"
     "1:10: hint: rows are written `[[1, 2], [3, 4]]`\n"},
    {"x = [1; 2, 3]",
     "1:10: error: `,` and `;` do not mix: `[a, b]` makes a list, "
     "`[u; v]` joins\n"
     "1:10: hint: rows are written `[[1], [2, 3]]`\n"},
    {"x = 1/2x",
     "1:7: error: a product after `/` can be read in two ways\n"
     "1:7: hint: write `(1 / 2) x` or `1 / (2x)`\n"},
    {"x = a / b c d",
     "1:9: error: a product after `/` can be read in two ways\n"
     "1:9: hint: write `(a / b) c d` or `a / (b c d)`\n"},
    {"x = a / -b c",
     "1:9: error: a product after `/` can be read in two ways\n"
     "1:9: hint: write `(a / -b) c` or `a / (-b c)`\n"},
    {"x = x 2",
     "1:7: error: a number leads a product, and never follows in it\n"
     "1:7: hint: write the number first, or `*` before it\n"},
    {"x = (a + b",
     "1:11: error: the end of the statement is reached, but `(` is "
     "not closed\n"
     "1:5: note: it is opened here\n"},
    {"x = (a + b]",
     "1:11: error: `]` does not close `(`\n"
     "1:5: note: it is opened here\n"},
    {"x = a + b)",
     "1:10: error: `)` closes no bracket\n"},
    {"x = ‖a + b",
     "1:11: error: the end of the statement is reached, but `‖` is "
     "not closed\n"
     "1:5: note: it is opened here\n"},
    {"x = (‖a + b)",
     "1:12: error: `)` does not close `‖`\n"
     "1:6: note: it is opened here\n"},
    {"x = a +",
     "1:8: error: the end of the statement stands where an "
     "expression is expected\n"},
    {"x = a + * b",
     "1:9: error: `*` stands where an expression is expected\n"},
    {"x = +a",
     "1:5: error: `+` stands where an expression is expected\n"},
    {"x + 1",
     "1:6: error: this is no equation: it has no `=`\n"
     "1:6: hint: a statement is an equation y = …, or a "
     "declaration\n"},
    {"x = a if b",
     "1:11: error: the end of the statement stands where the `else` "
     "of an `if` is expected\n"
     "1:11: hint: a choice has two sides: `a if c else b`\n"},
    {"x = sin x y 3",
     "1:13: error: a number leads a product, and never follows in "
     "it\n"
     "1:13: hint: write the number first, or `*` before it\n"},
    {"x = 1; until y = 2",
     "1:8: error: `until` stands where an expression is expected\n"},
    {"x = layer + 1",
     "1:5: error: `layer` is a word of the language, and cannot be a "
     "name\n"},
    {"x = dim + 1",
     "1:5: error: `dim` is a word of the language, and cannot be a "
     "name\n"},
    {"x = sum (x)",
     "1:5: error: `sum` stands without its bracket\n"
     "1:5: hint: the bracket touches it: `sum(x)`, or over an index "
     "`sum[i](x[i])`\n"},
    {"x = max + 1",
     "1:5: error: `max` stands without its bracket\n"
     "1:5: hint: the bracket touches it: `max(x)`, or over an index "
     "`max[i](x[i])`\n"},
    {"x = 1e400",
     "1:5: error: this number is too large\n"},
    {"x = 1e-400",
     "1:5: error: this number is too small\n"},
    {"x = 2.x",
     "1:5: error: a number has a digit after its point\n"},
    {"x = 2.",
     "1:5: error: a number has a digit after its point\n"},
    {"x² = 4",
     "1:1: error: this cannot be defined: an equation defines a name "
     "x, elements x[i] or a function f(x)\n"},
    {"2x = 4",
     "1:1: error: this cannot be defined: an equation defines a name "
     "x, elements x[i] or a function f(x)\n"},
    {"f (x) = 3",
     "1:1: error: this cannot be defined: an equation defines a name "
     "x, elements x[i] or a function f(x)\n"
     "1:1: hint: the bracket touches the name: f(x), x[i]\n"},
    {"x [i] = 3",
     "1:1: error: this cannot be defined: an equation defines a name "
     "x, elements x[i] or a function f(x)\n"
     "1:1: hint: the bracket touches the name: f(x), x[i]\n"},
    {"π = 3",
     "1:1: error: `pi` is a constant of the language\n"},
    {"x = y[-1] + y[:-2]",
     "1:7: error: an index is not negative\n"
     "1:7: hint: from the end of an axis of n elements: `y[n-1]`\n"
     "1:16: error: an index is not negative\n"
     "1:16: hint: from the end of an axis of n elements: `n-2`\n"},
    {"x = a ** b && c",
     "1:7: error: a power is written `^`\n"},
    {"x = |y|",
     "1:5: error: `|x|` is written abs(x), and a norm ‖x‖ or "
     "norm(x)\n"},
    {"x = a ! b",
     "1:7: error: this is written `not`\n"},
    {"x = {a}",
     "1:5: error: brackets are round, or square; curly ones have no "
     "meaning\n"},
    {"x = a • b",
     "1:7: error: `•` (U+2022) has no meaning here\n"},
    {"x = xⁿ + x⁺¹ + x⁻",
     "1:6: error: only whole numbers and ᵀ stand as superscripts\n"
     "1:6: hint: write any other power with `^`\n"},
    {"x = a, b",
     "1:8: error: 2 values stand for 1 name\n"
     "1:8: hint: a list is written `[a, b]`\n"},
    {"a, b = c, d, e",
     "1:11: error: 3 values stand for 2 names\n"
     "1:11: hint: a list is written `[a, b]`\n"},
    {"x, y += 3",
     "1:4: error: `+=` adds to one array\n"},
    {"f(x) += 3",
     "1:1: error: this cannot be added to: `+=` adds to elements "
     "x[i]\n"},
    {"x[1:3] = y",
     "1:3: error: a slice cannot stand in what is defined\n"
     "1:3: hint: use an index, and say after `for` where it runs\n"},
    {"f(2) = 3",
     "1:3: error: a parameter is a name, or a name with its sizes as "
     "in x[n]\n"},
    {"sum(x) = 3",
     "1:1: error: `sum` is a word of the language, and cannot be a "
     "name\n"},
    {"training = 2",
     "1:1: error: `training` is a word of the language, and cannot "
     "be a name\n"},
    {"dim n",
     "1:5: error: a dim is a name and its value, as in `dim n = 20`\n"},
    {"dim n[3] = 2",
     "1:5: error: a dim is a name and its value, as in `dim n = 20`\n"},
    {"input x = 3",
     "1:7: error: an input is given at each call: it has a name, "
     "perhaps sizes, and perhaps a type as in `input y : index(10)`\n"},
    {"state r[2] : index(3)",
     "1:14: error: a state is a real number: it has no type\n"},
    {"state r ~ normal(0,1)",
     "1:7: error: a state starts from a value, as in `state r[n] = 0`\n"},
    {"input x : foo(3)",
     "1:11: error: a type is index(n): whole numbers from 0 to n-1\n"
     "1:11: hint: without a type it is a real number\n"},
    {"param W : index(3) = 2",
     "1:11: error: a param is a real number: it has no type\n"},
    {"const K",
     "1:7: error: a const has a value, as in `const K[3] = [1, 2, "
     "1]`\n"},
    {"output s + 1",
     "1:8: error: an output is a name\n"
     "1:8: hint: define it first: y = s + 1, then `output y`\n"},
    {"batch B = 1, C = 2",
     "1:14: error: a program has one batch\n"},
    {"x = 3 where input y",
     "1:19: error: an input after `where` is one that is drawn\n"
     "1:19: hint: as in m[n] ~ dropout(0.5); what callers give is declared by "
     "a statement of its own\n"},
    {"x = 3 where output y",
     "1:13: error: this cannot stand after `where`: only equations, dims, "
     "params, states and drawn inputs are local\n"},
    {"x = 3 for 3",
     "1:11: error: this does not say over what an index runs\n"
     "1:11: hint: a range is written `i < n`, or `i in a:b`, where b is not "
     "in it\n"},
    {"x = sum[3](x)",
     "1:9: error: this does not say over what an index runs\n"
     "1:9: hint: a range is written `i < n`, or `i in a:b`, where b is not "
     "in it\n"},
    {"x = sum[i < 3 x",
     "1:16: error: the end of the statement is reached, but `[` is "
     "not closed\n"
     "1:8: note: it is opened here\n"},
    {"x = ∂²J/∂x",
     "1:5: error: derivatives are written ∂y/∂x and ∂²y/∂x²\n"
     "1:5: hint: others are derivatives of derivatives: ∂(∂y/∂x)/∂z, or f′′′(x)\n"},
    {"x = ∂J/W",
     "1:8: error: `W` has no meaning here; expected is `∂`\n"},
    {"x = f()",
     "1:7: error: `)` stands where an expression is expected\n"},
    {"x = []",
     "1:6: error: `]` stands where an expression is expected\n"},
    {"x = 3 ; y = )",
     "1:13: error: `)` closes no bracket\n"},
    {"   x = 3",
     "1:4: error: this line continues a statement, but there is none "
     "before it\n"
     "1:4: hint: a statement starts at the beginning of a line\n"},
    {"x = \"hello\"",
     "1:5: error: there is no text in equations\n"},
    {"for i = 3",
     "1:1: error: `for` stands behind an equation\n"
     "1:1: hint: elements are defined by an equation of their own: "
     "y[i] = … for i < n\n"},
    {"x = x[1,2",
     "1:10: error: the end of the statement is reached, but `[` is "
     "not closed\n"
     "1:6: note: it is opened here\n"},
    {"where = 3",
     "1:1: error: `where` stands where an expression is expected\n"},
    {"x = 3 where where y = 3",
     "1:13: error: `where` stands where an expression is expected\n"},
    {"x = a ..b",
     "1:7: error: a range is written `i in a:b`, a slice `x[a:b]`\n"},
    {"x = a..^b",
     "1:6: error: `.` (U+002E) has no meaning here\n"},
    {"x =",
     "1:4: error: the end of the statement stands where an "
     "expression is expected\n"},
    {"=",
     "1:1: error: `=` stands where an expression is expected\n"},
    {"x = a if b else",
     "1:16: error: the end of the statement stands where an "
     "expression is expected\n"},
    {"x = not",
     "1:8: error: the end of the statement stands where an "
     "expression is expected\n"},
    {"x = a and or b",
     "1:11: error: `or` stands where an expression is expected\n"},
    {"x : 3",
     "1:3: error: `:` has no meaning here\n"},
    {"x = 3 : 4",
     "1:7: error: `:` has no meaning here\n"},
    {"until \"foo\"",
     "1:1: error: `until` stands where an expression is expected\n"},
    {"x = $",
     "1:5: error: `$` (U+0024) has no meaning here\n"},
    {"x = A⁻¹⁻¹",
     "1:6: error: this superscript is not a whole number\n"
     "1:6: hint: write any other power with `^`\n"},
    {"x = 1 2",
     "1:7: error: a number leads a product, and never follows in it\n"
     "1:7: hint: write the number first, or `*` before it\n"},
    {"dim d = 3 4",
     "1:11: error: a number leads a product, and never follows in "
     "it\n"
     "1:11: hint: write the number first, or `*` before it\n"},
    {"y = (a + b\nx = c\nz = d )\n",
     "2:3: error: `=` is reached, but `(` is not closed\n"
     "1:5: note: it is opened here\n"
     "3:7: error: `)` closes no bracket\n"},
    {"x = a where b = 1\n         c = 2\n",
     "2:12: error: this line continues the one before it, which "
     "already has its `=`\n"
     "2:12: hint: a local equation starts in the column of the first "
     "one, or after `;`\n"},
    {"x = a\n  y = b\n",
     "2:5: error: this line continues the one before it, which "
     "already has its `=`\n"
     "2:5: hint: a statement starts at the beginning of a line\n"},
    {"\tx = a\n",
     "1:2: error: this line continues a statement, but there is none "
     "before it\n"
     "1:2: hint: a statement starts at the beginning of a line\n"},
    {"x = a\n\t+ b\n",
     "2:1: error: indentation is by spaces, and this is a tab\n"},
    {"x = a\x01\n",
     "1:6: error: the control character U+0001 stands here\n"},
    {"# a \x1b\n",
     "1:5: error: the control character U+001B stands here\n"},
    {"x = a\xe2\x80\xae\n",
     "1:6: error: U+202E turns the direction of the text, which is "
     "not allowed\n"},
    {"x = a\xc2\xa0""b\n",
     "1:6: error: U+00A0 looks like a space, but is none\n"},
    {"x = \xcc\x81\n",
     "1:5: error: the mark U+0301 has no letter before it\n"},
    {"x = (a\n",
     "1:7: error: the end of the statement is reached, but `(` is "
     "not closed\n"
     "1:5: note: it is opened here\n"},
    {"x = )\ny = (\nz = +\n",
     "1:5: error: `)` closes no bracket\n"
     "3:3: error: `=` is reached, but `(` is not closed\n"
     "2:5: note: it is opened here\n"
     "3:5: error: `+` stands where an expression is expected\n"},
};

/* The lines of the report that begin with a place, without the file. */
static const char *places_and_texts(Parsing *parsing)
{
    Buffer out = buffer_create(&parsing->arena);
    for (const char *at = parsing_errors(parsing); *at;) {
        size_t length = strcspn(at, "\n");
        if (strncmp(at, "t.g:", 4) == 0)
            buffer_add(&out, (Text){at + 4, length + 1 - 4});
        at += length + 1;
    }
    return buffer_text(&out).at;
}

START_TEST(mistakes_are_explained)
{
    Parsing parsing;
    parsing_open(&parsing, text_of(mistakes[_i].source));
    ck_assert_str_eq(places_and_texts(&parsing), mistakes[_i].errors);
    parsing_close(&parsing);
}
END_TEST

#define BYTES(literal) {literal, sizeof literal - 1}

/* Bytes that a C string cannot hold, or that are not text. */
START_TEST(bad_bytes_have_places)
{
    static const struct { Text source; const char *errors; } bytes[] = {
        {BYTES("x = a\0 b\n"), "1:6: error: a NUL byte stands here\n"},
        {BYTES("x = a\ny\0 = b\n"), "2:2: error: a NUL byte stands here\n"},
        {BYTES("# a\0b\n"), "1:4: error: a NUL byte stands here\n"},
        {BYTES("x = \xff"), "1:5: error: the byte 0xff is not UTF-8 here\n"},
        {BYTES("x\xc3 = 1"), "1:2: error: the byte 0xc3 is not UTF-8 here\n"},
        {BYTES("x = \xed\xa0\x80"),
         "1:5: error: the byte 0xed is not UTF-8 here\n"},
        {BYTES("# \xc0\x80"), "1:3: error: the byte 0xc0 is not UTF-8 here\n"},
    };
    for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
        Parsing parsing;
        parsing_open(&parsing, bytes[i].source);
        ck_assert_str_eq(places_and_texts(&parsing), bytes[i].errors);
        parsing_close(&parsing);
    }
}
END_TEST

/* What is in order around a mistake is still parsed. */
static const struct {
    const char *source;
    uint32_t kept, errors;
} recovered[] = {
    {"x = )\ny = 1\nz = 2 2\nw = 3\n", 2, 2},
    {"x = (\ny = 1\nz = 2\n", 2, 1},
    {"x = [1,\n2,\n$,\n3]\ny = 1\n", 1, 1},
    {"x = a ] b\n  + c\n  d\ny = 1\n", 1, 1},
    {"x = ‖a\ny = 1\n", 1, 1},
    {"x = a where b = ; c = 2\ny = 1\n", 1, 1},
    {"x = sum[i < 3 (a)\ny = 1\n", 1, 1},
    {"x = ; y = 1", 1, 1},
    {"until f(x) = x\n  where y = 2\nz = 1\n", 1, 1},
};

START_TEST(statements_recover)
{
    Parsing parsing;
    parsing_open(&parsing, text_of(recovered[_i].source));
    ck_assert_uint_eq(parsing.program->count, recovered[_i].kept);
    ck_assert_uint_eq(parsing.diagnostics.error_count, recovered[_i].errors);
    parsing_close(&parsing);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("syntax");
    TCase *tests = tcase_create("syntax");
    tcase_add_loop_test(tests, mistakes_are_explained, 0,
                        sizeof mistakes / sizeof *mistakes);
    tcase_add_loop_test(tests, statements_recover, 0,
                        sizeof recovered / sizeof *recovered);
    tcase_add_test(tests, bad_bytes_have_places);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
