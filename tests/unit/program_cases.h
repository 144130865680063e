/* program_cases.h: programs that the tests of schedule, plan and emit_c share,
 * and the way from their text to a gradient graph.
 */
#ifndef GCC_GRAPH_TEST_PROGRAM_CASES_H
#define GCC_GRAPH_TEST_PROGRAM_CASES_H

#include "../../compiler/differentiate.h"
#include "../../compiler/graph_check.h"
#include "../../compiler/lower.h"
#include "../../compiler/parse.h"
#include "../../compiler/prelude.h"
#include "../../compiler/simplify.h"

#include <check.h>

static Arena arena;
static jmp_buf failure;

static inline void set_up(void)
{
    arena_init(&arena, NULL, &failure);
}

static inline void tear_down(void)
{
    arena_destroy(&arena);
}

static const char *const program_cases[] = {
    "layer inner(x[n], m) = W x + b where param W[m,n] ~ he; param b[m] = [1, 2]\n"
    "layer block(x[n]) = x + s m where m = tanh(inner(x, n)); param s = 0.5\n"
    "batch B = 3\ninput x[2]\na[l] = block[l](x) for l < 4\n"
    "y = a[3]·a[1] + ‖a.m.W‖²\noutput y, a.m.b\n",
    "dim n = 20, m = 8\ninput x[n]\nparam W[m,n] ~ xavier, b[m] = 0\n"
    "param u[m] ~ xavier\nf(z) = 1 / (1 + exp(-z))\nh = f(W x + b)\ns = u·h\n"
    "output s\n",
    "input x[4]\nparam w[4] = 1\nstate r[4] = 0, n = 1, q = 2\n"
    "h = tanh(w ⊙ x + r)\nJ = h·r n exp(q)\nnext r = h\nnext n = q\n"
    "next q = n\noutput J\n",
    "dim vocab = 50, d = 5, hidden = 10\ninput w[5] : index(vocab)\ninput t\n"
    "param E[vocab, d] ~ normal(0, 0.1), W[hidden, 5 d] ~ xavier\n"
    "param b[hidden] = 0, u[hidden] ~ xavier\nf(z) = 1 / (1 + exp(-z))\n"
    "x[d k + j] = E[w[k], j]\ns = u·f(W x + b)\nJ = (f(s) - t)²\n"
    "output s, J\n",
    "dim n = 6, hid = 5, c = 3\nbatch B = 4\ninput x[n]\n"
    "input t : index(c)\nparam W[hid, n] ~ he, b[hid] = 0\n"
    "param V[c, hid] ~ xavier, d[c] = 0\nh = relu(W x + b)\nz = V h + d\n"
    "J = cross_entropy(z, t)\noutput z, J\n",
    "input x[1, 9, 9]\nparam K[2, 1, 3, 3] ~ he, b[2] = 0\n"
    "param u[2,3,3] ~ xavier\n"
    "y[o,r,c] = relu(sum[i,p,q](K[o,i,p,q] x[i, r+p, c+q]) + b[o]) "
    "for r < 6, c < 6\n"
    "P[o,r,c] = max[a < 2, bb < 2](y[o,2r + a, 2c + bb]) for r < 3, c < 3\n"
    "s = sum[o,r,c](u[o,r,c] P[o,r,c])\noutput s\n",
    "dim n = 7\ninput A[n,n], x[n]\nL = sum[i, j : j < i](A[i,j]²)\n"
    "D[i] = (x[i-1] if i > 0 else 0) + sqrt(x[i]) - 2x[i]\nP = prod(x)\n"
    "q[i] = sum[j : j <= i](x[j] A[j,i])\noutput L, D, P, q\n",
    "input x[6]\nJ = -log(softmax(x)[2]) + gelu(x[1]) + tanh(x[3])\n"
    "output J\n",
    "input a, b\ny = -2 a b / (a - 3 b) + a^2 b^(-1) - -a + 2^a * 3\n"
    "z = a^3 + b^(-2) + a^0.5 + (a b + 1)^4\noutput y, z\n",
    "input a, b\ny = (a if a > b and not b > 0 or a == 1 else -b) * -2\n"
    "output y\n",
    "input a\ny = a - (-0.5) a + inf if a > 2 else a - 1e-300\noutput y\n",
    "input w[5] : index(9), g[5,2]\nG[w[k], j] += g[k,j]\ny = G ⊙ G\n"
    "output y\n",
    "input A[3,2], B[3,4]\nZ[i,j] = A[i,j]\nZ[i,j+2] = B[i,j]\ny = Z ⊙ Z\n"
    "output y\n",
    "input A[5,5]\nL = sum[i, j : j < i](A[i,j]²)\n"
    "P[i] = prod[j : j <= i](A[i,j]) for i < 5\noutput L, P\n",
    "input x[9]\ny[r] = x[r-1] - 2 x[r] if r > 0 else x[8 - r] for r < 9\n"
    "z[r] = sum[u : u <= r](x[r - u] x[u]) for r < 9\noutput y, z\n",
    "input x[7]\nk = argmax[i](x[i])\ny = x[k] x[k]\noutput y, k\n",
    "input x[8]\ny[i] = x[div(i, 2)] x[mod(i, 3)] for i < 8\noutput y\n",
    "input x[9]\ny[i] = x[div(i - 5, 2) + 3] + x[mod(i - 5, 4)] "
    "+ x[max(i - 3, 0)] + x[min(2 i, 8)] for i < 9\noutput y\n",
    "input x[4]\ny = 3\nz[i] = 2 i for i < 4\noutput y, z, x\n",
    "const K[2,3] = [[1, 2, -3], [4, 5, 0.1]], p[3] : index(3) = [2, 0, 1]\n"
    "input x[3]\ny[i] = sum[j](K[i, p[j]] x[j])\noutput y\n",
    "input ŷ[3], λ, x′\nh₁ = λ ŷ + x′\nexp₂ = h₁\noutput h₁, exp₂\n",
    "input i[3], j[3]\ny = i ⊙ j\nk[a, b] = i[a] j[b]\noutput y, k\n",
    "dim n = 4\ninput x[n,n]\ny = xᵀ x x\ntr = sum[i](y[i,i])\n"
    "output tr\n",
    "input x[5]\nr = sqrt(x - 1)\ny[i] = r[i] if x[i] > 1 else 0\noutput y\n",
    "input x[4], t1, t2, at, sum_[2], y_sum\ny = max(x) + t1 t2 at\n"
    "z = sum_·sum_ y_sum\noutput y, z\n",
    "param W[3,3] ~ xavier\ny = W W\noutput y\n",
    "input x[3]\noutput x\n",
    "input z[3,4]\np[i] = softmax(z[i])\ny = normalize(z[0])\n"
    "n = ‖z[1]‖\noutput p, y, n\n",
    "input x[2,3,4], y[4,3]\nz[a,b,c,d] = x[a,b,c] y[d,b]\ns = sum(z)\n"
    "m = min(z)\noutput s, m\n",
    "input x[40]\ny[i] = exp(x[i]) / (1 + exp(x[i])) if x[i] < 0 else "
    "1 / (1 + exp(-x[i]))\nv = mean(y)\noutput y, v\n",
};

static inline Graph *lowered(Text text)
{
    Sources sources = {.arena = &arena, .end = 1};
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics, &arena, &sources);
    LowerOptions options = {0};
    const Source *source = source_add(&sources, text_of("t.g"), text, false);
    Program *program = parse(&arena, source, &diagnostics);
    const Source *built_in =
        source_add(&sources, text_of("<prelude>"), prelude_text(), true);
    Program *prelude = parse(&arena, built_in, &diagnostics);
    Graph *graph = NULL;
    if (!diagnostics.error_count)
        graph = lower(&arena, prelude, program, &options, &diagnostics, NULL);
    Buffer out = buffer_create(&arena);
    diagnostics_print(&diagnostics, &out, 10);
    ck_assert_msg(graph != NULL, "%.*s%.*s", TEXT_ARGS(text),
                  TEXT_ARGS(buffer_text(&out)));
    return graph;
}

static inline Graph *gradient_of(Graph *graph)
{
    graph = simplify(&arena, graph);
    graph = graph_compact(&arena, differentiate(&arena, graph));
    Graph *out = simplify(&arena, graph);
    Buffer problem = buffer_create(&arena);
    ck_assert_msg(graph_check(out, &arena, &problem), "%.*s",
                  TEXT_ARGS(buffer_text(&problem)));
    return out;
}

enum { PROGRAM_COUNT = sizeof program_cases / sizeof *program_cases };

#endif
