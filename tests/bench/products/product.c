/* product.c: a product of two square matrices. */
#include "bench.h"

#ifdef MODEL
#include MODEL_HEADER

void M(_run)(void *const *in, void *const *out);

static M(_infer_work) work;

void M(_run)(void *const *in, void *const *out)
{
    M(_infer)((const real (*)[M(_n)])in[0], (const real (*)[M(_n)])in[1],
              out[0], &work);
}

#else
#include "fast.h"
#include "gemm.h"
#ifdef BLAS
#include <cblas.h>
#endif

enum { N = fast_n };

static void hand(void *const *in, void *const *out)
{
    const Operand A = {in[0], N, 1}, B = {in[1], N, 1};

    gemm(N, N, N, A, B, out[0], 0);
}

#ifdef BLAS
static void blas(void *const *in, void *const *out)
{
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, N, N, N, 1, in[0], N,
                in[1], N, 0, out[0], N);
}
#else
#define blas NULL
#endif

Run fast_run, strict_run;

int main(int argc, char **argv)
{
    static const Row row = {
        .operations = 2.0 * N * N * N,
        .tolerance = 1e-5,
        .in = {{.name = "A", .count = (size_t)N * N, .low = -1, .high = 1},
               {.name = "B", .count = (size_t)N * N, .low = -1, .high = 1}},
        .out = {{.name = "C", .count = (size_t)N * N}},
        .contender = {{.name = "ours, -Ofast", .run = fast_run},
                      {.name = "ours, strict", .run = strict_run},
                      {.name = "hand, tiled", .run = hand},
                      {.name = "OpenBLAS", .run = blas}}};

    return bench_row(&row, argc, argv);
}
#endif
