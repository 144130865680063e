/* generate.c: `generate SEED` prints a random program. Its last line is a
 * comment with values of its inputs, as `gcc-graph eval` takes them:
 *
 *     # at x=[0.5,-1.25] w=[1,0,2]
 *
 * One seed gives one program on every machine.
 */
#include "generate.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct Block {
    Block *next;
    char   text[];
};

/* -- random numbers: splitmix64 -- */

uint64_t random_bits(Generator *g)
{
    uint64_t z = g->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

int random_below(Generator *g, int limit)
{
    return (int)(random_bits(g) % (uint64_t)limit);
}

int random_from(Generator *g, int low, int high)
{
    return low + random_below(g, high - low + 1);
}

bool chance(Generator *g, int percent)
{
    return random_below(g, 100) < percent;
}

/* -- texts -- */

const char *text(Generator *g, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int length = vsnprintf(NULL, 0, format, list);
    va_end(list);
    Block *block = malloc(sizeof *block + (size_t)length + 1);
    if (length < 0 || !block)
        exit(2);
    va_start(list, format);
    vsnprintf(block->text, (size_t)length + 1, format, list);
    va_end(list);
    block->next = g->blocks;
    g->blocks = block;
    return block->text;
}

static bool is_taken(const Generator *g, const char *name)
{
    for (int i = 0; i < g->taken_count; i++)
        if (!strcmp(g->taken[i], name))
            return true;
    return false;
}

/* Half of the names are such as a careless emitter falls over. The name of a
 * dim or of index data is none of an index: on the left it stands for itself.
 */
const char *fresh_name(Generator *g, const Scope *scope, bool fixed)
{
    static const char *const names[] = {
        "x", "y", "z", "W", "b", "h", "s", "J", "A", "E", "I", "p", "q", "t",
        "λ", "ŷ", "x′", "h₁", "exp₂", "int", "double", "static", "main",
        "printf", "d_x", "d_y", "d_W", "h_1", "y_1", "gamma", "NULL", "work",
        "params", "model", "M_PI", "errno", "inline", "restrict", "bool",
        "float", "void", "volatile", "Σ₁", "δ", "d_δ", "y0", "j1", "lambda",
        "y_hat", "none", "values", "area", "e", "n", "k", "i", "j", "a", "c",
        "l", "r", "u", "v", "w", "status", "gg_exp", "sum_", "x_", "register",
        "d_d_x", "size_t", "int32_t", "α", "ε", "θ", "class", "new", "this",
        "out", "at", "x₀", "x_0", "scale", "acc", "B", "GG_OK", "_x", "model_h",
    };
    int count = (int)(sizeof names / sizeof *names);
    for (int i = 0; i < 20; i++) {
        const char *name = names[random_below(g, g->plain_names ? 14 : count)];
        if (is_taken(g, name) || (scope && hidden(scope, name))
            || (fixed && is_index_name(name)))
            continue;
        g->taken[g->taken_count++] = name;
        return name;
    }
    const char *name = text(g, "%c%d", "xyzvh"[random_below(g, 5)],
                            g->taken_count + 1);
    g->taken[g->taken_count++] = name;
    return name;
}

void add_statement(Generator *g, const char *statement)
{
    g->statements[g->statement_count++] = statement;
}

Var *add_var(Generator *g, const char *name, int rank, const int *shape)
{
    Var *v = &g->vars[g->var_count++];
    *v = (Var){.name = name, .rank = rank, .bound = 1};
    for (int a = 0; a < rank; a++)
        v->shape[a] = shape[a];
    return v;
}

/* -- declarations -- */

/* A size as a number or by the name of a dim. */
const char *size_text(Generator *g, const Scope *scope, int size)
{
    for (int i = 0; i < g->dim_count; i++)
        if (g->dims[i] == size && chance(g, 70)
            && !(scope && hidden(scope, g->dim_names[i])))
            return g->dim_names[i];
    return text(g, "%d", size);
}

int random_size(Generator *g)
{
    return g->dim_count && chance(g, 80)
             ? g->dims[random_below(g, g->dim_count)]
             : random_from(g, 1, 5);
}

static void make_dims(Generator *g)
{
    static const int sizes[] = {1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 9, 17, 20,
                                35};
    int count = random_from(g, 2, 4);
    for (int i = 0; i < count; i++) {
        int size = sizes[random_below(g, (int)(sizeof sizes / sizeof *sizes))];
        const char *name = fresh_name(g, NULL, true);
        g->dims[g->dim_count] = size;
        g->dim_names[g->dim_count++] = name;
        printf("dim %s = %d\n", name, size);
    }
}

static const char *shape_text(Generator *g, const Var *v)
{
    const char *out = "";
    for (int a = 0; a < v->rank; a++)
        out = text(g, "%s%s%s", out, a ? ", " : "",
                   size_text(g, NULL, v->shape[a]));
    return v->rank ? text(g, "[%s]", out) : "";
}

static Var *declared(Generator *g, int most_rank, bool fixed)
{
    int shape[RANK];
    int rank = random_from(g, 0, most_rank);
    for (int a = 0; a < rank; a++)
        shape[a] = random_size(g);
    return add_var(g, fresh_name(g, NULL, fixed), rank, shape);
}

static void make_input(Generator *g, bool whole)
{
    Var *v = declared(g, whole ? 2 : chance(g, 15) ? 3 : 2, whole);
    v->input = true;
    v->bound = 2;
    v->shared = g->batch && chance(g, 20);
    if (whole)
        v->limit = random_size(g);
    const char *type = whole
        ? text(g, " : index(%s)", size_text(g, NULL, v->limit)) : "";
    printf("input %s%s%s%s\n", v->shared ? "shared " : "", v->name,
           shape_text(g, v), type);
}

static void make_param(Generator *g)
{
    static const char *const starts[] = {
        " ~ xavier", " ~ he", " ~ normal(0, 0.5)", " ~ uniform(-1, 1)",
        " = 0.25", " = -0.8"};
    Var *v = declared(g, 2, false);
    int start = random_from(g, v->rank < 2 ? 2 : 0, 5);
    printf("param %s%s%s\n", v->name, shape_text(g, v), starts[start]);
    v->bound = 2;
}

static const char *const_values(Generator *g, const Var *v, int axis)
{
    if (axis == v->rank)
        return v->limit ? text(g, "%d", random_below(g, v->limit))
                        : text(g, "%g", random_from(g, -8, 8) / 4.0);
    const char *out = "[";
    for (int i = 0; i < v->shape[axis]; i++)
        out = text(g, "%s%s%s", out, i ? ", " : "",
                   const_values(g, v, axis + 1));
    return text(g, "%s]", out);
}

static void make_const(Generator *g)
{
    int shape[2] = {random_size(g), random_size(g)};
    Var *v = add_var(g, fresh_name(g, NULL, true), random_from(g, 1, 2), shape);
    if (chance(g, 40))
        v->limit = random_size(g);
    v->bound = 2;
    v->fixed = true;
    printf("const %s%s", v->name, shape_text(g, v));
    if (v->limit)
        printf(" : index(%d)", v->limit);
    printf(" = %s\n", const_values(g, v, 0));
}

static void make_declarations(Generator *g)
{
    make_dims(g);
    if (chance(g, 25)) {
        g->batch = random_from(g, 1, 3);
        printf("batch %s = %d\n", fresh_name(g, NULL, true), g->batch);
    }
    for (int i = random_from(g, 1, 4); i > 0; i--)
        make_input(g, false);
    for (int i = random_below(g, 3); i > 0; i--)
        make_input(g, true);
    for (int i = random_below(g, 4); i > 0; i--)
        make_param(g);
    for (int i = chance(g, 30); i > 0; i--)
        make_const(g);
}

/* -- the program -- */

/* Order does not matter: statements come in any. */
static void print_statements(Generator *g)
{
    if (chance(g, 30))
        for (int i = g->statement_count - 1; i > 0; i--) {
            int j = random_below(g, i + 1);
            const char *held = g->statements[i];
            g->statements[i] = g->statements[j];
            g->statements[j] = held;
        }
    for (int i = 0; i < g->statement_count; i++)
        printf("%s\n", g->statements[i]);
}

static void print_outputs(Generator *g)
{
    int last = g->var_count - 1;
    printf("output %s", g->vars[last].name);
    for (int i = 0; i < last; i++)
        if (chance(g, g->vars[i].input ? 3 : 20))
            printf(", %s", g->vars[i].name);
    printf("\n");
}

static void print_value(Generator *g, const Var *v, int axis)
{
    if (axis == v->rank) {
        if (v->limit)
            printf("%d", random_below(g, v->limit));
        else
            printf("%.3g", (double)random_from(g, -2000, 2000) / 1000);
        return;
    }
    bool outer = axis < 0;
    int size = outer ? g->batch : v->shape[axis];
    printf("[");
    for (int i = 0; i < size; i++) {
        if (i)
            printf(",");
        print_value(g, v, axis + 1);
    }
    printf("]");
}

static void print_values(Generator *g)
{
    printf("# at");
    for (int i = 0; i < g->var_count; i++)
        if (g->vars[i].input) {
            const Var *v = &g->vars[i];
            printf(" %s=", v->name);
            print_value(g, v, g->batch && !v->shared ? -1 : 0);
        }
    printf("\n");
}

int main(int argc, char **argv)
{
    Generator generator = {0}, *g = &generator;
    if (argc != 2) {
        fputs("usage: generate SEED\n", stderr);
        return 2;
    }
    g->state = strtoull(argv[1], NULL, 10) * 0x2545f4914f6cdd1du;
    g->plain_names = chance(g, 50);
    make_declarations(g);
    functions_make(g);
    for (int i = random_from(g, 1, 9); i > 0; i--)
        statement(g);
    print_statements(g);
    print_outputs(g);
    print_values(g);
    while (g->blocks) {
        Block *block = g->blocks;
        g->blocks = block->next;
        free(block);
    }
    return 0;
}
