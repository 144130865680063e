/* test_parse.c: which tree each form of the language makes, that the two
 * spellings of each symbol make the same one, and what names are equal.
 */
#include "parsing.h"
#include "suite.h"

static const struct { const char *source, *tree; } trees[] = {
    {"x = a + b - c",
     "equation(name x, = sum(name a, + name b, - name c))"},
    {"x = A B x",
     "equation(name x, = product(name A, * name B, * name x))"},
    {"x = A (B x)",
     "equation(name x, = product(name A, * bracket(product(name B, * "
     "name x))))"},
    {"x = 2x y",
     "equation(name x, = product(number 2 whole, * name x, * name y))"},
    {"x = 2 π r",
     "equation(name x, = product(number 2 whole, * number "
     "3.141592653589793 pi, * name r))"},
    {"x = a - b",
     "equation(name x, = sum(name a, - name b))"},
    {"x = a -b",
     "equation(name x, = sum(name a, - name b))"},
    {"x = -a b",
     "equation(name x, = negate(product(name a, * name b)))"},
    {"x = -a^2",
     "equation(name x, = negate(power(name a, number 2 whole)))"},
    {"x = a^-b^c",
     "equation(name x, = power(name a, negate(power(name b, name "
     "c))))"},
    {"x = 2^-k",
     "equation(name x, = power(number 2 whole, negate(name k)))"},
    {"x = 2²",
     "equation(name x, = power superscript(number 2 whole, number 2 "
     "whole))"},
    {"x = a * b / c · d ⊙ e ⊘ f × g ⊗ h",
     "equation(name x, = term(name a, * name b, / name c, · name d, "
     "⊙ name e, ⊘ name f, × name g, ⊗ name h))"},
    {"x = 2./a",
     "equation(name x, = term(number 2 whole, ⊘ name a))"},
    {"x = 2.*a",
     "equation(name x, = term(number 2 whole, ⊙ name a))"},
    {"x = 2.^a",
     "equation(name x, = power elementwise(number 2 whole, name a))"},
    {"x = a .^ b",
     "equation(name x, = power elementwise(name a, name b))"},
    {"x = h1.W y.b.c .* z.*w",
     "equation(name x, = term(product(name h1.W, * name y.b.c), ⊙ name z, ⊙ "
     "name w))"},
    {"x = 2.5h.W^2 h.W[i]",
     "equation(name x, = product(number 2.5, * power(name h.W, number 2 "
     "whole), * index(name h.W, name i)))"},
    {"layer f(x[n]) = W x where param W[n]",
     "layer(call f(index(name x, name n)), = product(name W, * name x), "
     "param(index(name W, name n)))"},
    {"x = block[l](a)",
     "equation(name x, = apply(index(name block, name l), name a))"},
    {"import \"folder/a b.g\"",
     "import \"folder/a b.g\""},
    {"x = .5 + 1e-3 + 2.50",
     "equation(name x, = sum(number 0.5, + number 0.001, + number "
     "2.5))"},
    {"x = ½ a",
     "equation(name x, = product(number 0.5, * name a))"},
    {"x = aᵀ b²",
     "equation(name x, = product(transpose(name a), * power "
     "superscript(name b, number 2 whole)))"},
    {"x = A⁻¹ᵀ",
     "equation(name x, = transpose(power superscript(name A, "
     "negate(number 1 whole))))"},
    {"x = x²³",
     "equation(name x, = power superscript(name x, number 23 whole))"},
    {"x = a[i] [1, 2]",
     "equation(name x, = product(index(name a, name i), * "
     "list(number 1 whole, number 2 whole)))"},
    {"x = a [i]",
     "equation(name x, = product(name a, * list(name i)))"},
    {"x = f (a)",
     "equation(name x, = product(name f, * bracket(name a)))"},
    {"x = (a)[1]",
     "equation(name x, = index(bracket(name a), number 1 whole))"},
    {"x = ‖a‖[1] + (‖b‖ c)",
     "equation(name x, = sum(index(norm(name a), number 1 whole), + "
     "bracket(product(norm(name b), * name c))))"},
    {"x = ‖a (‖b‖)‖",
     "equation(name x, = norm(product(name a, * bracket(norm(name "
     "b)))))"},
    {"x = [1, 2, 3]",
     "equation(name x, = list(number 1 whole, number 2 whole, number "
     "3 whole))"},
    {"x = [[1,2],[3,4]]",
     "equation(name x, = list(list(number 1 whole, number 2 whole), "
     "list(number 3 whole, number 4 whole)))"},
    {"x = [u; v; w]",
     "equation(name x, = stack(name u, name v, name w))"},
    {"x = A[i, :, 1:, :n, i:i+3]",
     "equation(name x, = index(name A, name i, slice(none, none), "
     "slice(number 1 whole, none), slice(none, name n), slice(name "
     "i, sum(name i, + number 3 whole))))"},
    {"x = sum[i](a[i])",
     "equation(name x, = reduce sum(binder i, index(name a, name i)))"},
    {"x = Σ[i < n, j in 1:m : i == j] (a)",
     "equation(name x, = reduce sum(binder i(below name n), binder "
     "j(from number 1 whole, below name m), : compare(name i, == "
     "name j), name a))"},
    {"x = max(a) + argmin[i](b[i])",
     "equation(name x, = sum(call max(name a), + reduce "
     "argmin(binder i, index(name b, name i))))"},
    {"x = Σ₁ + ∑[i](b)",
     "equation(name x, = sum(name Σ₁, + reduce sum(binder i, name "
     "b)))"},
    {"x = a < b <= c",
     "equation(name x, = compare(name a, < name b, <= name c))"},
    {"x = 0 <= i < n and not a == b or c != d",
     "equation(name x, = or(and(compare(number 0 whole, <= name i, < "
     "name n), not(compare(name a, == name b))), compare(name c, != "
     "name d)))"},
    {"x = a if b else c if d else e",
     "equation(name x, = choose(name a, name b, choose(name c, name "
     "d, name e)))"},
    {"x = ∂J/∂W",
     "equation(name x, = call grad(name J, name W))"},
    {"x = ∂²J/∂x² / 2",
     "equation(name x, = term(call hessian(name J, name x), / number "
     "2 whole))"},
    {"x = f′(a) + x₀ + x̂",
     "equation(name x, = sum(call f′(name a), + name x₀, + name x̂))"},
    {"x[i, j] = a for i < n, j in 2:m",
     "equation(index(name x, name i, name j), = name a, binder "
     "i(below name n), binder j(from number 2 whole, below name m))"},
    {"x += a",
     "accumulate(name x, += name a)"},
    {"G[w[k], j] += g[k,j]",
     "accumulate(index(name G, index(name w, name k), name j), += "
     "index(name g, name k, name j))"},
    {"q, r = qr(A)",
     "equation(name q, name r, = call qr(name A))"},
    {"f(x[n], W[m,n]) = a, b",
     "equation(call f(index(name x, name n), index(name W, name m, "
     "name n)), = name a, = name b)"},
    {"x = a where b = 1; c = 2",
     "equation(name x, = name a, equation(name b, = number 1 whole), "
     "equation(name c, = number 2 whole))"},
    {"dim a = 1, b = a + 1",
     "dim(name a, = number 1 whole, name b, = sum(name a, + number 1 "
     "whole))"},
    {"input x[n, 3] : index(10), y",
     "input(index(name x, name n, number 3 whole), : call "
     "index(number 10 whole), name y)"},
    {"input shared c[n], d",
     "input(shared index(name c, name n), shared name d)"},
    {"param W[m,n] ~ normal(0, 1), b[m] = 0",
     "param(index(name W, name m, name n), ~ call normal(number 0 "
     "whole, number 1 whole), index(name b, name m), = number 0 "
     "whole)"},
    {"const K[3] = [1, 2, 1], p[2] : index(2) = [0, 1]",
     "const(index(name K, number 3 whole), = list(number 1 whole, "
     "number 2 whole, number 1 whole), index(name p, number 2 "
     "whole), : call index(number 2 whole), = list(number 0 whole, "
     "number 1 whole))"},
    {"output s, J",
     "output(name s, name J)"},
    {"batch B = 32",
     "batch(name B, = number 32 whole)"},
    {"x = exp(-z)ᵀ",
     "equation(name x, = transpose(call exp(negate(name z))))"},
    {"x = a; y = b;",
     "equation(name x, = name a); equation(name y, = name b)"},
    {"x = a\n  + b\ny = c\n",
     "equation(name x, = sum(name a, + name b)); equation(name y, = "
     "name c)"},
    {"x = (a\n+ b)\n",
     "equation(name x, = bracket(sum(name a, + name b)))"},
    {"x = a  # one\n\n# two\n  + b # three\n",
     "equation(name x, = sum(name a, + name b))"},
    {"f(z) = e / s  where e = exp(z)\n                    s = "
     "sum(e)\n                      + 1\ny = 2",
     "equation(call f(name z), = term(name e, / name s), "
     "equation(name e, = call exp(name z)), equation(name s, = "
     "sum(call sum(name e), + number 1 whole))); equation(name y, = "
     "number 2 whole)"},
    {"f = e\n  where param W[m,n] ~ xavier\n        param b[m] = 0\n "
     "       e[i] = W[i] for i < m\n",
     "equation(name f, = name e, param(index(name W, name m, name "
     "n), ~ name xavier), param(index(name b, name m), = number 0 "
     "whole), equation(index(name e, name i), = index(name W, name "
     "i), binder i(below name m)))"},
    {"\xef\xbb\xbfx = 1\r\n\r\n  + 2\r\ny = 3",
     "equation(name x, = sum(number 1 whole, + number 2 whole)); "
     "equation(name y, = number 3 whole)"},
    {"x = a where b = 1; \n            c = 2;\n",
     "equation(name x, = name a, equation(name b, = number 1 whole), "
     "equation(name c, = number 2 whole))"},
    {"x = sum[i < 3](\n  a[i]\n)\n",
     "equation(name x, = reduce sum(binder i(below number 3 whole), "
     "index(name a, name i)))"},
    {"",
     ""},
    {"\n\n# nothing\n",
     ""},
};

START_TEST(forms_make_their_trees)
{
    Parsing parsing;
    parsing_open(&parsing, text_of(trees[_i].source));
    ck_assert_str_eq(parsing_errors(&parsing), "");
    ck_assert_str_eq(parsing_tree(&parsing), trees[_i].tree);
    parsing_close(&parsing);
}
END_TEST

/* Two ways to write one thing. */
static const struct { const char *one, *other; } spellings[] = {
    {"x = a ⊙ b", "x = a .* b"}, {"x = a ⊘ b", "x = a ./ b"},
    {"x = aᵀ", "x = a'"}, {"x = a ≤ b", "x = a <= b"},
    {"x = a ≥ b", "x = a >= b"}, {"x = a ≠ b", "x = a != b"},
    {"x = Σ[i](a[i])", "x = sum[i](a[i])"},
    {"x = ∑[i](a[i])", "x = sum[i](a[i])"},
    {"x = Π[i](a[i])", "x = prod[i](a[i])"},
    {"x = ∏[i](a[i])", "x = prod[i](a[i])"}, {"x = Σ(a)", "x = sum(a)"},
    {"x = ∏(a)", "x = prod(a)"}, {"x = ∂J/∂W", "x = grad(J, W)"},
    {"x = ∂²J/∂x²", "x = hessian(J, x)"}, {"x = π", "x = pi"},
    {"x = ∞", "x = inf"}, {"x = ½", "x = 0.5"}, {"x = ¼", "x = 0.25"},
    {"x = ¾", "x = .75"}, {"x = a − b", "x = a - b"},
    {"x = a ⋅ b", "x = a · b"}, {"x = a ∙ b", "x = a · b"},
    {"x = a ∗ b", "x = a * b"}, {"x = a ∕ b", "x = a / b"},
    {"x = ∥a∥", "x = ‖a‖"}, {"param x ∼ he", "param x ~ he"},
    {"\xc2\xb5 = 1", "μ = 1"},                      /* micro sign, mu */
    {"∆ = 1", "Δ = 1"}, {"f″(x) = 1", "f′′(x) = 1"},
    {"f‴(x) = 1", "f′′′(x) = 1"},
    {"\xc3\xa9 = 1", "e\xcc\x81 = 1"},              /* é, e and an acute */
    {"\xe2\x84\xa6 = 1", "Ω = 1"},                  /* ohm, omega */
    {"x = 2./a", "x = 2 ⊘ a"}, {"x=a+b", "x = a + b  # sum"},
    {"x = a; y = b", "x = a\ny = b"}, {"x = 1\r\ny = 2", "x = 1\ny = 2"},
    {"x = a where b = 1; c = 2", "x = a where b = 1\n            c = 2"},
    {"x = a where b = 1; c = 2", "x = a\n where\n  b = 1\n  c =\n   2\n"},
};

START_TEST(spellings_are_equal)
{
    Parsing one, other;
    parsing_open(&one, text_of(spellings[_i].one));
    parsing_open(&other, text_of(spellings[_i].other));
    ck_assert_str_eq(parsing_errors(&one), "");
    ck_assert_str_eq(parsing_errors(&other), "");
    ck_assert_str_eq(parsing_tree(&one), parsing_tree(&other));
    parsing_close(&one);
    parsing_close(&other);
}
END_TEST

/* A superscript is the power that `^` writes, but for how it is written. */
START_TEST(superscripts_are_powers)
{
    Parsing one, other;
    parsing_open(&one, text_of("x = a²³ + b⁻¹"));
    parsing_open(&other, text_of("x = a^23 + b^-1"));
    Tree *sums[2] = {one.program->statements[0]->values[0],
                     other.program->statements[0]->values[0]};
    for (uint32_t i = 0; i < 2; i++) {
        ck_assert(sums[0]->operands[i]->superscript);
        ck_assert(!sums[1]->operands[i]->superscript);
        sums[0]->operands[i]->superscript = false;
    }
    ck_assert_str_eq(parsing_tree(&one), parsing_tree(&other));
    parsing_close(&one);
    parsing_close(&other);
}
END_TEST

/* Names that look or mean alike, and are not. */
static const struct { const char *one, *other; } different[] = {
    {"x₀ = 1", "x = 1"}, {"x′ = 1", "x = 1"}, {"x̂ = 1", "x = 1"},
    {"Σ₁ = 1", "Σ₂ = 1"}, {"x_1 = 1", "x1 = 1"}, {"X = 1", "x = 1"},
    {"x = f(a)", "x = f (a)"}, {"x = a[i]", "x = a [i]"},
    {"x = A B c", "x = A (B c)"}, {"x = 2", "x = 2.0"},
    {"ε = 1", "ϵ = 1"},
};

START_TEST(different_stay_different)
{
    Parsing one, other;
    parsing_open(&one, text_of(different[_i].one));
    parsing_open(&other, text_of(different[_i].other));
    ck_assert_str_eq(parsing_errors(&one), "");
    ck_assert_str_eq(parsing_errors(&other), "");
    ck_assert_str_ne(parsing_tree(&one), parsing_tree(&other));
    parsing_close(&one);
    parsing_close(&other);
}
END_TEST

/* Each node says which text it is, and where its operator or name stands. */
static const struct { const char *source, *span, *mark; } places[] = {
    {"x = a + b c", "a + b c", "+"}, {"x = -a", "-a", "-"},
    {"x = f(a, b)", "f(a, b)", "f"}, {"x = ∂J/∂W", "∂J/∂W", "∂"},
    {"x = a[i]", "a[i]", "a"}, {"x = sum[i](a)", "sum[i](a)", "sum"},
    {"x = é²", "é²", "²"}, {"x = a if b else c", "a if b else c", "if"},
    {"x = (a)", "(a)", "(a)"}, {"x = a'", "a'", "'"}, {"x = A b", "A b", " "},
};

START_TEST(places_are_kept)
{
    Parsing parsing;
    parsing_open(&parsing, text_of(places[_i].source));
    const Tree *tree = parsing.program->statements[0]->values[0];
    Text span = source_text(&parsing.sources, tree->span);
    Text mark = source_text(&parsing.sources, tree->mark);
    ck_assert_msg(text_is(span, places[_i].span), "span %.*s", TEXT_ARGS(span));
    ck_assert_msg(text_is(mark, places[_i].mark), "mark %.*s", TEXT_ARGS(mark));
    parsing_close(&parsing);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("parse");
    TCase *tests = tcase_create("parse");
    tcase_add_loop_test(tests, forms_make_their_trees, 0,
                        sizeof trees / sizeof *trees);
    tcase_add_loop_test(tests, spellings_are_equal, 0,
                        sizeof spellings / sizeof *spellings);
    tcase_add_loop_test(tests, different_stay_different, 0,
                        sizeof different / sizeof *different);
    tcase_add_loop_test(tests, places_are_kept, 0,
                        sizeof places / sizeof *places);
    tcase_add_test(tests, superscripts_are_powers);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
