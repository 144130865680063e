/* test_tile.c: which sums are tiled, and how; which are gathered in lanes. */
#include "../../compiler/lanes.h"
#include "../../compiler/loops.h"
#include "../../compiler/simplify.h"

#include "program_cases.h"
#include "suite.h"

#include <string.h>

/* How y is computed. */
static const struct {
    const char *program;
    unsigned rows, vectors, most, lanes;    /* rows 0: no tile */
    bool packed;
} sums[] = {
    /* products of matrices, in all transpositions */
    {"param A[64,65], B[65,64]\ny[i,j] = sum[k](A[i,k] B[k,j])", 6, 2, 16, 1,
     true},
    {"param A[30,9], B[9,40]\ny[i,j] = sum[k](A[i,k] B[k,j])", 6, 2, 16, 1,
     false},
    {"param A[9,30], B[9,40]\ny[i,j] = sum[k](A[k,i] B[k,j])", 6, 2, 16, 1,
     false},
    {"param A[30,9], B[40,9]\ny[i,j] = sum[k](A[i,k] B[j,k])", 6, 2, 16, 1,
     true},
    {"param A[9,30], B[40,9]\ny[i,j] = sum[k](A[k,i] B[j,k])", 6, 2, 16, 1,
     true},
    /* too few rows to pack for */
    {"param A[4,64], B[40,64]\ny[i,j] = sum[k](A[i,k] B[j,k])", 3, 0, 16, 16,
     false},
    /* few rows, short rows */
    {"param A[3,9], B[9,40]\ny[i,j] = sum[k](A[i,k] B[k,j])", 3, 4, 16, 1,
     false},
    {"param A[20,9], B[9,5]\ny[i,j] = sum[k](A[i,k] B[k,j])", 5, 2, 4, 1,
     false},
    {"param A[20,9], B[9,3]\ny[i,j] = sum[k](A[i,k] B[k,j])", 0, 0, 0, 1,
     false},
    /* matrices and vectors */
    {"param A[30,64], x[64]\ny = A x", 3, 0, 16, 16, false},
    {"param A[30,24], x[24]\ny = A x", 6, 0, 8, 8, false},
    {"param A[5,64], B[5,64]\ny[i] = sum[k](A[i,k] B[i,k])", 0, 0, 0, 16,
     false},
    {"param A[64,30], x[64]\ny[j] = sum[i](x[i] A[i,j])", 1, 8, 16, 1, false},
    {"param x[640], z[640]\ny = x·z", 0, 0, 0, 16, false},
    {"param x[20], z[20]\ny = x·z", 0, 0, 0, 4, false},
    {"param x[15], z[15]\ny = x·z", 0, 0, 0, 4, false},
    {"param x[7], z[7]\ny = x·z", 0, 0, 0, 1, false},
    {"param A[64,30]\ny[j] = sum[i](A[i,j])", 1, 8, 16, 1, false},
    {"param A[113,9], B[113,9]\ny[i] = sum[k](A[i,k] B[i,k])", 0, 0, 0, 1,
     false},
    {"param A[114,9], B[114,9]\ny[i] = sum[k](A[i,k] B[i,k])", 0, 0, 0, 4,
     false},
    /* columns that leave vectors half empty, and such that fill them */
    {"param D[12,24,24], x[28,28]\n"
     "y[o,p,q] = sum[r,s](D[o,r,s] x[r+p,s+q]) for p < 5, q < 5", 6, 0, 8, 8,
     false},
    {"param D[12,25,25], x[28,28]\n"
     "y[o,p,q] = sum[r,s](D[o,r,s] x[r+p,s+q]) for p < 4, q < 4", 6, 2, 4, 1,
     false},
    /* batches, several sums, places apart */
    {"param A[5,12,7], B[5,7,24]\ny[b,i,j] = sum[k](A[b,i,k] B[b,k,j])", 6, 2,
     16, 1, false},
    {"param A[12,7,3], B[7,3,24]\ny[i,j] = sum[k,l](A[i,k,l] B[k,l,j])", 6, 2,
     16, 1, false},
    {"param K[6,2,3], x[2,34]\ny[o,i] = sum[c,u](K[o,c,u] x[c,i+u]) for i < 32",
     6, 2, 16, 1, false},
    {"param K[6,2,3], x[2,66]\ny[o,i] = sum[c,u](K[o,c,u] x[c,2i+u]) for i < 32",
     0, 0, 0, 1, false},
    /* in recurrences */
    {"param W[24,24], x[12,24]\n"
     "y[t+1,i,j] = x[i,j] + z[t,i,j] for t < 3\ny[0] = x\n"
     "z[t,i,j] = sum[k](y[t,i,k] W[k,j]) for t < 3\noutput z", 6, 2, 16, 1,
     false},
    {"param W[24,24], x[12,24]\n"
     "y[t+1,i,j] = x[i,j] + z[t,i,j] for t < 3\ny[0] = x\n"
     "z[t,i,j] = sum[k](y[t,i,k] W[j,k]) for t < 3\noutput z", 6, 2, 16, 1,
     true},
    {"param W[24,24], x[24]\n"
     "y[t+1,j] = x[j] + z[t,j] for t < 3\ny[0] = x\n"
     "z[t,j] = sum[k](y[t,k] W[j,k]) for t < 3\noutput z", 6, 0, 8, 8, false},
    /* other arithmetic, and what is none */
    {"param A[12,9], B[9,24]\ny[i,j] = sum[k]((A[i,k] - B[k,j])²)", 6, 2, 16, 1,
     false},
    {"param A[12,9], B[9,24]\ny[i,j] = sum[k](exp(A[i,k] B[k,j]))", 0, 0, 0, 1,
     false},
    /* cut by conditions: fewer rows where few terms are left; lanes where rows
     * share them; not where a tile would read outside of arrays */
    {"param A[24,24], B[24,24]\ny[i,j] = sum[k : k <= i](A[i,k] B[k,j])", 4, 2,
     16, 1, false},
    {"param A[24,24], B[24,24]\n"
     "y[i,j] = sum[k : i - 1 <= k <= i + 1](A[i,k] B[k,j])", 1, 8, 16, 1, false},
    {"param A[64,64], x[64]\ny[i] = sum[j : j <= i](A[i,j] x[j])", 6, 0, 8, 8,
     false},
    {"param A[64,64], x[64]\n"
     "y[i] = sum[j : i - 2 <= j <= i + 2](A[i,j] x[j])", 0, 0, 0, 1, false},
    {"param A[9,9], B[9,9]\ny[i,j] = sum[k : k <= i](A[i,k] B[k,j])", 0, 0, 0,
     1, false},
    {"param a[40], b[40]\ny[i] = sum[j < 40 : j <= i](a[i - j] b[j]) for i < 40",
     0, 0, 0, 1, false},
    {"param x[100]\ny = max(x)", 0, 0, 0, 16, false},
    {"param x[100]\ny = prod[i](x[i])", 0, 0, 0, 1, false},
};

static const Step *step_of(const Loops *loops, ArrayId source)
{
    const Routine *routine = &loops->routines[FORWARD];
    for (uint32_t n = 0; n < routine->nests.count; n++)
        for (uint32_t i = 0; i < routine->nests.at[n].steps.count; i++) {
            const Step *step = &routine->nests.at[n].steps.at[i];
            if (step->kind == STEP_PART
                && loops->origin[step->array] == source)
                return step;
        }
    return NULL;
}

START_TEST(sums_have_their_form)
{
    const char *program = sums[_i].program;
    Text text = text_format(&arena, "%s%s", program,
                            strstr(program, "output") ? "\n" : "\noutput y\n");
    Graph *graph = simplify(&arena, lowered(text));
    lanes_choose(graph);
    const Loops *loops = schedule(graph, &arena, NO_CHECKPOINT);
    const Step *step = step_of(loops, graph_output(graph, 0, false));
    ck_assert_msg(step, "%s", program);
    const Part *part =
        &graph_array(loops->graph, step->array)->as.parts[step->part];
    ck_assert_msg((step->tile != NULL) == (sums[_i].rows != 0), "%s", program);
    ck_assert_msg(part->lanes == sums[_i].lanes, "%s: %d lanes", program,
                  part->lanes);
    if (step->tile) {
        const Tile *tile = step->tile;
        ck_assert_msg(tile->rows == sums[_i].rows
                          && tile->vectors == sums[_i].vectors
                          && tile->lanes == sums[_i].most
                          && (tile->packed != 0) == sums[_i].packed,
                      "%s: %d x %d of %d%s", program, tile->rows,
                      tile->vectors, tile->lanes,
                      tile->packed ? ", packed" : "");
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tile");
    TCase *tests = tcase_create("tile");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, sums_have_their_form, 0,
                        sizeof sums / sizeof *sums);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
