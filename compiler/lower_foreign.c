/* lower_foreign.c: names of other languages, and how this one writes them. */
#include "lowering.h"

#include <string.h>

static const struct {
    const char *name, *hint;
} functions[] = {
    {"ln", "the natural logarithm is log(x)"},
    {"log10", "a logarithm to a base is a quotient: log(x) / log(10)"},
    {"log2", "a logarithm to a base is a quotient: log(x) / log(2)"},
    {"power", "a power is written x^2 or x²"},
    {"square", "a power is written x^2 or x²"},
    {"fabs", "it is called abs(x)"}, {"absolute", "it is called abs(x)"},
    {"sgn", "it is called sign(x)"},
    {"average", "it is called mean(x)"},
    {"maximum", "it is called max(a, b)"},
    {"minimum", "it is called min(a, b)"},
    {"fmax", "it is called max(a, b)"}, {"fmin", "it is called min(a, b)"},
    {"variance", "it is called var(x)"},
    {"gradient", "it is called grad(J, x)"},
    {"derivative", "it is called grad(J, x), or f′(z)"},
    {"diff", "a derivative is grad(J, x), or f′(z)"},
    {"backward", "a derivative is grad(J, x)"},
    {"jac", "it is called jacobian(y, x)"},
    {"hess", "it is called hessian(J, x)"},
    {"std", "the deviation is sqrt(var(x))"},
    {"logistic", "it is called sigmoid(x)"},
    {"identity", "the unit matrix is eye(n)"},
    {"one_hot", "it is called onehot(y, n)"},
    {"crossentropy", "it is called cross_entropy(z, y)"},
    {"linear", "it is called dense(x, m)"}, {"Linear", "it is called dense(x, m)"},
    {"fc", "it is called dense(x, m)"},
    {"swish", "it is called silu(x)"}, {"relu6", "it is clamp(x, 0, 6)"},
    {"chol", "it is called cholesky(A)"},
    {"slogdet", "it is called logdet(A)"},
    {"solve_triangular", "it is called solve_lower(L, b) or solve_upper(U, b)"},
    {"cho_solve", "it is solve_upper(Lᵀ, solve_lower(L, b))"},
    {"cumsum", "sums so far are a recurrence: s[0] = x[0]; "
               "s[i] = s[i-1] + x[i] for i in 1:n"},
    {"kron", "products of elements are written as such: "
             "K[i,k,j,l] = A[i,j] B[k,l]"},
    {"batchnorm", "it is called batch_norm(x)"},
    {"BatchNorm", "it is called batch_norm(x)"},
    {"groupnorm", "it is normalize, of each group by itself"},
    {"Dropout", "it is called dropout(x, p)"},
    {"conv1d", "it is called conv(x, K)"}, {"conv2d", "it is called conv(x, K)"},
    {"maxpool", "it is called max_pool(x, k)"},
    {"max_pool2d", "it is called max_pool(x, k)"},
    {"avg_pool", "it is called mean_pool(x, k)"},
    {"avgpool", "it is called mean_pool(x, k)"},
    {"avg_pool2d", "it is called mean_pool(x, k)"},
    {"embedding", "it is called embed(w, v, d)"},
    {"layer_norm", "it is called layernorm(x)"},
    {"bce", "it is called binary_cross_entropy(z, y)"},
    {"mse_loss", "it is called mse(a, b)"},
    {"kl_div", "it is called kl(p, q)"},
    {"transpose", "a transpose is written xᵀ or x'"},
    {"matmul", "the product is written A x"}, {"mm", "the product is written A x"},
    {"einsum", "sums of products are written by their elements: "
               "C[i,j] = sum[k](A[i,k] B[k,j])"},
    {"concat", "[u; v] joins, and [u, v] makes a new first axis"},
    {"concatenate", "[u; v] joins, and [u, v] makes a new first axis"},
    {"vstack", "[u; v] joins, and [u, v] makes a new first axis"},
    {"hstack", "[u; v] joins, and [u, v] makes a new first axis"},
    {"stack", "[u, v] makes a new first axis"},
    {"select", "a choice is written a if c else b"},
    {"ifelse", "a choice is written a if c else b"},
    {"range", "the numbers from 0 on are r[i] = i for i < n"},
    {"arange", "the numbers from 0 on are r[i] = i for i < n"},
    {"linspace", "the numbers from 0 on are r[i] = i for i < n"},
    {"len", "a size has the name that its dim has, or a head: f(x[n]) = …"},
    {"size", "a size has the name that its dim has, or a head: f(x[n]) = …"},
    {"shape", "a size has the name that its dim has, or a head: f(x[n]) = …"},
    {"print", "`output y` says what the program gives"},
}, values[] = {
    {"true", "a condition that holds is 1"},
    {"True", "a condition that holds is 1"},
    {"false", "a condition that does not hold is 0"},
    {"False", "a condition that does not hold is 0"},
    {"e", "the exponential function is exp(x)"},
    {"PI", "it is written π or pi"}, {"Pi", "it is written π or pi"},
    {"Inf", "it is written ∞ or inf"}, {"infinity", "it is written ∞ or inf"},
};

/* `sum_i`, `Σ_i`: the reduction, or nothing. */
static Text reduction_before(Text name, size_t underscore)
{
    static const char *const words[] = {"sum", "prod", "max", "min", "mean",
                                        "argmax", "argmin", "Σ", "Π"};
    Text word = {name.at, underscore};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text_is(word, words[i]))
            return word;
    return (Text){0};
}

/* `x_i`, where x is an array. */
static bool is_array(const Scope *scope, Text name)
{
    const Symbol *symbol = scope_find(scope, name);
    return symbol && symbol->kind == SYMBOL_VALUE && symbol->value.rank > 0;
}

static Text subscript_hint(Lowering *low, const Scope *scope, Text name)
{
    const char *at = memchr(name.at, '_', name.length);
    size_t before = at ? (size_t)(at - name.at) : 0;
    if (!before || before + 1 == name.length)
        return (Text){0};
    Text word = reduction_before(name, before), base = {name.at, before};
    Text rest = {at + 1, name.length - before - 1};
    if (word.length)
        return text_format(low->arena, "over an index: %.*s[%.*s](…)",
                           TEXT_ARGS(word), TEXT_ARGS(rest));
    if (!is_array(scope, base))
        return (Text){0};
    return text_format(low->arena, "an element is written %.*s[%.*s]",
                       TEXT_ARGS(base), TEXT_ARGS(rest));
}

/* `dJ/dx`, where J is a value. */
static Text derivative_hint(Lowering *low, const Scope *scope, Text name)
{
    Text of = {name.at + 1, name.length - 1};
    const Symbol *symbol = name.length > 1 && *name.at == 'd'
                             ? scope_find(scope, of) : NULL;
    if (!symbol || symbol->kind == SYMBOL_FUNCTION || symbol->is_index)
        return (Text){0};
    return symbol->declared
             ? text_format(low->arena, "derivatives by %.*s are written ∂y/∂%.*s",
                           TEXT_ARGS(of), TEXT_ARGS(of))
             : text_format(low->arena, "a derivative is written ∂%.*s/∂x, or "
                           "grad(%.*s, x)", TEXT_ARGS(of), TEXT_ARGS(of));
}

Text foreign_hint(Lowering *low, const Scope *scope, Text name, bool call)
{
    for (size_t i = 0; call && i < sizeof functions / sizeof *functions; i++)
        if (text_is(name, functions[i].name))
            return text_of(functions[i].hint);
    for (size_t i = 0; !call && i < sizeof values / sizeof *values; i++)
        if (text_is(name, values[i].name))
            return text_of(values[i].hint);
    if (call)
        return (Text){0};
    Text hint = derivative_hint(low, scope, name);
    return hint.length ? hint : subscript_hint(low, scope, name);
}
