/* test_round_trip.c: a graph that is printed and compiled again computes the
 * same numbers: as lowered, differentiated, and simplified.
 */
#include "../../compiler/differentiate.h"
#include "../../compiler/emit_g.h"
#include "../../compiler/eval.h"
#include "../../compiler/simplify.h"

#include "compiling.h"
#include "suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static Arena arena;
static jmp_buf failure;

static void set_up(void)
{
    arena_init(&arena, NULL, &failure);
}

static void tear_down(void)
{
    arena_destroy(&arena);
}

static const char *const programs[] = {
    "input x[2,3]\nh = dense(x[0], 2)\na[0] = h\n"
    "a[l+1] = grow[l](a[l]) for l < 3\n"
    "layer grow(x[n]) = x + z where z = tanh(dense(x, n))\n"
    "y = ‖a.z.W‖² + sum(a[3]) h.b[1]\noutput y, h.W\n",
    /* products, functions, sharing */
    "input x[3]\nparam W[4,3] ~ xavier, b[4] = 0\n"
    "h = tanh(W x + b)\ns = h·h\noutput s, h\n",
    "input x[3], t\nparam W[4,3] ~ normal(0, 0.1), u[4] = [1, 2, 3, 4]\n"
    "f(z) = 1 / (1 + exp(-z))\ns = u·f(W x)\nJ = (f(s) - t)²\n"
    "output s, J\n",
    "input x[6]\nJ = -log(softmax(x)[2]) + gelu(x[1]) + mish(x[3])\noutput J\n",
    "input a, b\ny = -2 a b / (a - 3 b) + a^2 b^(-1) - -a + 2^a * 3\noutput y\n",
    "input a, b\ny = (a if a > b and not b > 0 or a == 1 else -b) * -2\n"
    "output y\n",
    "input a\ny = a - (-0.5) a + inf if a > 2 else a - 1e-300\noutput y\n",
    /* index data */
    "dim vocab = 7, d = 3\ninput w[5] : index(vocab)\nparam E[vocab,d] = 1\n"
    "x[d k + j] = E[w[k], j]\nJ = x·x\noutput J, x\n",
    "input w[5] : index(9), g[5,2]\nG[w[k], j] += g[k,j]\ny = G ⊙ G\n"
    "output y\n",
    "input z[6], t : index(6)\nJ = logsumexp(z) - z[t]\noutput J\n",
    /* windows, pieces, strides, triangles */
    "input x[8,8], K[2,3,3]\n"
    "y[o,r,c] = sum[p,q](K[o,p,q] x[r+p, c+q]) for r < 6, c < 6\n"
    "m[o,r,c] = max[a < 2, b < 2](y[o, 2r + a, 2c + b]) for r < 3, c < 3\n"
    "output m\n",
    "input A[3,2], B[3,4]\nZ[i,j] = A[i,j]\nZ[i,j+2] = B[i,j]\n"
    "y = Z ⊙ Z\noutput y\n",
    "input A[5,5]\nL = sum[i, j : j < i](A[i,j]²)\n"
    "P[i] = prod[j : j <= i](A[i,j]) for i < 5\noutput L, P\n",
    /* an element that a condition does not let be read, at one step alone */
    "input x[5,2]\nparam q[2] = 1\ny[0,j] = q[j]\n"
    "y[b+1,j] = tanh(y[b,j] + sin((x[1-b,0] if 1 - b >= 0 else q[0]) x[b,j]))"
    " for b < 3, j < 2\noutput y\n",
    "input x[9]\ny[r] = x[r-1] - 2 x[r] if r > 0 else x[8 - r] for r < 9\n"
    "z[r] = sum[u : u <= r](x[r - u] x[u]) for r < 9\noutput y, z\n",
    "input x[10]\ny[q] = sum[s < 4](x[3q + s]) for q < 3\noutput y\n",
    "input x[7]\nk = argmax[i](x[i])\ny = x[k] x[k]\noutput y, k\n",
    "input x[8]\ny[i] = x[div(i, 2)] x[mod(i, 3)] for i < 8\noutput y\n",
    "input x[4]\ny = 3\nz[i] = 2 i for i < 4\noutput y, z, x\n",
    "const K[2,3] = [[1, 2, -3], [4, 5, 0.1]], p[3] : index(3) = [2, 0, 1]\n"
    "input x[3]\ny[i] = sum[j](K[i, p[j]] x[j])\noutput y\n",
    "input ŷ[3], λ, x′\nh₁ = λ ŷ + x′\nexp₂ = h₁\noutput h₁, exp₂\n",
    "input i[3], j[3]\ny = i ⊙ j\nk[a, b] = i[a] j[b]\noutput y, k\n",
    /* long and deep bodies */
    "input x[5,4], v\nf(z) = z tanh(z) exp(-z)\ng(z) = f(f(f(f(z))))\n"
    "y[i] = sum[k](g(x[i,k] v))\nq = g(v)\n"
    "r[i] = g(x[i-1,0]) if i > 0 else 0 for i < 5\noutput y, q, r\n",
    "input x[4], w[4] : index(6)\nf(z) = z tanh(z) exp(-z)\n"
    "G[w[i]] += f(f(f(x[i] x[k])))  for k < 4\noutput G\n",
    "input x[3]\nf(z) = cos(1 - sin(2 z))\ng(z) = f(f(f(f(f(f(f(z)))))))\n"
    "y = g(g(g(g(g(x)))))\noutput y\n",
    /* the prelude */
    "input x[5], g[5], b[5]\ny = layernorm(x, g, b)\n"
    "z = rmsnorm(x, g) ⊙ normalize(b)\noutput y, z\n",
    "input Q[4,3], K[5,3], V[5,2]\nS = Q Kᵀ / sqrt(3)\n"
    "P[t] = softmax(S[t])\nO = P V\noutput O\n",
    "input z[4], p[4], t : index(4), s\n"
    "a = cross_entropy(z, t) + cross_entropy(z, p)\n"
    "b = binary_cross_entropy(s, 1) + hinge(s, -1)\n"
    "c = kl(softmax(z), softmax(p)) + mae(z, p) + mse(z, p)\n"
    "output a, b, c\n",
    "input x[6]\ny = relu(x) + leaky_relu(x, 0.1) + elu(x) + selu(x) + silu(x)"
    " + softsign(x) + hard_tanh(x) + hard_sigmoid(x) + log_sigmoid(x)"
    " + gelu_tanh(x) + clamp(x, -0.2, 0.3)\noutput y\n",
    "input x[3], A[3,3]\ny = eye(3) A diag(x) + x ⊗ x\nt = trace(y)\n"
    "v = flatten(y)[2:7]\nw = [x; 1; [t, 2]]\nn = ‖x‖ + norm(A)\n"
    "c = x × A[1]\noutput y, v, w, n, c\n",
    "input x[7]\ny = sum(x) mean(x) max(x) min(x)\n"
    "k = argmin[i](x[i])\nz = x[k]\noutput y, z\n",
    "input a, b\ny = hypot(a, b) + atan2(a, b) + erf(a) + lgamma(a + 2)"
    " + cbrt(b) + expm1(a) + log1p(b^2) + abs(a) sign(b) + floor(3 a)"
    " + ceil(b) + round(2 b) + max(a, b) min(a, b)\noutput y\n",
    "batch B = 3\ninput x[4], t : index(2)\nparam W[2,4] ~ xavier, b[2] = 0\n"
    "J = cross_entropy(W x + b, t)\noutput J\n",
    "input x[4,4]\ny[i,j] = x[i,j] if i <= j and not i == 2 or j - i > 1 else "
    "x[j,i]\nz[i] = y[i,i]\ns[i] = sum[j < i](y[i,j])  for i < 4\n"
    "output y, z, s\n",
    "input x[9]\ny[i] = x[(3 i + 1) mod 9] + x[9 - 1 - i] for i < 9\n"
    "z[i] = x[max(i - 2, 0)] x[min(i + 2, 8)] for i < 9\noutput y, z\n",
    /* kernels */
    "input M[3,3], b[3], B[3,2]\nA = M Mᵀ + eye(3)\nx = solve(A, b)\n"
    "X = solve(Mᵀ + 4 eye(3), B)\nL = cholesky(A)\n"
    "y = solve_upper(Lᵀ, solve_lower(L, B))\nl = logdet(A) + det(M)\n"
    "I = A⁻¹\ns = sort(b)\nv, p = topk(b, 2)\noutput x, X, L, y, l, I, s, v\n",
    "batch N = 2\ninput M[2,4,4], b[4]\nparam P[4,4] ~ normal(0, 1)\n"
    "A[s] = M[s] M[s]ᵀ + 3 eye(4)\nl[s] = logdet(A[s])\nL[s] = cholesky(A[s])"
    "\nh[0] = b\nh[t] = solve(P Pᵀ + eye(4), tanh(h[t-1] + b)) for t in 1:4\n"
    "x[s,t] = solve(A[s], h[t]) for t < 3\nd[s] = det(A[s] - eye(4))\n"
    "output l, L, h, x, d\n",
    "dim n = 4\ninput x[n,n]\ny = xᵀ x x\ntr = sum[i](y[i,i])\noutput tr\n",
};

/* -- values -- */

static void fill(const Graph *graph, double **values, ArrayId id,
                 uint64_t *state)
{
    const Array *array = graph_array(graph, id);
    int64_t size = array_size(array);
    values[id] = NEW_ARRAY(&arena, double, size);
    for (int64_t i = 0; i < size; i++) {
        *state = *state * 6364136223846793005u + 1442695040888963407u;
        double u = (double)(*state >> 33) / 0x1p31;
        values[id][i] = array->type == WHOLE
                          ? floor(u * (double)array->limit)
                          : 2 * u - 0.7;
    }
}

/* Inputs, then seeds, then params, as they are printed. */
static double **computed(const char *what, const Graph *graph)
{
    double **values = NEW_ARRAY(&arena, double *, graph->arrays.count);
    uint64_t state = 1;
    for (uint32_t i = 0; i < graph->inputs.count; i++)
        fill(graph, values,
             graph->definitions.at[graph->inputs.at[i]].array, &state);
    for (uint32_t i = 0; i < graph->seeds.count; i++)
        fill(graph, values, graph->seeds.at[i].array, &state);
    for (uint32_t i = 0; i < graph->params.count; i++)
        fill(graph, values,
             graph->definitions.at[graph->params.at[i]].array, &state);
    EvalFault fault;
    bool fine = eval(graph, &arena, false, values, &fault);
    ck_assert_msg(fine, "%s: problem %d with array %u, element %lld", what,
                  (int)fault.problem, fault.array, (long long)fault.element);
    return values;
}

static ArrayId result(const Graph *graph, uint32_t i)
{
    return i < graph->outputs.count
             ? graph->definitions.at[graph->outputs.at[i]].array
             : graph->gradients.at[i - graph->outputs.count].array;
}

static uint64_t bits(double x)
{
    uint64_t out;
    memcpy(&out, &x, sizeof out);
    return isnan(x) ? 1 : x == 0 ? 0 : out;
}

static void check_same(const char *what, const Graph *a, const Graph *b,
                       Text text)
{
    double **x = computed(what, a), **y = computed("printed", b);
    uint32_t count = a->outputs.count + a->gradients.count;
    ck_assert_uint_eq(count, b->outputs.count);
    for (uint32_t i = 0; i < count; i++) {
        const Array *p = graph_array(a, result(a, i));
        const Array *q = graph_array(b, result(b, i));
        ck_assert_uint_eq(p->rank, q->rank);
        for (uint32_t k = 0; k < p->rank; k++)
            ck_assert_int_eq(p->shape[k], q->shape[k]);
        int64_t size = array_size(p);
        for (int64_t k = 0; k < size; k++) {
            double u = x[result(a, i)][k], v = y[result(b, i)][k];
            ck_assert_msg(bits(u) == bits(v),
                          "%s: result %u, element %lld: %.17g, %.17g\n%.*s",
                          what, i, (long long)k, u, v,
                          TEXT_ARGS(shortened(text)));
        }
    }
}

static void go_round(const char *what, const Graph *graph)
{
    Buffer out = buffer_create(&arena), again = buffer_create(&arena);
    emit_g(graph, &arena, &out);
    Text text = buffer_text(&out);
    if (getenv("SHOW"))
        printf("--- %s\n%.*s", what, TEXT_ARGS(text));
    Graph *second = compiled(&arena, what, text);
    check_same(what, graph, second, text);
    emit_g(second, &arena, &again);
    Graph *third = compiled(&arena, what, buffer_text(&again));
    check_same(what, graph, third, buffer_text(&again));
}

START_TEST(round_trips)
{
    Graph *graph = compiled(&arena, "the program", text_of(programs[_i]));
    go_round("lowered", graph);
    go_round("simplified", simplify(&arena, graph));
    Graph *gradient = graph_compact(&arena, differentiate(&arena, graph));
    go_round("gradient", gradient);
    go_round("simplified gradient", simplify(&arena, gradient));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("round trip");
    TCase *tests = tcase_create("round trip");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, round_trips, 0,
                        (int)(sizeof programs / sizeof *programs));
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
